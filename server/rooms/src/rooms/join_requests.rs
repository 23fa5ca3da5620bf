//! Knocking at rooms that let newcomers in by approval, and answering (`room_join_requests`). By the server itself, after
//! its checks: nobody writes that they were let in.

use chrono::TimeDelta;
use db::{Error, Session};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{RoomCode, WaitingPerson};
use realtime::WAITING_MAX;
use schema::{room_join_requests as requests, room_members, rooms, user_profiles};

/// How long somebody who was not let in waits before they ask again.
pub const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Notes that somebody knocks; whoever waits already keeps their turn. Errors: [`Fault::Conflict`] when too many wait.
pub async fn knock(
    session: &mut Session,
    room: &RoomCode,
    person: UserId,
    guest: bool,
    name: &str,
) -> Result<WaitingPerson, Error> {
    let others: i64 = pending_of(room)
        .filter(requests::user_id.ne(person.to_string()))
        .count()
        .get_result(session.conn())
        .await?;
    if others >= WAITING_MAX as i64 {
        return Err(Fault::conflict("Many people wait at this door. Try again later.").into());
    }
    let row = (
        requests::room_id.eq(room.as_str()),
        requests::user_id.eq(person.to_string()),
        requests::is_guest.eq(guest),
        requests::user_name.eq(name),
        requests::status.eq("pending"),
        requests::asked_at.eq(now),
    );
    let again = (
        requests::user_name.eq(excluded(requests::user_name)),
        requests::status.eq("pending"),
        requests::asked_at.eq(diesel::dsl::case_when(requests::status.eq("pending"), requests::asked_at)
            .otherwise(excluded(requests::asked_at))),
        requests::decided_at.eq(None::<chrono::DateTime<chrono::Utc>>),
        requests::decided_by.eq(None::<String>),
    );
    let asked_at = diesel::insert_into(requests::table)
        .values(row)
        .on_conflict((requests::room_id, requests::user_id))
        .do_update()
        .set(again)
        .returning(requests::asked_at)
        .get_result(session.conn())
        .await?;
    Ok(WaitingPerson { person, guest, name: name.to_owned(), asked_at, present: true })
}

/// Who knocked and waits for an answer, in the order of their knocks; nobody of them is said to be there.
pub async fn pending(session: &mut Session, room: &RoomCode) -> Result<Vec<WaitingPerson>, Error> {
    let rows: Vec<(String, bool, String, chrono::DateTime<chrono::Utc>)> = pending_of(room)
        .order((requests::asked_at, requests::id))
        .limit(WAITING_MAX as i64)
        .select((requests::user_id, requests::is_guest, requests::user_name, requests::asked_at))
        .load(session.conn())
        .await?;
    let people = rows.into_iter().filter_map(|(person, guest, name, asked_at)| {
        Some(WaitingPerson { person: person.parse().ok()?, guest, name, asked_at, present: false })
    });
    Ok(people.collect())
}

/// Writes a decision down; an account that is let in belongs to the room from now on, in the role of newcomers. Who
/// decides has been checked. Errors: [`Fault::NotFound`] when this person does not wait.
pub async fn decide(
    session: &mut Session,
    room: &RoomCode,
    by: &str,
    person: UserId,
    admit: bool,
) -> Result<(), Error> {
    let one = pending_of(room).filter(requests::user_id.eq(person.to_string()));
    let guest: Option<bool> = diesel::update(one)
        .set((
            requests::status.eq(if admit { "approved" } else { "declined" }),
            requests::decided_at.eq(now),
            requests::decided_by.eq(by),
        ))
        .returning(requests::is_guest)
        .get_result(session.conn())
        .await
        .optional()?;
    match guest {
        None => Err(Fault::NotFound.into()),
        Some(false) if admit => make_member(session, room, person).await,
        Some(_) => Ok(()),
    }
}

/// Forgets that somebody was let in, or not: they knock again. Nothing, when they never did.
pub async fn forget(session: &mut Session, room: &RoomCode, person: &str) -> Result<(), Error> {
    let one = requests::table.filter(requests::room_id.eq(room.as_str()).and(requests::user_id.eq(person)));
    diesel::delete(one).execute(session.conn()).await?;
    Ok(())
}

/// Somebody's account as a member of a room, unless it is one.
async fn make_member(session: &mut Session, room: &RoomCode, person: UserId) -> Result<(), Error> {
    let role: String =
        rooms::table.find(room.as_str()).select(rooms::default_role).first(session.conn()).await?;
    let name: Option<String> = user_profiles::table
        .find(person)
        .select(user_profiles::display_name)
        .first(session.conn())
        .await
        .optional()?;
    let row = (
        room_members::room_id.eq(room.as_str()),
        room_members::user_id.eq(person.to_string()),
        room_members::user_name.eq(name.ok_or(Fault::NotFound)?),
        room_members::role.eq(role),
    );
    diesel::insert_into(room_members::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(())
}

type Pending<'a> = diesel::dsl::Filter<
    requests::table,
    diesel::dsl::And<
        diesel::dsl::Eq<requests::room_id, &'a str>,
        diesel::dsl::Eq<requests::status, &'static str>,
    >,
>;

fn pending_of(room: &RoomCode) -> Pending<'_> {
    requests::table.filter(requests::room_id.eq(room.as_str()).and(requests::status.eq("pending")))
}
