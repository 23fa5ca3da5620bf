//! What is known about a person when their achievements are looked at.

use super::InstrumentFamily;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// What is known about a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// They wrote something about themselves, and gave a place or a link.
    pub is_profile_complete: bool,
    /// They named a main instrument.
    pub has_main_instrument: bool,
    /// They composed an avatar.
    pub has_avatar: bool,
    /// The year in which the account was made (UTC).
    pub joined_year: i32,
    /// Accepted friendships.
    pub friends: u64,
    /// Days of the longest streak.
    pub longest_streak: u64,
    /// The instruments on their profile.
    pub instruments: Vec<PlayedInstrument>,
    /// The counters.
    pub stats: StatFacts,
    /// The session that just ended, when there is one.
    pub session: Option<SessionFacts>,
}

/// An instrument on a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayedInstrument {
    /// Its id in the catalogue, for example `electric-guitar`.
    pub id: String,
    /// Its category there.
    pub category: String,
    /// Its level.
    pub level: u64,
    /// Sessions played on it.
    pub sessions: u64,
}

impl PlayedInstrument {
    /// Whether it is one of the family.
    pub fn is_of(&self, family: InstrumentFamily) -> bool {
        let is_bass = matches!(self.id.as_str(), "bass-guitar" | "fretless-bass" | "double-bass");
        match family {
            InstrumentFamily::Guitar => self.category == "guitar" && !is_bass,
            InstrumentFamily::Keyboard => self.category == "keyboard",
            InstrumentFamily::Drums => self.category == "drums",
            InstrumentFamily::Vocals => self.category == "vocals",
            InstrumentFamily::Bass => is_bass,
        }
    }
}

/// The counters of `user_stats` that achievements look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "named as the columns")]
pub struct StatFacts {
    pub total_jam_seconds: u64,
    pub longest_session_seconds: u64,
    pub total_sessions: u64,
    pub unique_collaborators: u64,
    pub reactions_received: u64,
    pub reactions_given: u64,
    pub messages_sent: u64,
    pub rooms_created: u64,
    pub rooms_joined: u64,
    pub tracks_uploaded: u64,
    pub tracks_generated: u64,
    pub stems_separated: u64,
    pub weekend_sessions: u64,
    pub solo_jam_seconds: u64,
    pub first_welcomes: u64,
}

impl StatFacts {
    /// What was counted since `before`. The longest session cannot be counted from a moment: it is 0.
    pub fn since(&self, before: &StatFacts) -> StatFacts {
        let since = |of: fn(&StatFacts) -> u64| of(self).saturating_sub(of(before));
        StatFacts {
            total_jam_seconds: since(|stats| stats.total_jam_seconds),
            longest_session_seconds: 0,
            total_sessions: since(|stats| stats.total_sessions),
            unique_collaborators: since(|stats| stats.unique_collaborators),
            reactions_received: since(|stats| stats.reactions_received),
            reactions_given: since(|stats| stats.reactions_given),
            messages_sent: since(|stats| stats.messages_sent),
            rooms_created: since(|stats| stats.rooms_created),
            rooms_joined: since(|stats| stats.rooms_joined),
            tracks_uploaded: since(|stats| stats.tracks_uploaded),
            tracks_generated: since(|stats| stats.tracks_generated),
            stems_separated: since(|stats| stats.stems_separated),
            weekend_sessions: since(|stats| stats.weekend_sessions),
            solo_jam_seconds: since(|stats| stats.solo_jam_seconds),
            first_welcomes: since(|stats| stats.first_welcomes),
        }
    }
}

/// A session that just ended.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionFacts {
    /// On the person's clock.
    pub began: NaiveDateTime,
    /// On the person's clock.
    pub ended: NaiveDateTime,
    /// Seconds between the room's opening and the person's coming; none when they opened it.
    pub joined_after_s: Option<u64>,
    /// At some moment no place was left.
    pub was_full: bool,
    /// Fire reactions that the person got in it.
    pub fires: u64,
    /// Days without the person before it.
    pub days_away: u64,
}
