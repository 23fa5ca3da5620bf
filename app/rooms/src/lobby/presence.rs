//! Who is in a room now, in words and as a mark.

use leptos::prelude::*;
use model_rooms::LobbyRoom;

/// A mark: filled while somebody plays. The words beside it say the same.
#[component]
pub(crate) fn Presence(live: bool) -> impl IntoView {
    view! { <span class="presence" data-live=live.to_string() aria-hidden="true"></span> }
}

/// For example `3 playing, 2 listening, 7 places free`.
pub(crate) fn presence_words(room: &LobbyRoom) -> String {
    let (playing, listening) = (room.performers.len(), room.listeners as usize);
    let places = usize::try_from(room.room.max_users).unwrap_or(0).saturating_sub(playing + listening);
    let now = match (playing, listening) {
        (0, 0) => "Nobody here".to_owned(),
        (0, listening) => format!("{listening} listening"),
        (playing, 0) => format!("{playing} playing"),
        (playing, listening) => format!("{playing} playing, {listening} listening"),
    };
    match places {
        0 => format!("{now}, full"),
        1 => format!("{now}, 1 place free"),
        places => format!("{now}, {places} places free"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    use chrono::DateTime;
    use model_rooms::{Instrument, Room, RoomCode};

    /// A public room for four people.
    pub(crate) fn room(name: &str, performers: &[Instrument], listeners: u32) -> LobbyRoom {
        LobbyRoom {
            room: Room { max_users: 4, ..Room::plain(RoomCode::parse("abcd1234").unwrap(), name) },
            performers: performers.to_vec(),
            listeners,
            last_activity: DateTime::UNIX_EPOCH,
            next_meeting: None,
        }
    }

    #[test]
    fn presence_is_said_in_words() {
        let words =
            |playing, listening| presence_words(&room("r", &vec![Instrument::Bass; playing], listening));
        assert_eq!(words(0, 0), "Nobody here, 4 places free");
        assert_eq!(words(3, 0), "3 playing, 1 place free");
        assert_eq!(words(0, 2), "2 listening, 2 places free");
        assert_eq!(words(3, 2), "3 playing, 2 listening, full");
    }
}
