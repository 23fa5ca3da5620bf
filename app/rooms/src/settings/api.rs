//! What the settings of a room ask the server.

use app_kit::ApiError;
use leptos::prelude::*;
use model_rooms::{NewRoom, RegularChoices, RoomCode, RoomToEdit};

/// A room as its settings' form shows it. Errors: `Unauthenticated`, `NotFound`, `Forbidden` for who may not change it.
#[server(prefix = "/api", endpoint = "room_settings")]
pub async fn room_settings(code: RoomCode) -> Result<RoomToEdit, ApiError> {
    let (rooms, actor) = (expect_context::<server_rooms::Rooms>(), expect_context::<db::Actor>());
    rooms.room_to_edit(&actor, &code).await.map_err(app_kit::fault)
}

/// Changes a room. `seen` is the mark of the room as the form showed it. Errors: `Invalid` by field, `Forbidden`,
/// `Conflict` when somebody else changed it meanwhile.
#[server(prefix = "/api", endpoint = "edit_room")]
pub async fn edit_room(code: RoomCode, seen: String, form: NewRoom) -> Result<(), ApiError> {
    let (rooms, actor) = (expect_context::<server_rooms::Rooms>(), expect_context::<db::Actor>());
    rooms.edit_room(&actor, &code, &seen, form).await.map_err(app_kit::fault)
}

/// Keeps a room of one's own as a regular one, changes how, or keeps it no more. Errors: `Invalid` by field, `NotFound`,
/// `Conflict` at the tier's limit.
#[server(prefix = "/api", endpoint = "keep_room")]
pub async fn keep_room(code: RoomCode, form: RegularChoices) -> Result<(), ApiError> {
    let (rooms, actor) = (expect_context::<server_rooms::Rooms>(), expect_context::<db::Actor>());
    rooms.keep_room(&actor, &code, form).await.map_err(app_kit::fault)
}

/// Deletes a room whose name was typed, and goes to one's other rooms. Errors: `Invalid` on `typed`, `Forbidden`,
/// `NotFound`.
#[server(prefix = "/api", endpoint = "delete_room")]
pub async fn delete_room(code: RoomCode, typed: String) -> Result<(), ApiError> {
    let (rooms, actor) = (expect_context::<server_rooms::Rooms>(), expect_context::<db::Actor>());
    rooms.delete_room(&actor, &code, &typed).await.map_err(app_kit::fault)?;
    leptos_axum::redirect("/rooms/saved");
    Ok(())
}

/// Opens another room like this one, and goes to its settings. Errors: `Forbidden`, `NotFound`, `Conflict` for too many
/// rooms.
#[server(prefix = "/api", endpoint = "duplicate_room")]
pub async fn duplicate_room(code: RoomCode) -> Result<(), ApiError> {
    let copy =
        app_kit::run(async |session| server_rooms::rooms::edit::duplicate_room(session, &code).await).await?;
    leptos_axum::redirect(&format!("/room/{copy}/settings"));
    Ok(())
}
