//! Paying for a session that is over, and looking again after something was counted.

use crate::xp::Reward;
use crate::xp::commands::{Source, add, reward};
use crate::{achievements, activity, challenges, streaks};
use chrono::{DateTime, NaiveDateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Timestamp, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::achievements::SessionFacts;
use model_people::activity::Activity;
use schema::user_xp_transactions as paid;
use uuid::Uuid;

/// Seconds on stage that make a session a jam. `count_session()` in server/db/sql/rooms/statistics.sql has the same.
pub const JAM_SECONDS_MIN: u32 = 60;
/// Most reactions, given and got, that one session pays for.
pub const REACTIONS_PAID_MAX: u32 = 20;

/// Somebody's session in a room, over and counted.
#[derive(Clone, Debug, PartialEq)]
pub struct EndedJam {
    /// The session: what it pays is paid once.
    pub id: Uuid,
    /// The room's code.
    pub room_id: String,
    /// Everybody may know of the room.
    pub room_is_public: bool,
    /// When they came.
    pub began: DateTime<Utc>,
    /// When they left.
    pub ended: DateTime<Utc>,
    /// When their last session before it ended; none: it is their first.
    pub last_ended: Option<DateTime<Utc>>,
    /// Seconds on stage.
    pub jam_seconds: u32,
    /// What they played most.
    pub instrument: Option<String>,
    /// It is their room.
    pub is_owner: bool,
    /// Chat messages that they wrote.
    pub messages: u32,
    /// Reactions that they gave.
    pub reactions_given: u32,
    /// Fire that they got from others.
    pub fires_received: u32,
    /// At some moment no place was left.
    pub was_full: bool,
    /// Seconds between the room's opening and their coming; none: they opened it.
    pub joined_after_s: Option<u32>,
    /// With whom they were on stage.
    pub collaborators: Vec<UserId>,
}

/// Pays what a session earned and unlocks what is met now; answers the achievements. Doing it again pays nothing, but
/// friends would see it twice: mark the session as paid in the same transaction. `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn award(session: &mut Session, user: UserId, jam: &EndedJam) -> Result<Vec<String>, Error> {
    let is_jam = jam.jam_seconds >= JAM_SECONDS_MIN;
    pay_for_room(session, user, jam).await?;
    pay_for_session(session, user, jam).await?;
    for at in [jam.began, jam.ended] {
        streaks::commands::visit(session, user, at).await?;
    }
    if is_jam && jam.room_is_public {
        activity::commands::add(session, user, &told(jam)).await?;
    }
    let facts = if is_jam { Some(facts(session, user, jam).await?) } else { None };
    look_again(session, user, facts, jam.ended).await
}

/// Unlocks what is met now that something was counted, and notes challenges that are done; answers the achievements.
/// `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn look_again(
    session: &mut Session,
    user: UserId,
    ended: Option<SessionFacts>,
    now: DateTime<Utc>,
) -> Result<Vec<String>, Error> {
    let unlocked = achievements::commands::unlock_met(session, user, ended.clone()).await?;
    challenges::commands::note_done(session, user, ended, now).await?;
    Ok(unlocked)
}

/// What a room pays once, however often one is in it.
async fn pay_for_room(session: &mut Session, user: UserId, jam: &EndedJam) -> Result<(), Error> {
    let source = Source { kind: "room", id: room_as_source(&jam.room_id) };
    reward(session, user, Reward::JoinRoom, source).await?;
    if jam.messages > 0 {
        reward(session, user, Reward::FirstMessage, source).await?;
    }
    if jam.is_owner && !is_paid(session, user, Reward::CreateRoom, source.id).await? {
        reward(session, user, Reward::CreateRoom, source).await?;
        if jam.room_is_public {
            let opened = Activity::RoomCreated { room_id: jam.room_id.clone() };
            activity::commands::add(session, user, &opened).await?;
        }
    }
    Ok(())
}

/// What this session pays.
async fn pay_for_session(session: &mut Session, user: UserId, jam: &EndedJam) -> Result<(), Error> {
    let source = Source { kind: "session", id: jam.id };
    if let Some(jam_time) = Reward::for_jam(jam.jam_seconds.into()) {
        reward(session, user, jam_time, source).await?;
    }
    for other in &jam.collaborators {
        // Once for each person, for good.
        let person = Source { kind: "person", id: other.0 };
        reward(session, user, Reward::JamWithNewPerson, person).await?;
    }
    let reactions = [(Reward::GiveReaction, jam.reactions_given), (Reward::ReceiveFire, jam.fires_received)];
    for (each, count) in reactions.into_iter().filter(|(_, count)| *count > 0) {
        let paid = count.min(REACTIONS_PAID_MAX);
        add(session, user, each.xp().saturating_mul(paid as i32), each.reason(), Some(source)).await?;
    }
    Ok(())
}

async fn is_paid(session: &mut Session, user: UserId, reward: Reward, source: Uuid) -> Result<bool, Error> {
    let found = paid::table
        .filter(paid::user_id.eq(user).and(paid::source_id.eq(source)).and(paid::reason.eq(reward.reason())));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(session.conn()).await?)
}

/// A room as what XP is paid for: the eight letters of its code, and nothing.
fn room_as_source(code: &str) -> Uuid {
    let mut bytes = [0; 16];
    for (byte, letter) in bytes.iter_mut().zip(code.bytes().take(8)) {
        *byte = letter;
    }
    Uuid::from_bytes(bytes)
}

fn told(jam: &EndedJam) -> Activity {
    Activity::Session {
        room_id: jam.room_id.clone(),
        duration_seconds: i32::try_from(jam.jam_seconds).unwrap_or(i32::MAX),
        collaborator_count: i32::try_from(jam.collaborators.len()).unwrap_or(i32::MAX),
        instrument: jam.instrument.clone(),
    }
}

/// The session on the person's clock.
async fn facts(session: &mut Session, user: UserId, jam: &EndedJam) -> Result<SessionFacts, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamp)]
        began: NaiveDateTime,
        #[diesel(sql_type = Timestamp)]
        ended: NaiveDateTime,
        #[diesel(sql_type = Timestamp)]
        last_ended: NaiveDateTime,
    }
    let query = "select $2 at time zone p.zone as began, $3 at time zone p.zone as ended,
            $4 at time zone p.zone as last_ended
        from (select coalesce(timezone, 'UTC') as zone from public.user_profiles where id = $1) p";
    let row: Row = diesel::sql_query(query)
        .bind::<SqlUuid, _>(user)
        .bind::<Timestamptz, _>(jam.began)
        .bind::<Timestamptz, _>(jam.ended)
        .bind::<Timestamptz, _>(jam.last_ended.unwrap_or(jam.began))
        .get_result(session.conn())
        .await?;
    // Days in between on which they were not here.
    let days = (row.began.date() - row.last_ended.date()).num_days();
    Ok(SessionFacts {
        began: row.began,
        ended: row.ended,
        joined_after_s: jam.joined_after_s.map(u64::from).filter(|_| !jam.is_owner),
        was_full: jam.was_full,
        fires: jam.fires_received.into(),
        days_away: u64::try_from(days).unwrap_or(0),
    })
}
