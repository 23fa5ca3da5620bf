//! What the lobby asks the server.

use app_kit::ApiError;
use leptos::prelude::*;
use model::Page;
use model_rooms::{LobbyAsk, LobbyRoom};

/// Public rooms with who is in them now: those with people first, then by last activity; at most 100.
#[server(prefix = "/api", endpoint = "lobby_rooms")]
pub async fn lobby_rooms() -> Result<Vec<LobbyRoom>, ApiError> {
    let live = expect_context::<server_rooms::Rooms>();
    app_kit::run(async |session| server_rooms::lobby::queries::lobby_rooms(session, &live).await).await
}

/// A page of the public rooms that fit, in the order asked for. Errors: `Invalid` by field.
#[server(prefix = "/api", endpoint = "find_rooms")]
pub async fn find_rooms(ask: LobbyAsk) -> Result<Page<LobbyRoom>, ApiError> {
    let live = expect_context::<server_rooms::Rooms>();
    app_kit::run(async |session| server_rooms::lobby::queries::lobby(session, &live, ask).await).await
}
