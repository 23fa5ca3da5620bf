//! What people keep of rooms: rooms with their settings (`saved_rooms`), their own rooms at hand (`user_saved_rooms`), and
//! where they have been (`session_history`).

use crate::{
    RoomCode, RoomSettings,
    room::{GENRES, TAG_CHARS_MAX, TAGS_MAX},
};
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, UserId, limits};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who may find a saved room, and when it is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SavedRoomType {
    /// Its owner.
    #[default]
    Private,
    /// Everybody.
    Public,
    /// The owner's friends.
    Friends,
    /// At a certain time.
    Scheduled,
    /// Again and again.
    Recurring,
}

impl SavedRoomType {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            SavedRoomType::Private => "private",
            SavedRoomType::Public => "public",
            SavedRoomType::Friends => "friends",
            SavedRoomType::Scheduled => "scheduled",
            SavedRoomType::Recurring => "recurring",
        }
    }

    /// Reads what is stored; an unknown word is private.
    pub fn from_stored(text: &str) -> Self {
        match text {
            "public" => SavedRoomType::Public,
            "friends" => SavedRoomType::Friends,
            "scheduled" => SavedRoomType::Scheduled,
            "recurring" => SavedRoomType::Recurring,
            _ => SavedRoomType::Private,
        }
    }
}

/// For whom a saved room is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SkillLevel {
    /// Who begins.
    Beginner,
    /// Who has played for some time.
    Intermediate,
    /// Who plays well.
    Advanced,
    /// Everybody.
    Any,
}

impl SkillLevel {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            SkillLevel::Beginner => "beginner",
            SkillLevel::Intermediate => "intermediate",
            SkillLevel::Advanced => "advanced",
            SkillLevel::Any => "any",
        }
    }

    /// Reads what is stored.
    pub fn from_stored(text: &str) -> Self {
        match text {
            "beginner" => SkillLevel::Beginner,
            "intermediate" => SkillLevel::Intermediate,
            "advanced" => SkillLevel::Advanced,
            _ => SkillLevel::Any,
        }
    }
}

/// A room that somebody keeps with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedRoom {
    /// Its key.
    pub id: Uuid,
    /// The code under which it opens.
    pub code: RoomCode,
    /// Whose it is.
    pub owner_id: UserId,
    /// What was saved.
    pub saved: NewSavedRoom,
    /// Times it was open.
    pub total_sessions: i32,
    /// Different people in it.
    pub total_unique_visitors: i32,
    /// Seconds that people played in it.
    pub total_jam_seconds: i64,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
    /// When somebody was in it last.
    pub last_active_at: Option<DateTime<Utc>>,
}

/// A room to keep.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSavedRoom {
    /// 1 to 100 characters.
    pub name: String,
    /// Up to 500 characters.
    #[serde(default)]
    pub description: String,
    /// Who may find it.
    #[serde(default)]
    pub room_type: SavedRoomType,
    /// 2 to 50.
    pub max_users: i32,
    /// One of [`GENRES`], or none.
    #[serde(default)]
    pub genre: Option<String>,
    /// For whom it is.
    #[serde(default)]
    pub skill_level: Option<SkillLevel>,
    /// Level that somebody must have, from 0.
    #[serde(default)]
    pub min_level: i32,
    /// Up to 1000 characters; empty: none.
    #[serde(default)]
    pub welcome_message: String,
    /// Up to 2000 characters; empty: none.
    #[serde(default)]
    pub rules: String,
    /// Up to 10 of 30 characters.
    #[serde(default)]
    pub tags: Vec<String>,
    /// How it is set up.
    #[serde(default)]
    pub settings: RoomSettings,
}

impl NewSavedRoom {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        self.settings = self.settings.checked()?;
        let mut problems = FieldProblem::list();
        let name_chars = self.name.chars().count();
        problems.require(name_chars > 0, "name", "Give the room a name.");
        problems.require(
            name_chars <= limits::ROOM_NAME_CHARS_MAX && !self.name.chars().any(char::is_control),
            "name",
            "Use at most 100 characters that can be shown.",
        );
        for (field, text, max) in [
            ("description", &self.description, limits::ROOM_DESCRIPTION_CHARS_MAX),
            ("welcome_message", &self.welcome_message, 1000),
            ("rules", &self.rules, 2000),
        ] {
            let ok = text.chars().count() <= max && !text.contains('\0');
            problems.require(ok, field, &format!("Use at most {max} characters."));
        }
        let genre_ok = self.genre.as_deref().is_none_or(|genre| GENRES.contains(&genre));
        problems.require(genre_ok, "genre", "Choose a genre from the list.");
        problems.require(
            limits::ROOM_USERS.contains(&self.max_users),
            "max_users",
            "A room holds 2 to 50 people.",
        );
        problems.require(self.min_level >= 0, "min_level", "A level is 0 or more.");
        let tag_ok = |tag: &String| {
            (1..=TAG_CHARS_MAX).contains(&tag.chars().count()) && !tag.chars().any(char::is_control)
        };
        problems.require(
            self.tags.len() <= TAGS_MAX && self.tags.iter().all(tag_ok),
            "tags",
            "A room has at most 10 tags of up to 30 characters.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

/// A room of one's own that one keeps at hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookmarkedRoom {
    /// Its key.
    pub id: Uuid,
    /// The room.
    pub room: RoomCode,
    /// The room's name.
    pub room_name: String,
    /// One's own words about it; empty: none.
    pub notes: String,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
}

/// A session that somebody was in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastSession {
    /// Its key.
    pub id: Uuid,
    /// The room's code; the room may be gone.
    pub room: String,
    /// When they came.
    pub joined_at: DateTime<Utc>,
    /// When they left; none: they have not, as far as is known.
    pub left_at: Option<DateTime<Utc>>,
    /// Seconds.
    pub duration_s: Option<i32>,
    /// What they played: an id of the instruments' catalogue.
    pub instrument_id: Option<String>,
    /// Accounts that were there at the same time.
    pub participants: Vec<UserId>,
}
