//! A room: its code, what a visitor sees of it, and the form that makes one.

use crate::{Instrument, PermissionChanges, Role, RoomRules, RoomSettings};
use chrono::{DateTime, Utc};
use model::{Fault, UserId};
use serde::{Deserialize, Serialize};

/// A room's code and primary key: 8 characters of `a-z0-9`, lower case.
///
/// New codes come from the server (`server_rooms`), from a cryptographic source, without look-alike characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoomCode(String);

impl RoomCode {
    /// Characters in a code.
    pub const CHARS: usize = 8;

    /// Reads a code as a person types it: spaces around it and capitals do not matter.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let code = text.trim().to_ascii_lowercase();
        let ok =
            code.len() == Self::CHARS && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if ok {
            Ok(RoomCode(code))
        } else {
            Err(Fault::invalid("code", "A room code has 8 letters or digits."))
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RoomCode {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Fault> {
        RoomCode::parse(&text)
    }
}

impl From<RoomCode> for String {
    fn from(code: RoomCode) -> String {
        code.0
    }
}

impl std::fmt::Display for RoomCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A room as somebody who may enter it sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Room {
    /// Code and key.
    pub code: RoomCode,
    /// 1–100 characters.
    pub name: String,
    /// Up to 500 characters; empty when none was given.
    pub description: String,
    /// One of [`GENRES`], or none.
    pub genre: Option<String>,
    /// Up to [`TAGS_MAX`] of up to [`TAG_CHARS_MAX`] characters.
    pub tags: Vec<String>,
    /// One of [`COLORS`]: the room's accent.
    pub color: String,
    /// One of [`ICONS`].
    pub icon: String,
    /// Whether the lobby lists it and guests may enter.
    pub is_public: bool,
    /// Most people at once, 2–50.
    pub max_users: i32,
    /// What its host allows at all.
    pub rules: RoomRules,
    /// How it is set up.
    pub settings: RoomSettings,
    /// The role of newcomers: performer, member or listener.
    pub default_role: Role,
    /// What is changed about the roles below co-host.
    pub default_permissions: PermissionChanges,
    /// Newcomers wait for a moderator.
    pub require_approval: bool,
    /// Whose it is; none: the house's own.
    pub owner_id: Option<UserId>,
    /// Display name of its owner.
    pub creator_name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Room {
    /// A public room of the house's as it is when nothing but its name was chosen.
    pub fn plain(code: RoomCode, name: &str) -> Room {
        Room {
            code,
            name: name.to_owned(),
            description: String::new(),
            genre: None,
            tags: Vec::new(),
            color: DEFAULT_COLOR.to_owned(),
            icon: ICONS[0].to_owned(),
            is_public: true,
            max_users: 10,
            rules: RoomRules::default(),
            settings: RoomSettings::default(),
            default_role: Role::Member,
            default_permissions: PermissionChanges::default(),
            require_approval: false,
            owner_id: None,
            creator_name: "OpenStudio".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
        }
    }
}

/// A public room in the lobby, with who is in it now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LobbyRoom {
    /// The room.
    pub room: Room,
    /// Performers that are connected now: instrument of each, in order of arrival.
    pub performers: Vec<Instrument>,
    /// People that only listen, connected now.
    pub listeners: u32,
    /// When something last happened in it.
    pub last_activity: DateTime<Utc>,
    /// When it meets next, for a room that has times.
    pub next_meeting: Option<DateTime<Utc>>,
}

/// A room seen from its door: what somebody may do in it, and whether there is a place left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomEntrance {
    /// The room.
    pub room: Room,
    /// Whether this person may send sound in it (once they have a name).
    pub may_perform: bool,
    /// The role that this person has, or would get on entering.
    pub role: Role,
    /// Whether this person may be in it without playing.
    #[serde(default)]
    pub may_listen: bool,
    /// People connected now.
    pub people: u32,
    /// Whether there is no way in for them now: every place is taken.
    pub full: bool,
    /// Whether as many play as may: who comes now listens, where people may listen.
    #[serde(default)]
    pub stage_full: bool,
    /// Whether they will wait at the door until a moderator lets them in.
    #[serde(default)]
    pub waits: bool,
    /// Who invites them, when they come in by an invitation.
    #[serde(default)]
    pub invited_by: Option<String>,
}

/// The genres a room can have.
pub const GENRES: [&str; 15] = [
    "rock",
    "jazz",
    "blues",
    "electronic",
    "hiphop",
    "classical",
    "folk",
    "metal",
    "pop",
    "rnb",
    "country",
    "funk",
    "experimental",
    "jam",
    "other",
];

/// The colours a room can have: the accent of its page.
pub const COLORS: [&str; 15] = [
    "indigo", "purple", "pink", "rose", "red", "orange", "amber", "yellow", "lime", "green", "emerald",
    "teal", "cyan", "sky", "blue",
];

/// The icons a room can have.
pub const ICONS: [&str; 20] = [
    "music",
    "guitar",
    "drums",
    "piano",
    "microphone",
    "headphones",
    "saxophone",
    "trumpet",
    "violin",
    "fire",
    "star",
    "lightning",
    "rocket",
    "diamond",
    "crown",
    "heart",
    "moon",
    "sun",
    "wave",
    "mountain",
];

/// Most tags of a room.
pub const TAGS_MAX: usize = 10;
/// Longest tag, in characters.
pub const TAG_CHARS_MAX: usize = 30;

/// The colour of a room whose maker chose none.
pub const DEFAULT_COLOR: &str = "indigo";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(RoomCode::parse(" AbcD1234 ").unwrap().as_str(), "abcd1234");
        for bad in ["", "abc", "abcd12345", "abcd-123", "äbcd1234"] {
            assert!(RoomCode::parse(bad).is_err(), "{bad}");
        }
    }
}
