//! Gathering what is known about a person.

use db::{Error, Session};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::achievements::{Facts, PlayedInstrument, SessionFacts, StatFacts};
use schema::{friendships, user_avatar_canvas, user_instruments, user_profiles, user_stats};

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_profiles)]
struct ProfileRow {
    bio: String,
    location: Option<String>,
    link_spotify: Option<String>,
    link_soundcloud: Option<String>,
    link_youtube: Option<String>,
    link_instagram: Option<String>,
    link_website: Option<String>,
    link_twitter: Option<String>,
    longest_daily_streak: i32,
    created_at: chrono::DateTime<chrono::Utc>,
}

impl ProfileRow {
    fn is_complete(&self) -> bool {
        let elsewhere = [
            &self.location,
            &self.link_spotify,
            &self.link_soundcloud,
            &self.link_youtube,
            &self.link_instagram,
            &self.link_website,
            &self.link_twitter,
        ];
        !self.bio.is_empty() && elsewhere.iter().any(|place| place.is_some())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_stats)]
struct StatRow {
    total_jam_seconds: i64,
    longest_session_seconds: i32,
    total_sessions: i32,
    unique_collaborators: i32,
    reactions_received: i32,
    reactions_given: i32,
    messages_sent: i32,
    rooms_created: i32,
    rooms_joined: i32,
    tracks_uploaded: i32,
    tracks_generated: i32,
    stems_separated: i32,
    weekend_sessions: i32,
    solo_jam_seconds: i64,
    first_welcomes: i32,
}

/// The database keeps counters from falling below zero.
fn count(number: impl Into<i64>) -> u64 {
    u64::try_from(number.into()).unwrap_or(0)
}

impl From<StatRow> for StatFacts {
    fn from(row: StatRow) -> Self {
        StatFacts {
            total_jam_seconds: count(row.total_jam_seconds),
            longest_session_seconds: count(row.longest_session_seconds),
            total_sessions: count(row.total_sessions),
            unique_collaborators: count(row.unique_collaborators),
            reactions_received: count(row.reactions_received),
            reactions_given: count(row.reactions_given),
            messages_sent: count(row.messages_sent),
            rooms_created: count(row.rooms_created),
            rooms_joined: count(row.rooms_joined),
            tracks_uploaded: count(row.tracks_uploaded),
            tracks_generated: count(row.tracks_generated),
            stems_separated: count(row.stems_separated),
            weekend_sessions: count(row.weekend_sessions),
            solo_jam_seconds: count(row.solo_jam_seconds),
            first_welcomes: count(row.first_welcomes),
        }
    }
}

/// What is known about a person, and about the session that just ended. `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub(crate) async fn facts_of(
    session: &mut Session,
    user: UserId,
    ended: Option<SessionFacts>,
) -> Result<Facts, Error> {
    use chrono::Datelike;
    let profile: ProfileRow =
        user_profiles::table.find(user).select(ProfileRow::as_select()).first(session.conn()).await?;
    let stats: StatRow =
        user_stats::table.find(user).select(StatRow::as_select()).first(session.conn()).await?;
    let (instruments, has_main_instrument) = instruments_of(session, user).await?;
    let friends: i64 = friendships::table
        .filter(friendships::user_id.eq(user).and(friendships::status.eq("accepted")))
        .select(count_star())
        .get_result(session.conn())
        .await?;
    let avatars: i64 = user_avatar_canvas::table
        .filter(user_avatar_canvas::user_id.eq(user))
        .select(count_star())
        .get_result(session.conn())
        .await?;
    Ok(Facts {
        is_profile_complete: profile.is_complete(),
        has_main_instrument,
        has_avatar: avatars > 0,
        joined_year: profile.created_at.year(),
        friends: count(friends),
        longest_streak: count(profile.longest_daily_streak),
        instruments,
        stats: stats.into(),
        session: ended,
    })
}

type InstrumentRow = (String, String, bool, i32, i32);

async fn instruments_of(session: &mut Session, user: UserId) -> Result<(Vec<PlayedInstrument>, bool), Error> {
    use user_instruments as played;
    let rows: Vec<InstrumentRow> = played::table
        .filter(played::user_id.eq(user))
        .select((
            played::instrument_id,
            played::category,
            played::is_primary,
            played::level,
            played::total_sessions,
        ))
        .load(session.conn())
        .await?;
    let has_main = rows.iter().any(|row| row.2);
    let wire = |(id, category, _, level, sessions): InstrumentRow| PlayedInstrument {
        id,
        category,
        level: count(level),
        sessions: count(sessions),
    };
    Ok((rows.into_iter().map(wire).collect(), has_main))
}
