//! Inviting, taking back, answering.

use chrono::{TimeDelta, Utc};
use db::{Error, Session};
use diesel::dsl::{count, count_star, exists};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{InvitationStatus, NewInvitation, RoomCode};
use schema::{room_invitations as invitations, room_members, user_profiles};
use uuid::Uuid;

/// Most open invitations of a room.
pub const OPEN_MAX: i64 = 200;
/// Most invitations that one account makes in an hour, to all rooms.
pub const HOURLY_MAX: i64 = 60;
/// How many of them may go to addresses: each is a mail to somebody who did not ask for one.
pub const HOURLY_ADDRESSES_MAX: i64 = 20;

/// Invites to a room; answers the invitation's id. With `mails`, an invitation to an address is queued to be mailed.
/// Errors: [`Fault::Invalid`] by field, also for somebody who is not there to invite; [`Fault::Forbidden`] for who may not
/// invite to the room, and for people who take no invitations or were banned from it; [`Fault::Conflict`] when they are
/// invited or belong to the room already, or too many are; [`Fault::TooMany`] for too many in an hour.
pub async fn invite(
    session: &mut Session,
    room: &RoomCode,
    form: NewInvitation,
    mails: bool,
) -> Result<Uuid, Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    if !may_invite(session, room).await? {
        return Err(Fault::forbidden("You may not invite people to this room.").into());
    }
    refuse_many(session, asker, !form.email.is_empty()).await?;
    let open: i64 = invitations::table
        .filter(invitations::room_id.eq(room.as_str()).and(invitations::status.eq("pending")))
        .count()
        .get_result(session.conn())
        .await?;
    if open >= OPEN_MAX {
        return Err(Fault::conflict("200 invitations to this room are open. Take some back first.").into());
    }
    let person = match form.username.as_str() {
        "" => None,
        username => Some(find_person(session, room, username).await?.to_string()),
    };
    let (id, to_address) = (Uuid::now_v7(), !form.email.is_empty());
    let hours = form.expires_in_hours.map(i64::from);
    let row = (
        invitations::id.eq(id),
        invitations::room_id.eq(room.as_str()),
        invitations::invited_user_id.eq(person),
        invitations::invited_email.eq(Some(form.email).filter(|address| !address.is_empty())),
        invitations::invited_by.eq(asker.to_string()),
        invitations::message.eq(Some(form.message).filter(|message| !message.is_empty())),
        invitations::expires_at.eq(hours.map(|hours| Utc::now() + TimeDelta::hours(hours))),
        invitations::uses_max.eq(form.uses_max),
    );
    diesel::insert_into(invitations::table).values(row).execute(session.conn()).await.map_err(unwilling)?;
    if mails && to_address {
        diesel::sql_query("select public.queue_invitation_mail($1)")
            .bind::<SqlUuid, _>(id)
            .execute(session.conn())
            .await?;
    }
    Ok(id)
}

/// Whether the asker may invite to the room: the same question as the policy's.
async fn may_invite(session: &mut Session, room: &RoomCode) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        may: bool,
    }
    let row: Row = diesel::sql_query(
        "select $1 = any (array(select public.my_room_ids_with('room', 'inviteUsers'))) as may",
    )
    .bind::<Text, _>(room.as_str())
    .get_result(session.conn())
    .await?;
    Ok(row.may)
}

/// Counted in the database, so that the limit holds over all processes.
async fn refuse_many(session: &mut Session, asker: UserId, to_address: bool) -> Result<(), Error> {
    let lately = Utc::now() - TimeDelta::hours(1);
    let own = invitations::table
        .filter(invitations::invited_by.eq(asker.to_string()).and(invitations::created_at.gt(lately)));
    let (all, addresses): (i64, i64) =
        own.select((count_star(), count(invitations::invited_email))).first(session.conn()).await?;
    let many = all >= HOURLY_MAX || (to_address && addresses >= HOURLY_ADDRESSES_MAX);
    if many { Err(Fault::TooMany { retry_after_s: 3600 }.into()) } else { Ok(()) }
}

/// Who may invite at all was asked before: what the database still refuses is the person. It does not say why: that
/// somebody blocked somebody is theirs alone.
fn unwilling(error: diesel::result::Error) -> Error {
    match Error::from(error) {
        Error::Fault(Fault::Forbidden { .. }) => {
            Fault::forbidden("This person takes no invitations to this room.").into()
        }
        Error::Fault(Fault::Conflict { .. }) => {
            Fault::conflict("This person is invited to this room already.").into()
        }
        other => other,
    }
}

async fn find_person(session: &mut Session, room: &RoomCode, username: &str) -> Result<UserId, Error> {
    let found: Option<UserId> = user_profiles::table
        .filter(user_profiles::username.eq(username))
        .select(user_profiles::id)
        .first(session.conn())
        .await
        .optional()?;
    let person =
        found.ok_or_else(|| Fault::invalid("username", "There is nobody with this name to invite."))?;
    let member = room_members::table
        .filter(room_members::room_id.eq(room.as_str()).and(room_members::user_id.eq(person.to_string())))
        .select(room_members::id);
    if diesel::select(exists(member)).get_result(session.conn()).await? {
        return Err(Fault::conflict("This person belongs to the room already.").into());
    }
    Ok(person)
}

/// Takes an open invitation back. Errors: [`Fault::NotFound`], also for who does not moderate the room.
pub async fn revoke(session: &mut Session, room: &RoomCode, id: Uuid) -> Result<(), Error> {
    let changed = diesel::update(invitations::table.find(id))
        .filter(invitations::room_id.eq(room.as_str()))
        .filter(invitations::status.eq(InvitationStatus::Pending.as_str()))
        .set(invitations::status.eq(InvitationStatus::Revoked.as_str()))
        .execute(session.conn())
        .await?;
    if changed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// Says no to one's own invitation. Errors: [`Fault::NotFound`] when there is none that is open.
pub async fn decline(session: &mut Session, id: Uuid) -> Result<(), Error> {
    let changed = diesel::update(invitations::table.find(id))
        .filter(invitations::status.eq(InvitationStatus::Pending.as_str()))
        .set(invitations::status.eq(InvitationStatus::Declined.as_str()))
        .execute(session.conn())
        .await?;
    if changed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// Lets a person in by an invitation: they become a member in the room's default role. By the server itself, for the
/// person who asks. Errors: [`Fault::NotFound`] when it is over, not theirs, or they were banned from the room.
pub async fn accept(session: &mut Session, id: Uuid, person: UserId) -> Result<RoomCode, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        room: Option<String>,
    }
    let row: Row = diesel::sql_query("select public.accept_room_invitation($1, $2) as room")
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(person)
        .get_result(session.conn())
        .await?;
    Ok(RoomCode::parse(&row.room.ok_or(Fault::NotFound)?)?)
}

/// Closes what has expired; answers how many. By the server itself.
pub async fn close_expired(session: &mut Session) -> Result<u32, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        closed: i32,
    }
    let row: Row = diesel::sql_query("select public.cleanup_expired_invitations() as closed")
        .get_result(session.conn())
        .await?;
    Ok(row.closed.unsigned_abs())
}
