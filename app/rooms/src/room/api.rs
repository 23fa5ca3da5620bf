//! What a room's page asks the server before anybody enters. Everything after that goes over the socket.

use app_kit::ApiError;
use leptos::prelude::*;
use model_rooms::{RoomCode, RoomEntrance};

/// The room seen from its door. Errors: `NotFound` (also for a room that is not theirs to see), `Forbidden`.
#[server(name = AskRoomEntrance, prefix = "/api", endpoint = "room_entrance")]
pub async fn room_entrance(code: RoomCode) -> Result<RoomEntrance, ApiError> {
    let live = expect_context::<server_rooms::Rooms>();
    app_kit::run(async |session| server_rooms::rooms::queries::entrance(session, &code, &live).await).await
}
