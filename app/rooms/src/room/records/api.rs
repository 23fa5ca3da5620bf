//! What a room keeps about people: who belongs to it, who is kept out, what was done. Row-level security decides who reads.

use app_kit::ApiError;
use leptos::prelude::*;
use model::{Cursor, Page};
use model_rooms::{LogEntry, RoomBan, RoomCode, RoomMember};

/// The accounts that belong to a room, its owner first, in pages.
#[server(prefix = "/api", endpoint = "room_members")]
pub async fn room_members(code: RoomCode, after: Option<Cursor>) -> Result<Page<RoomMember>, ApiError> {
    app_kit::run(async |session| {
        server_rooms::moderation::queries::members(session, &code, after.as_ref()).await
    })
    .await
}

/// Who is kept out of a room, latest first, in pages; others than moderators see their own.
#[server(prefix = "/api", endpoint = "room_bans")]
pub async fn room_bans(code: RoomCode, after: Option<Cursor>) -> Result<Page<RoomBan>, ApiError> {
    app_kit::run(async |session| {
        server_rooms::moderation::queries::bans(session, &code, after.as_ref()).await
    })
    .await
}

/// What was done in a room, latest first, in pages; for moderators.
#[server(prefix = "/api", endpoint = "room_log")]
pub async fn room_log(code: RoomCode, after: Option<Cursor>) -> Result<Page<LogEntry>, ApiError> {
    app_kit::run(async |session| server_rooms::moderation::queries::log(session, &code, after.as_ref()).await)
        .await
}
