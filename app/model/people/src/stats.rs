//! Statistics of a person.

use serde::{Deserialize, Serialize};

/// What somebody has done, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns")]
pub struct Stats {
    pub total_jam_seconds: i64,
    pub average_session_seconds: i32,
    pub longest_session_seconds: i32,
    pub total_sessions: i32,
    pub sessions_this_week: i32,
    pub sessions_this_month: i32,
    pub unique_collaborators: i32,
    pub reactions_received: i32,
    pub reactions_given: i32,
    pub messages_sent: i32,
    pub rooms_created: i32,
    pub rooms_joined: i32,
    pub tracks_uploaded: i32,
    pub tracks_generated: i32,
    pub stems_separated: i32,
    /// Sessions begun in each hour of the person's day, 0 to 23.
    pub activity_by_hour: [u32; 24],
    /// The same for the days of the week, Monday first.
    pub activity_by_day: [u32; 7],
}
