//! What the pages of one's own rooms ask the server.

use app_kit::ApiError;
use leptos::prelude::*;
use model::{Cursor, Page};
use model_rooms::{BookmarkedRoom, KeepingLimit, RoomCode, SavedRoom, YourRoom};

/// How many rooms the asker keeps, and may keep.
#[server(name = AskKeepingLimit, prefix = "/api", endpoint = "keeping_limit")]
pub async fn keeping_limit() -> Result<KeepingLimit, ApiError> {
    app_kit::run(async |session| server_rooms::keeping::queries::limit(session).await).await
}

/// The asker's regular rooms, latest first. Errors: `Unauthenticated`.
#[server(prefix = "/api", endpoint = "regular_rooms")]
pub async fn regular_rooms(after: Option<Cursor>) -> Result<Page<SavedRoom>, ApiError> {
    app_kit::run(async |session| server_rooms::keeping::queries::saved_rooms(session, after.as_ref()).await)
        .await
}

/// The asker's rooms at hand, latest first. Errors: `Unauthenticated`.
#[server(prefix = "/api", endpoint = "rooms_at_hand")]
pub async fn rooms_at_hand(after: Option<Cursor>) -> Result<Page<BookmarkedRoom>, ApiError> {
    app_kit::run(async |session| server_rooms::keeping::queries::bookmarks(session, after.as_ref()).await)
        .await
}

/// The asker's rooms: those with people in them first. Nobody without an account has any.
#[server(prefix = "/api", endpoint = "your_rooms")]
pub async fn your_rooms() -> Result<Vec<YourRoom>, ApiError> {
    let live = expect_context::<server_rooms::Rooms>();
    app_kit::run(async |session| server_rooms::lobby::yours::your_rooms(session, &live).await).await
}

/// Keeps a room of one's own at hand. Errors: `Forbidden`, `Conflict` when it is kept already or at the tier's limit.
#[server(prefix = "/api", endpoint = "keep_at_hand")]
pub async fn keep_at_hand(code: RoomCode, #[server(default)] notes: String) -> Result<(), ApiError> {
    app_kit::run(async |session| server_rooms::keeping::commands::bookmark(session, &code, &notes).await)
        .await
}

/// Changes one's words about a room at hand. Errors: `Invalid` on `notes`, `NotFound`.
#[server(prefix = "/api", endpoint = "note_room")]
pub async fn note_room(code: RoomCode, notes: String) -> Result<(), ApiError> {
    app_kit::run(async |session| server_rooms::keeping::commands::note(session, &code, &notes).await).await
}

/// Keeps a room at hand no more. Errors: `NotFound`.
#[server(prefix = "/api", endpoint = "forget_at_hand")]
pub async fn forget_at_hand(code: RoomCode) -> Result<(), ApiError> {
    app_kit::run(async |session| server_rooms::keeping::commands::remove_bookmark(session, &code).await).await
}

/// Keeps a regular room no more; the room itself stays. Errors: `NotFound`.
#[server(prefix = "/api", endpoint = "forget_regular")]
pub async fn forget_regular(code: RoomCode) -> Result<(), ApiError> {
    app_kit::run(async |session| server_rooms::keeping::commands::forget(session, &code).await).await
}
