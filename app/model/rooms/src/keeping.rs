//! What people keep of rooms: rooms with their settings (`saved_rooms`), their own rooms at hand (`user_saved_rooms`), and
//! where they have been (`session_history`).

use crate::RoomCode;
use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use model::{Fault, FieldProblem, UserId};
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

/// How often a regular room meets again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeats {
    /// Every week.
    Weekly,
    /// Every two weeks.
    Fortnightly,
    /// Every month, on the same day.
    Monthly,
}

impl Repeats {
    /// All of them, in the order of the chooser.
    pub const ALL: [Repeats; 3] = [Repeats::Weekly, Repeats::Fortnightly, Repeats::Monthly];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Repeats::Weekly => "weekly",
            Repeats::Fortnightly => "fortnightly",
            Repeats::Monthly => "monthly",
        }
    }

    /// Reads what is stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        Repeats::ALL.into_iter().find(|repeats| repeats.as_str() == text)
    }

    /// Shown: how often.
    pub fn label(self) -> &'static str {
        match self {
            Repeats::Weekly => "every week",
            Repeats::Fortnightly => "every two weeks",
            Repeats::Monthly => "every month",
        }
    }
}

/// Longest welcome, in characters.
pub const WELCOME_CHARS_MAX: usize = 1000;
/// Longest address of a banner, in characters.
pub const BANNER_CHARS_MAX: usize = 500;
/// Highest level that may be asked for.
pub const MIN_LEVEL_MAX: i32 = 100;

/// What a regular room has beyond any other room: who may find it, for whom it is, when it meets. As a form says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegularChoices {
    /// Whether the room is (to be) kept at all; in a form that may also not ask for it.
    pub keep: bool,
    /// Who may find it, or when it is open.
    pub room_type: SavedRoomType,
    /// `beginner`, `intermediate`, `advanced`, `any`, or empty.
    pub skill_level: String,
    /// Level that somebody must have, 0 to [`MIN_LEVEL_MAX`].
    pub min_level: i32,
    /// Said to whom comes for the first time; up to [`WELCOME_CHARS_MAX`] characters, empty: nothing.
    pub welcome_message: String,
    /// A picture's address, `https://` or a path of this site, up to [`BANNER_CHARS_MAX`] characters; empty: none.
    pub banner_url: String,
    /// The first meeting, as clocks show it in `time_zone`: `2026-11-24T20:00`. Empty: none.
    pub starts_at: String,
    /// `weekly`, `fortnightly`, `monthly`, or empty for once.
    pub repeats: String,
    /// IANA name of the zone that `starts_at` is told in, for example `Europe/Berlin`.
    pub time_zone: String,
}

impl RegularChoices {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.welcome_message = self.welcome_message.trim().replace("\r\n", "\n");
        for text in [&mut self.banner_url, &mut self.starts_at, &mut self.time_zone] {
            *text = text.trim().to_owned();
        }
        if self.time_zone.is_empty() {
            self.time_zone = "UTC".to_owned();
        }
        let mut problems = FieldProblem::list();
        let levels = ["", "beginner", "intermediate", "advanced", "any"];
        problems.require(levels.contains(&self.skill_level.as_str()), "skill_level", "Choose from the list.");
        problems.require((0..=MIN_LEVEL_MAX).contains(&self.min_level), "min_level", "A level is 0 to 100.");
        problems.require(
            self.welcome_message.chars().count() <= WELCOME_CHARS_MAX && !self.welcome_message.contains('\0'),
            "welcome_message",
            "Use at most 1000 characters.",
        );
        problems.require(
            is_banner(&self.banner_url),
            "banner_url",
            "Give an address that begins with https://, or a path of this site.",
        );
        let zone_ok = self.time_zone.len() <= 64
            && self.time_zone.starts_with(|c: char| c.is_ascii_alphabetic())
            && self.time_zone.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+/-".contains(&b));
        problems.require(zone_ok, "time_zone", "Name a time zone like Europe/Berlin.");
        self.check_schedule(&mut problems);
        problems.into_result()?;
        Ok(self)
    }

    fn check_schedule(&self, problems: &mut model::FieldProblems) {
        problems.require(
            self.starts_at.is_empty() || self.local_start().is_some(),
            "starts_at",
            "Give a day and a time between 2020 and 2100.",
        );
        let repeats_ok = self.repeats.is_empty() || Repeats::from_stored(&self.repeats).is_some();
        problems.require(repeats_ok, "repeats", "Choose from the list.");
        let meets = matches!(self.room_type, SavedRoomType::Scheduled | SavedRoomType::Recurring);
        problems.require(!meets || !self.starts_at.is_empty(), "starts_at", "Say when it meets.");
        let again = self.room_type == SavedRoomType::Recurring;
        problems.require(!again || !self.repeats.is_empty(), "repeats", "Say how often it meets.");
    }

    /// The first meeting by the clocks of its zone; none when nothing or no time was given.
    pub fn local_start(&self) -> Option<NaiveDateTime> {
        let text = self.starts_at.as_str();
        // Browsers leave out seconds that are zero.
        let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
        let start = read.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        (2020..=2100).contains(&start.year()).then_some(start)
    }

    /// How often it meets; only for a recurring room.
    pub fn repeats(&self) -> Option<Repeats> {
        Repeats::from_stored(&self.repeats).filter(|_| self.room_type == SavedRoomType::Recurring)
    }

    /// Whether it has a time at all.
    pub fn meets(&self) -> bool {
        matches!(self.room_type, SavedRoomType::Scheduled | SavedRoomType::Recurring)
    }
}

/// A picture of this site, or one that is fetched over TLS; nothing with which a page could be made to do more.
fn is_banner(address: &str) -> bool {
    let plain = !address.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'<>\\`(){}".contains(c));
    let ours = address.starts_with('/') && !address.starts_with("//");
    let tls = address.strip_prefix("https://").is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.') && !host.contains('@')
    });
    address.is_empty() || (address.chars().count() <= BANNER_CHARS_MAX && plain && (ours || tls))
}

/// A regular room: a room that its owner keeps with a type, a time and statistics (`saved_rooms`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedRoom {
    /// Its key.
    pub id: Uuid,
    /// The code under which it opens.
    pub code: RoomCode,
    /// Whose it is.
    pub owner_id: UserId,
    /// The room's name.
    pub name: String,
    /// What its owner chose; `starts_at` is told in its zone.
    pub choices: RegularChoices,
    /// The next meeting; none: there is none (any more).
    pub next_meeting: Option<DateTime<Utc>>,
    /// Times that somebody was in it.
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

/// How many rooms somebody keeps, regular ones and those at hand together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepingLimit {
    /// Kept now.
    pub kept: u32,
    /// Most that may be kept; none: no limit.
    pub allowed: Option<u32>,
}

impl KeepingLimit {
    /// Whether one more may be kept.
    pub fn has_room(&self) -> bool {
        self.allowed.is_none_or(|allowed| self.kept < allowed)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn recurring() -> RegularChoices {
        RegularChoices {
            keep: true,
            room_type: SavedRoomType::Recurring,
            starts_at: "2026-11-24T20:00".into(),
            repeats: "weekly".into(),
            time_zone: "Europe/Berlin".into(),
            ..RegularChoices::default()
        }
    }

    #[test]
    fn a_recurring_room_says_when_and_how_often() {
        let choices = recurring().checked().unwrap();
        assert_eq!(choices.repeats(), Some(Repeats::Weekly));
        assert_eq!(choices.local_start().unwrap().to_string(), "2026-11-24 20:00:00");
        let vague = RegularChoices { starts_at: String::new(), repeats: String::new(), ..recurring() };
        let fault = vague.checked().unwrap_err();
        assert!(fault.problem_with("starts_at").is_some() && fault.problem_with("repeats").is_some());
        let once = RegularChoices { room_type: SavedRoomType::Scheduled, ..recurring() };
        assert_eq!(once.checked().unwrap().repeats(), None);
        for time in ["yesterday", "2026-13-01T20:00", "1999-01-01T20:00", "20:00"] {
            let wrong = RegularChoices { starts_at: time.into(), ..recurring() };
            assert!(wrong.checked().unwrap_err().problem_with("starts_at").is_some(), "{time}");
        }
        let nowhere = RegularChoices { time_zone: "'; drop".into(), ..recurring() };
        assert!(nowhere.checked().unwrap_err().problem_with("time_zone").is_some());
    }

    #[test]
    fn a_banner_is_a_picture_over_tls_or_of_this_site() {
        let with = |banner: &str| RegularChoices { banner_url: banner.into(), ..RegularChoices::default() };
        for good in ["", "/pictures/stage.webp", "https://example.org/a.png?x=1"] {
            assert!(with(good).checked().is_ok(), "{good}");
        }
        for bad in [
            "http://example.org/a.png",
            "javascript:alert(1)",
            "//example.org/a.png",
            "data:image/png,x",
            "https://a@evil.example/",
            "https://example.org/a.png\") url(x",
            "https://nowhere",
        ] {
            assert!(with(bad).checked().unwrap_err().problem_with("banner_url").is_some(), "{bad}");
        }
    }
}
