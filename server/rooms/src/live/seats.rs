//! How many fit into a room. Pure: the same for the page before the door and for the room itself.

use model_rooms::Room;
use serde::{Deserialize, Serialize};

/// The places of a room that are taken, but those of administrators of the site: they take none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// People who play, dropped seconds ago or not.
    pub playing: u32,
    /// People who only listen.
    pub listening: u32,
}

impl Seats {
    /// Whether one more person fits in, to play or to listen. In public rooms that allow listeners, so many of these as
    /// `audience_max` take none of the room's own places.
    pub fn fit(self, room: &Room, audience_max: u32, playing: bool) -> bool {
        match playing {
            true => Seats { playing: self.playing + 1, ..self },
            false => Seats { listening: self.listening + 1, ..self },
        }
        .are_enough(room, audience_max)
    }

    /// Whether those who are in have their places.
    pub fn are_enough(self, room: &Room, audience_max: u32) -> bool {
        let taken = self.playing + self.listeners_in_places(room, audience_max);
        i64::from(taken) <= i64::from(room.max_users)
    }

    /// Listeners who take places of the room's own: those beyond its audience.
    pub fn listeners_in_places(self, room: &Room, audience_max: u32) -> u32 {
        let beyond = if room.is_public && room.settings.allow_listeners { audience_max } else { 0 };
        self.listening.saturating_sub(beyond)
    }

    /// Whether one more person may play.
    pub fn stage_has_room(self, room: &Room) -> bool {
        self.playing < u32::from(room.settings.max_performers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model_rooms::{RoomCode, RoomSettings};

    fn room(max_users: i32) -> Room {
        Room { max_users, ..Room::plain(RoomCode::parse("abcd3467").unwrap(), "Test") }
    }

    #[test]
    fn an_audience_takes_no_places_where_it_is_let_in() {
        let full = Seats { playing: 1, listening: 1 };
        assert!(!full.fit(&room(2), 0, false) && !full.fit(&room(2), 0, true));
        assert!(full.fit(&room(2), 1, false) && full.fit(&room(2), 1, true));
        let audience = Seats { playing: 2, listening: 1 };
        assert!(!audience.fit(&room(2), 1, false) && !audience.fit(&room(2), 1, true));
        let private = Room { is_public: false, ..room(2) };
        assert!(!full.fit(&private, 100, false));
        let settings = RoomSettings { allow_listeners: false, ..RoomSettings::default() };
        assert!(!full.fit(&Room { settings, ..room(2) }, 100, false));
    }

    #[test]
    fn the_stage_has_its_own_limit() {
        let settings = RoomSettings { max_performers: 2, ..RoomSettings::default() };
        let room = Room { settings, ..room(10) };
        assert!(Seats { playing: 1, listening: 5 }.stage_has_room(&room));
        assert!(!Seats { playing: 2, listening: 0 }.stage_has_room(&room));
    }
}
