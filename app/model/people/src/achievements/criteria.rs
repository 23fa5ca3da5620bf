//! What an achievement or a challenge takes.

use super::Facts;
use chrono::{TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

/// What it takes; JSON with a `type`. Unknown types and keys are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "each says what is counted; `count` is how many")]
pub enum Criteria {
    ProfileComplete {},
    InstrumentSet {},
    AvatarCustomized {},
    RoomsJoined {
        count: u64,
    },
    RoomsCreated {
        count: u64,
    },
    FriendsCount {
        count: u64,
    },
    SessionsCompleted {
        count: u64,
    },
    UniqueCollaborators {
        count: u64,
    },
    TotalJamHours {
        count: u64,
    },
    LongestSessionHours {
        count: u64,
    },
    MessagesSent {
        count: u64,
    },
    ReactionsReceived {
        count: u64,
    },
    ReactionsGiven {
        count: u64,
    },
    TracksUploaded {
        count: u64,
    },
    TracksGenerated {
        count: u64,
    },
    StemsSeparated {
        count: u64,
    },
    DailyStreak {
        count: u64,
    },
    WeekendSessions {
        count: u64,
    },
    SoloJamMinutes {
        count: u64,
    },
    FirstWelcomes {
        count: u64,
    },
    /// So many instruments played in sessions.
    InstrumentsPlayed {
        count: u64,
    },
    InstrumentLevel {
        instrument: InstrumentFamily,
        level: u64,
    },
    /// The account was made in one of these years.
    FoundingMember {
        years: Vec<i32>,
    },
    /// A session began at or after hour `after` and before hour `before`, on the person's clock.
    SessionTime {
        #[serde(default)]
        after: u32,
        before: u32,
    },
    /// In a room within ten seconds of its opening, by somebody else.
    QuickJoin {},
    /// In a room without a place left.
    FullRoom {},
    /// So many fire reactions in one session.
    SessionReactions {
        count: u64,
    },
    /// Back after so many days.
    ComebackDays {
        count: u64,
    },
    /// Two hours or more, across midnight on the person's clock.
    MidnightSession {},
}

/// Instruments that count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum InstrumentFamily {
    Guitar,
    Keyboard,
    Drums,
    Vocals,
    Bass,
}

const QUICK_JOIN_S: u64 = 10;
const HOUR_S: u64 = 3600;

impl Criteria {
    /// Whether a person of whom this is known meets it.
    pub fn is_met(&self, facts: &Facts) -> bool {
        if let Some((have, need)) = self.progress(facts) {
            return have >= need;
        }
        match self {
            Criteria::ProfileComplete {} => facts.is_profile_complete,
            Criteria::InstrumentSet {} => facts.has_main_instrument,
            Criteria::AvatarCustomized {} => facts.has_avatar,
            Criteria::FoundingMember { years } => years.contains(&facts.joined_year),
            of_a_session => of_a_session.is_met_in_session(facts),
        }
    }

    fn is_met_in_session(&self, facts: &Facts) -> bool {
        let Some(session) = &facts.session else { return false };
        match self {
            Criteria::SessionTime { after, before } => (*after..*before).contains(&session.began.hour()),
            Criteria::QuickJoin {} => session.joined_after_s.is_some_and(|seconds| seconds <= QUICK_JOIN_S),
            Criteria::FullRoom {} => session.was_full,
            Criteria::SessionReactions { count } => session.fires >= *count,
            Criteria::ComebackDays { count } => session.days_away >= *count,
            Criteria::MidnightSession {} => {
                session.began.date() < session.ended.date()
                    && session.ended - session.began >= TimeDelta::hours(2)
            }
            _ => false,
        }
    }

    /// Whether it can be asked of somebody from a moment on, as challenges do: it adds up, or it happens in a session.
    pub fn counts_from_a_moment(&self) -> bool {
        match self {
            Criteria::RoomsJoined { .. }
            | Criteria::RoomsCreated { .. }
            | Criteria::SessionsCompleted { .. }
            | Criteria::UniqueCollaborators { .. }
            | Criteria::TotalJamHours { .. }
            | Criteria::MessagesSent { .. }
            | Criteria::ReactionsReceived { .. }
            | Criteria::ReactionsGiven { .. }
            | Criteria::TracksUploaded { .. }
            | Criteria::TracksGenerated { .. }
            | Criteria::StemsSeparated { .. }
            | Criteria::WeekendSessions { .. }
            | Criteria::SoloJamMinutes { .. }
            | Criteria::FirstWelcomes { .. }
            | Criteria::SessionTime { .. }
            | Criteria::QuickJoin {}
            | Criteria::FullRoom {}
            | Criteria::SessionReactions { .. }
            | Criteria::MidnightSession {} => true,
            Criteria::ProfileComplete {}
            | Criteria::InstrumentSet {}
            | Criteria::AvatarCustomized {}
            | Criteria::FriendsCount { .. }
            | Criteria::LongestSessionHours { .. }
            | Criteria::DailyStreak { .. }
            | Criteria::InstrumentsPlayed { .. }
            | Criteria::InstrumentLevel { .. }
            | Criteria::FoundingMember { .. }
            | Criteria::ComebackDays { .. } => false,
        }
    }

    /// How far a person is, and how far it is; none for what cannot be counted over time.
    pub fn progress(&self, facts: &Facts) -> Option<(u64, u64)> {
        let stats = &facts.stats;
        Some(match self {
            Criteria::RoomsJoined { count } => (stats.rooms_joined, *count),
            Criteria::RoomsCreated { count } => (stats.rooms_created, *count),
            Criteria::FriendsCount { count } => (facts.friends, *count),
            Criteria::SessionsCompleted { count } => (stats.total_sessions, *count),
            Criteria::UniqueCollaborators { count } => (stats.unique_collaborators, *count),
            Criteria::TotalJamHours { count } => (stats.total_jam_seconds / HOUR_S, *count),
            Criteria::LongestSessionHours { count } => (stats.longest_session_seconds / HOUR_S, *count),
            Criteria::MessagesSent { count } => (stats.messages_sent, *count),
            Criteria::ReactionsReceived { count } => (stats.reactions_received, *count),
            Criteria::ReactionsGiven { count } => (stats.reactions_given, *count),
            Criteria::TracksUploaded { count } => (stats.tracks_uploaded, *count),
            Criteria::TracksGenerated { count } => (stats.tracks_generated, *count),
            Criteria::StemsSeparated { count } => (stats.stems_separated, *count),
            Criteria::DailyStreak { count } => (facts.longest_streak, *count),
            Criteria::WeekendSessions { count } => (stats.weekend_sessions, *count),
            Criteria::SoloJamMinutes { count } => (stats.solo_jam_seconds / 60, *count),
            Criteria::FirstWelcomes { count } => (stats.first_welcomes, *count),
            Criteria::InstrumentsPlayed { count } => {
                (facts.instruments.iter().filter(|played| played.sessions > 0).count() as u64, *count)
            }
            Criteria::InstrumentLevel { instrument, level } => {
                let levels = facts.instruments.iter().filter(|played| played.is_of(*instrument));
                (levels.map(|played| played.level).max().unwrap_or(0), *level)
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::achievements::{PlayedInstrument, SessionFacts, StatFacts};
    use chrono::{NaiveDate, NaiveDateTime};

    fn at(day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 5, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    /// Somebody who has done everything.
    fn everything() -> Facts {
        let session = SessionFacts {
            began: at(1, 3),
            ended: at(2, 5),
            joined_after_s: Some(10),
            was_full: true,
            fires: 10,
            days_away: 30,
        };
        let many = 1_000_000_000;
        let instrument = |id: &str, category: &str| PlayedInstrument {
            id: id.into(),
            category: category.into(),
            level: 5,
            sessions: 1,
        };
        Facts {
            is_profile_complete: true,
            has_main_instrument: true,
            has_avatar: true,
            joined_year: 2024,
            friends: many,
            longest_streak: many,
            instruments: vec![instrument("bass-guitar", "guitar"), instrument("piano", "keyboard")],
            stats: StatFacts {
                total_jam_seconds: many,
                longest_session_seconds: many,
                total_sessions: many,
                unique_collaborators: many,
                reactions_received: many,
                reactions_given: many,
                messages_sent: many,
                rooms_created: many,
                rooms_joined: many,
                tracks_uploaded: many,
                tracks_generated: many,
                stems_separated: many,
                weekend_sessions: many,
                solo_jam_seconds: many,
                first_welcomes: many,
            },
            session: Some(session),
        }
    }

    /// One of each type: the match makes the compiler ask for a new one here.
    fn one_of_each() -> Vec<Criteria> {
        let all = [
            r#"{"type":"profile_complete"}"#,
            r#"{"type":"instrument_set"}"#,
            r#"{"type":"avatar_customized"}"#,
            r#"{"type":"instruments_played","count":2}"#,
            r#"{"type":"instrument_level","instrument":"bass","level":5}"#,
            r#"{"type":"founding_member","years":[2024]}"#,
            r#"{"type":"session_time","after":0,"before":4}"#,
            r#"{"type":"quick_join"}"#,
            r#"{"type":"full_room"}"#,
            r#"{"type":"session_reactions","count":10}"#,
            r#"{"type":"comeback_days","count":30}"#,
            r#"{"type":"midnight_session"}"#,
        ];
        let counted = [
            "rooms_joined",
            "rooms_created",
            "friends_count",
            "sessions_completed",
            "unique_collaborators",
            "total_jam_hours",
            "longest_session_hours",
            "messages_sent",
            "reactions_received",
            "reactions_given",
            "tracks_uploaded",
            "tracks_generated",
            "stems_separated",
            "daily_streak",
            "weekend_sessions",
            "solo_jam_minutes",
            "first_welcomes",
        ];
        let counted = counted.iter().map(|kind| format!(r#"{{"type":"{kind}","count":1}}"#));
        all.iter()
            .map(ToString::to_string)
            .chain(counted)
            .map(|json| serde_json::from_str(&json).unwrap())
            .collect()
    }

    #[test]
    fn every_type_can_be_met_and_is_not_met_by_a_newcomer() {
        let all = one_of_each();
        assert_eq!(all.len(), 29, "every variant");
        for criteria in all {
            assert!(criteria.is_met(&everything()), "{criteria:?}");
            assert!(!criteria.is_met(&Facts::default()), "{criteria:?}");
        }
    }

    #[test]
    fn one_less_is_not_enough() {
        let mut facts = everything();
        let session = facts.session.as_mut().unwrap();
        session.joined_after_s = Some(11);
        session.fires = 9;
        session.days_away = 29;
        session.was_full = false;
        session.began = at(2, 4);
        facts.joined_year = 2026;
        facts.instruments.truncate(1);
        facts.instruments[0].level = 4;
        for criteria in one_of_each().into_iter().skip(3).take(9) {
            assert!(!criteria.is_met(&facts), "{criteria:?}");
        }
    }

    #[test]
    fn a_bass_is_no_guitar() {
        let facts = everything();
        assert!(!Criteria::InstrumentLevel { instrument: InstrumentFamily::Guitar, level: 1 }.is_met(&facts));
        assert!(Criteria::InstrumentLevel { instrument: InstrumentFamily::Bass, level: 5 }.is_met(&facts));
    }

    #[test]
    fn midnight_needs_two_hours_and_midnight() {
        let mut facts = everything();
        for (began, ended, is_met) in
            [(at(1, 22), at(2, 0), true), (at(1, 23), at(2, 0), false), (at(1, 20), at(1, 23), false)]
        {
            let session = facts.session.as_mut().unwrap();
            (session.began, session.ended) = (began, ended);
            assert_eq!(Criteria::MidnightSession {}.is_met(&facts), is_met, "{began} {ended}");
        }
    }

    #[test]
    fn unknown_types_and_keys_are_refused() {
        for wrong in [
            r#"{"type":"be_nice"}"#,
            r#"{"type":"full_room","count":3}"#,
            r#"{"type":"rooms_joined","count":1,"bonus":true}"#,
            r#"{"type":"rooms_joined"}"#,
            r#"{"count":1}"#,
        ] {
            assert!(serde_json::from_str::<Criteria>(wrong).is_err(), "{wrong}");
        }
    }
}
