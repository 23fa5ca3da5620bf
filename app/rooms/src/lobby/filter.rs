//! Which rooms of the lobby are shown: kept in the address, so that a filtered lobby can be sent to somebody.

use leptos_router::params::ParamsMap;
use model_rooms::{LobbyRoom, room::GENRES};

/// The filter in one line over the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Words in the room's name or description.
    pub text: String,
    /// One genre, or empty for all.
    pub genre: String,
    /// Only rooms in which somebody plays.
    pub live: bool,
}

impl Filter {
    /// Reads the address's query; what it does not know is as if it were not there.
    pub fn from_query(query: &ParamsMap) -> Self {
        let genre = query.get("genre").filter(|genre| GENRES.contains(&genre.as_str())).unwrap_or_default();
        Filter {
            text: query.get("q").map(|text| text.trim().chars().take(100).collect()).unwrap_or_default(),
            genre,
            live: query.get("live").is_some(),
        }
    }

    /// Whether `room` is shown.
    pub fn shows(&self, room: &LobbyRoom) -> bool {
        let text = self.text.to_lowercase();
        let found = room.room.name.to_lowercase().contains(&text)
            || room.room.description.to_lowercase().contains(&text);
        let genre = self.genre.is_empty() || room.room.genre.as_deref() == Some(&self.genre);
        found && genre && !(self.live && room.performers.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lobby::presence::tests::room;
    use model_rooms::Instrument;

    #[test]
    fn each_part_of_the_filter_hides_rooms() {
        let mut jam = room("Late Jam", &[Instrument::Drums], 0);
        jam.room.genre = Some("jazz".to_owned());
        let shows = |text: &str, genre: &str, live| {
            Filter { text: text.into(), genre: genre.into(), live }.shows(&jam)
        };
        assert!(shows("", "", false) && shows("late", "jazz", true));
        assert!(!shows("early", "", false) && !shows("", "rock", false));
        let filter = Filter { live: true, ..Filter::default() };
        assert!(!filter.shows(&room("Empty", &[], 3)));
    }

    #[test]
    fn an_unknown_genre_in_the_address_shows_everything() {
        let mut query = ParamsMap::new();
        query.insert("genre", "polka".to_owned());
        assert_eq!(Filter::from_query(&query), Filter::default());
    }
}
