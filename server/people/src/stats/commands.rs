//! Counting.

use db::{Error, Session};
use diesel::sql_types::{Integer, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::UserId;

/// The counters that [`increment`] knows; the database knows the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns")]
pub enum Counter {
    ReactionsReceived,
    ReactionsGiven,
    MessagesSent,
    RoomsCreated,
    RoomsJoined,
    TracksUploaded,
    TracksGenerated,
    StemsSeparated,
    TotalSessions,
    UniqueCollaborators,
    WeekendSessions,
    FirstWelcomes,
}

impl Counter {
    /// All of them.
    pub const ALL: [Counter; 12] = [
        Counter::ReactionsReceived,
        Counter::ReactionsGiven,
        Counter::MessagesSent,
        Counter::RoomsCreated,
        Counter::RoomsJoined,
        Counter::TracksUploaded,
        Counter::TracksGenerated,
        Counter::StemsSeparated,
        Counter::TotalSessions,
        Counter::UniqueCollaborators,
        Counter::WeekendSessions,
        Counter::FirstWelcomes,
    ];

    /// The column.
    pub fn as_str(self) -> &'static str {
        match self {
            Counter::ReactionsReceived => "reactions_received",
            Counter::ReactionsGiven => "reactions_given",
            Counter::MessagesSent => "messages_sent",
            Counter::RoomsCreated => "rooms_created",
            Counter::RoomsJoined => "rooms_joined",
            Counter::TracksUploaded => "tracks_uploaded",
            Counter::TracksGenerated => "tracks_generated",
            Counter::StemsSeparated => "stems_separated",
            Counter::TotalSessions => "total_sessions",
            Counter::UniqueCollaborators => "unique_collaborators",
            Counter::WeekendSessions => "weekend_sessions",
            Counter::FirstWelcomes => "first_welcomes",
        }
    }
}

/// Adds to a counter; it stays between 0 and [`i32::MAX`]. `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn increment(
    session: &mut Session,
    user: UserId,
    counter: Counter,
    amount: i32,
) -> Result<(), Error> {
    diesel::sql_query("select public.increment_stat($1, $2, $3)")
        .bind::<SqlUuid, _>(user)
        .bind::<Text, _>(counter.as_str())
        .bind::<Integer, _>(amount)
        .execute(session.conn())
        .await?;
    Ok(())
}
