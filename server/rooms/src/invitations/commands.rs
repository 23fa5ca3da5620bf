//! Inviting, taking back, answering.

use chrono::{TimeDelta, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{InvitationStatus, NewInvitation, RoomCode};
use schema::{room_invitations as invitations, user_profiles};
use uuid::Uuid;

/// Most open invitations of a room.
pub const OPEN_MAX: i64 = 200;

/// Invites to a room; answers the invitation's id. Errors: [`Fault::Invalid`] by field, also for somebody who is not
/// there to invite; [`Fault::Forbidden`] for who does not moderate the room, and for people who take no invitations or
/// were banned from it; [`Fault::Conflict`] when they are invited already or too many are.
pub async fn invite(session: &mut Session, room: &RoomCode, form: NewInvitation) -> Result<Uuid, Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
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
        username => Some(find_person(session, username).await?.to_string()),
    };
    let id = Uuid::now_v7();
    let hours = form.expires_in_hours.map(i64::from);
    let row = (
        invitations::id.eq(id),
        invitations::room_id.eq(room.as_str()),
        invitations::invited_user_id.eq(person),
        invitations::invited_email.eq(Some(form.email).filter(|address| !address.is_empty())),
        invitations::invited_by.eq(asker.to_string()),
        invitations::message.eq(Some(form.message).filter(|message| !message.is_empty())),
        invitations::expires_at.eq(hours.map(|hours| Utc::now() + TimeDelta::hours(hours))),
    );
    diesel::insert_into(invitations::table).values(row).execute(session.conn()).await?;
    Ok(id)
}

async fn find_person(session: &mut Session, username: &str) -> Result<UserId, Error> {
    let found: Option<UserId> = user_profiles::table
        .filter(user_profiles::username.eq(username))
        .select(user_profiles::id)
        .first(session.conn())
        .await
        .optional()?;
    Ok(found.ok_or_else(|| Fault::invalid("username", "There is nobody with this name to invite."))?)
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
