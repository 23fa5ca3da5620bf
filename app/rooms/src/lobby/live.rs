//! The list of public rooms, asked for again while somebody looks at it.

use super::api::lobby_rooms;
use app_kit::ApiError;
use leptos::prelude::*;
use model_rooms::LobbyRoom;
use std::time::Duration;

/// How often the counts are asked for again.
const EVERY: Duration = Duration::from_secs(5);

/// The public rooms, liveliest first.
pub(crate) type LobbyRooms = Resource<Result<Vec<LobbyRoom>, ApiError>>;

/// Asks for the public rooms; they are in the page's first HTML.
pub(crate) fn use_lobby_rooms() -> LobbyRooms {
    Resource::new_blocking(
        || (),
        |()| async {
            lobby_rooms().await.map(|mut rooms| {
                liveliest_first(&mut rooms);
                rooms
            })
        },
    )
}

/// Keeps `rooms` fresh while the page is visible.
pub(crate) fn refresh_while_visible(rooms: LobbyRooms) {
    Effect::new(move |_| {
        let tick = move || {
            if !document().hidden() {
                rooms.refetch();
            }
        };
        // Without a timer the page still shows what it was loaded with.
        if let Ok(timer) = set_interval_with_handle(tick, EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// The first row is always the most alive: most performers, then most people, then the latest to stir.
fn liveliest_first(rooms: &mut [LobbyRoom]) {
    rooms.sort_by_key(|room| std::cmp::Reverse((room.performers.len(), room.listeners, room.last_activity)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lobby::presence::tests::room;
    use model_rooms::Instrument;

    #[test]
    fn the_first_row_is_alive() {
        let mut rooms = [room("quiet", &[], 0), room("crowd", &[], 9), room("band", &[Instrument::Bass], 0)];
        liveliest_first(&mut rooms);
        assert_eq!(rooms.map(|r| r.room.name), ["band", "crowd", "quiet"]);
    }
}
