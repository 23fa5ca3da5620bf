//! What somebody asks the lobby for, and one's own rooms.

use crate::{LobbyRoom, Role, room::GENRES};
use model::{Cursor, Fault, FieldProblem};
use serde::{Deserialize, Serialize};

/// Longest words to look for, in characters.
pub const SEARCH_CHARS_MAX: usize = 100;
/// Most rooms in one answer.
pub const LOBBY_PAGE_MAX: u32 = 200;
/// Rooms in a page, when nothing else is asked for.
pub const LOBBY_PAGE: u32 = 24;

/// The order of the lobby.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LobbySort {
    /// Where people are now, then where they were last.
    #[default]
    Active,
    /// The newest rooms.
    Recent,
    /// By name.
    Name,
}

impl LobbySort {
    /// All of them, in the order of the chooser.
    pub const ALL: [LobbySort; 3] = [LobbySort::Active, LobbySort::Recent, LobbySort::Name];

    /// Its value in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            LobbySort::Active => "active",
            LobbySort::Recent => "recent",
            LobbySort::Name => "name",
        }
    }

    /// Reads the address; anything else is the default.
    pub fn parse(text: &str) -> LobbySort {
        LobbySort::ALL.into_iter().find(|sort| sort.as_str() == text).unwrap_or_default()
    }
}

/// Which rooms of the lobby.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LobbyAsk {
    /// Words in a room's name, description, tags or its owner's name; up to [`SEARCH_CHARS_MAX`] characters.
    pub text: String,
    /// One of [`GENRES`], or empty for all.
    pub genre: String,
    /// Only rooms in which somebody plays.
    pub live: bool,
    /// The order.
    pub sort: LobbySort,
    /// Where the page begins; none: at the beginning.
    pub after: Option<Cursor>,
    /// Most rooms in the answer, 1 to [`LOBBY_PAGE_MAX`]; 0: [`LOBBY_PAGE`].
    pub limit: u32,
}

impl LobbyAsk {
    /// Trims and checks. Errors: [`Fault::Invalid`] by field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.text = self.text.trim().to_owned();
        if self.limit == 0 {
            self.limit = LOBBY_PAGE;
        }
        let mut problems = FieldProblem::list();
        problems.require(
            self.text.chars().count() <= SEARCH_CHARS_MAX && !self.text.contains('\0'),
            "text",
            "Search with at most 100 characters.",
        );
        let genre_ok = self.genre.is_empty() || GENRES.contains(&self.genre.as_str());
        problems.require(genre_ok, "genre", "Choose a genre from the list.");
        problems.require(self.limit <= LOBBY_PAGE_MAX, "limit", "Ask for at most 200 rooms at once.");
        problems.into_result()?;
        Ok(self)
    }
}

/// What somebody has to do with a room of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// They are invited and have not come yet.
    Invited,
    /// They belong to it, in this role.
    Member(Role),
}

/// A room of somebody's: their own, one that they belong to, or one that they are invited to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YourRoom {
    /// The room, with who is in it now.
    pub room: LobbyRoom,
    /// Why it is listed.
    pub tie: Tie,
    /// Kept at hand.
    pub at_hand: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ask_is_limited_and_has_defaults() {
        let ask = LobbyAsk { text: "  jazz ".into(), ..LobbyAsk::default() }.checked().unwrap();
        assert_eq!((ask.text.as_str(), ask.limit, ask.sort), ("jazz", LOBBY_PAGE, LobbySort::Active));
        let wrong =
            LobbyAsk { text: "x".repeat(101), genre: "polka".into(), limit: 201, ..LobbyAsk::default() };
        let fault = wrong.checked().unwrap_err();
        for field in ["text", "genre", "limit"] {
            assert!(fault.problem_with(field).is_some(), "{field}");
        }
        assert_eq!(LobbySort::parse("recent"), LobbySort::Recent);
        assert_eq!(LobbySort::parse("money"), LobbySort::Active);
    }
}
