//! Opening a room, and finding one by its code.

use app_kit::ApiError;
use leptos::prelude::*;
use model_rooms::NewRoom;

/// Opens a room of one's own and goes there. Errors: `Unauthenticated` for guests, `Invalid` by field, `Conflict` for too
/// many rooms.
#[server(prefix = "/api", endpoint = "open_room")]
pub async fn open_room(form: NewRoom) -> Result<(), ApiError> {
    let code =
        app_kit::run(async |session| server_rooms::rooms::commands::open_room(session, form).await).await?;
    leptos_axum::redirect(&format!("/room/{code}"));
    Ok(())
}

/// Goes to the room with the code that somebody typed. Errors: `Invalid` on `code`, also for a room that is not theirs to
/// see.
#[server(prefix = "/api", endpoint = "find_room")]
pub async fn find_room(code: String) -> Result<(), ApiError> {
    let code =
        app_kit::run(async |session| server_rooms::rooms::queries::find_typed(session, &code).await).await?;
    leptos_axum::redirect(&format!("/room/{code}"));
    Ok(())
}
