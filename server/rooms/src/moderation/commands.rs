//! Changing what people are in a room. All of it by the server itself, in the name of somebody (`by`) whose standing is
//! checked here; every change leaves a line in the room's log, in the same transaction.

use super::{Case, Given, Standing, Subject};
use crate::rooms::join_requests;
use chrono::{DateTime, TimeDelta, Utc};
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{LogAction, NewBan, PermissionChanges, Role, RoomCode};
use schema::{room_bans, room_members, room_permission_logs};
use serde_json::{Value, json};
use uuid::Uuid;

/// Gives somebody another role; answers what they are then. Errors: those of [`Case::change_role`].
pub async fn change_role(
    session: &mut Session,
    room: &RoomCode,
    by: UserId,
    person: impl Into<Subject>,
    role: Role,
) -> Result<Given, Error> {
    let people = People::find(session, room, by, person.into()).await?;
    let from = people.case().change_role(role)?;
    let (person, given) = (&people.subject, Given { role, custom: people.on.custom });
    if from == role {
        return Ok(given);
    }
    if !person.is_guest() {
        diesel::update(member(room, person.id()))
            .set(room_members::role.eq(role.as_str()))
            .execute(session.conn())
            .await?;
    }
    log(session, room, by, person, &LogAction::RoleChange { from, to: role }).await?;
    Ok(given)
}

/// Sets what somebody is given and denied beyond their role; answers what they are then. Errors: those of
/// [`Case::change_permissions`].
pub async fn change_permissions(
    session: &mut Session,
    room: &RoomCode,
    by: UserId,
    person: impl Into<Subject>,
    changes: PermissionChanges,
) -> Result<Given, Error> {
    let people = People::find(session, room, by, person.into()).await?;
    let role = people.case().change_permissions(&changes)?;
    let (person, before) = (&people.subject, people.on.custom);
    if !person.is_guest() {
        let stored =
            (!changes.is_empty()).then(|| serde_json::to_value(changes)).transpose().or_unexpected()?;
        diesel::update(member(room, person.id()))
            .set(room_members::custom_permissions.eq(stored))
            .execute(session.conn())
            .await?;
    }
    if changes != before {
        let action = LogAction::PermissionUpdate { from: Box::new(before), to: Box::new(changes) };
        log(session, room, by, person, &action).await?;
    }
    Ok(Given { role, custom: changes })
}

/// Bans somebody, with or without an account, from a room; an earlier ban is replaced. Answers until when; none: for good.
/// Errors: [`Fault::Invalid`], and those of [`Case::ban`].
pub async fn ban(
    session: &mut Session,
    room: &RoomCode,
    by: UserId,
    person: impl Into<Subject>,
    reason: String,
    hours: Option<u32>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let person = person.into();
    let form = NewBan { user_id: person.id().to_owned(), reason, hours }.checked()?;
    let people = People::find(session, room, by, person).await?;
    people.case().ban()?;
    let now = Utc::now();
    let expires_at = form.hours.map(|hours| now + TimeDelta::hours(i64::from(hours)));
    let ban = (
        room_bans::reason.eq(Some(form.reason).filter(|reason| !reason.is_empty())),
        room_bans::banned_by.eq(by.to_string()),
        room_bans::banned_at.eq(now),
        room_bans::expires_at.eq(expires_at),
    );
    diesel::insert_into(room_bans::table)
        .values((
            room_bans::id.eq(Uuid::now_v7()),
            room_bans::room_id.eq(room.as_str()),
            room_bans::user_id.eq(&form.user_id),
            ban.clone(),
        ))
        .on_conflict((room_bans::room_id, room_bans::user_id))
        .do_update()
        .set(ban)
        .execute(session.conn())
        .await?;
    join_requests::forget(session, room, &form.user_id).await?;
    log(session, room, by, &people.subject, &LogAction::Ban { expires_at }).await?;
    Ok(expires_at)
}

/// Lifts a ban. Errors: those of [`Case::unban`], and [`Fault::NotFound`] when there is none.
pub async fn unban(session: &mut Session, room: &RoomCode, by: UserId, person: &str) -> Result<(), Error> {
    let people = People::find(session, room, by, Subject::from(person)).await?;
    people.case().unban()?;
    let ban =
        room_bans::table.filter(room_bans::room_id.eq(room.as_str()).and(room_bans::user_id.eq(person)));
    let lifted = diesel::delete(ban).execute(session.conn()).await?;
    // The mark of a room from before there were bans with an author and a time.
    let unmarked = diesel::update(member(room, person))
        .filter(room_members::is_banned.eq(true))
        .set((room_members::is_banned.eq(false), room_members::ban_reason.eq(None::<String>)))
        .execute(session.conn())
        .await?;
    if lifted + unmarked == 0 {
        return Err(Fault::NotFound.into());
    }
    log(session, room, by, &people.subject, &LogAction::Unban).await
}

/// Sends somebody out: they may come back as a newcomer, if they may at all. Errors: those of [`Case::kick`].
pub async fn kick(
    session: &mut Session,
    room: &RoomCode,
    by: UserId,
    person: impl Into<Subject>,
) -> Result<(), Error> {
    let people = People::find(session, room, by, person.into()).await?;
    people.case().kick()?;
    let person = &people.subject;
    // A banned member stays in the list: the ban is theirs.
    diesel::delete(member(room, person.id()))
        .filter(room_members::is_banned.eq(false))
        .execute(session.conn())
        .await?;
    join_requests::forget(session, room, person.id()).await?;
    log(session, room, by, person, &LogAction::Kick).await
}

pub(super) type Member<'a> = diesel::dsl::Filter<
    room_members::table,
    diesel::dsl::And<
        diesel::dsl::Eq<room_members::room_id, &'a str>,
        diesel::dsl::Eq<room_members::user_id, &'a str>,
    >,
>;

pub(super) fn member<'a>(room: &'a RoomCode, person: &'a str) -> Member<'a> {
    room_members::table.filter(room_members::room_id.eq(room.as_str()).and(room_members::user_id.eq(person)))
}

/// The two people of a command.
pub(super) struct People {
    asker: Standing,
    on: Standing,
    subject: Subject,
    oneself: bool,
}

impl People {
    /// As they are now; locked, see [`Standing::of`].
    pub async fn find(
        session: &mut Session,
        room: &RoomCode,
        by: UserId,
        subject: Subject,
    ) -> Result<People, Error> {
        let asker = Standing::of(session, room, &by.to_string()).await?;
        let on = subject.standing(session, room).await?;
        Ok(People { asker, on, oneself: subject.id() == by.to_string(), subject })
    }

    /// To be decided.
    pub fn case(&self) -> Case<'_> {
        Case { asker: &self.asker, on: &self.on, oneself: self.oneself, guest: self.subject.is_guest() }
    }
}

pub(super) async fn log(
    session: &mut Session,
    room: &RoomCode,
    by: UserId,
    person: &Subject,
    action: &LogAction,
) -> Result<(), Error> {
    let (name, old, mut new) = columns(action).or_unexpected()?;
    if let Some(guest) = person.guest_name()
        && !matches!(action, LogAction::PermissionUpdate { .. })
    {
        new.get_or_insert_with(|| json!({}))["name"] = json!(guest);
    }
    let row = (
        room_permission_logs::id.eq(Uuid::now_v7()),
        room_permission_logs::room_id.eq(room.as_str()),
        room_permission_logs::target_user_id.eq(person.id()),
        room_permission_logs::performed_by.eq(by.to_string()),
        room_permission_logs::action.eq(name),
        room_permission_logs::old_value.eq(old),
        room_permission_logs::new_value.eq(new),
    );
    diesel::insert_into(room_permission_logs::table).values(row).execute(session.conn()).await?;
    Ok(())
}

/// As stored: the action's name, and what was and is.
fn columns(action: &LogAction) -> Result<(&'static str, Option<Value>, Option<Value>), serde_json::Error> {
    Ok(match action {
        LogAction::RoleChange { from, to } => {
            ("role_change", Some(json!({ "role": from })), Some(json!({ "role": to })))
        }
        LogAction::PermissionUpdate { from, to } => {
            ("permission_update", Some(serde_json::to_value(from)?), Some(serde_json::to_value(to)?))
        }
        LogAction::Kick => ("kick", None, None),
        LogAction::Ban { expires_at } => ("ban", None, Some(json!({ "expires_at": expires_at }))),
        LogAction::Unban => ("unban", None, None),
    })
}
