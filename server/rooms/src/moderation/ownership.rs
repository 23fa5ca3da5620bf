//! Handing a room over.

use super::Subject;
use super::commands::{People, log, member};
use crate::rooms::commands::ROOMS_PER_ACCOUNT_MAX;
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{LogAction, Role, RoomCode};
use schema::{room_members, rooms, saved_rooms, user_profiles};

/// Makes an account that belongs to the room its owner; whose it was becomes co-host. By the server itself, in the name of
/// `by`. Errors: those of [`Case::hand_over`](super::Case::hand_over); [`Fault::Conflict`] for who was banned or has as many
/// rooms as one may have.
pub async fn transfer_ownership(
    session: &mut Session,
    room: &RoomCode,
    by: UserId,
    to: &Subject,
) -> Result<(), Error> {
    // Locked before anybody's standing is read: two who hand over at once queue here, and the second is no owner then.
    let before: String = rooms::table
        .find(room.as_str())
        .select(rooms::created_by)
        .for_update()
        .first(session.conn())
        .await
        .optional()?
        .ok_or(Fault::NotFound)?;
    let from = People::find(session, room, by, to.clone()).await?.case().hand_over()?;
    let to: UserId = to.id().parse().map_err(|_| Fault::NotFound)?;
    check_may_own(session, room, to).await?;
    put_down(session, room, &before).await?;
    take_up(session, room, to).await?;
    log(session, room, by, &Subject::account(to), &LogAction::RoleChange { from, to: Role::Owner }).await?;
    // The house's own rooms had nobody as their owner.
    if before.parse::<UserId>().is_ok() {
        log(
            session,
            room,
            by,
            &before.as_str().into(),
            &LogAction::RoleChange { from: Role::Owner, to: Role::CoHost },
        )
        .await?;
    }
    Ok(())
}

/// Refuses who was banned, has as many rooms as one may have, or has no place left for one that is kept.
async fn check_may_own(session: &mut Session, room: &RoomCode, to: UserId) -> Result<(), Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        is_banned: bool,
        #[diesel(sql_type = Bool)]
        keeps_too_many: bool,
    }
    let row: Row = diesel::sql_query(
        "select public.is_banned_from_room($1, $2::text) as is_banned,
            exists (select from public.saved_rooms where code = $1 and owner_id <> $2) and not public.can_save_room($2)
                as keeps_too_many",
    )
    .bind::<diesel::sql_types::Text, _>(room.as_str())
    .bind::<SqlUuid, _>(to.0)
    .get_result(session.conn())
    .await?;
    let owned: i64 =
        rooms::table.filter(rooms::created_by.eq(to.to_string())).count().get_result(session.conn()).await?;
    if row.is_banned {
        return Err(Fault::conflict("This person is banned from the room.").into());
    }
    if owned >= ROOMS_PER_ACCOUNT_MAX {
        return Err(Fault::conflict("This person has as many rooms as one may have.").into());
    }
    if row.keeps_too_many {
        return Err(Fault::conflict("This person has no place left for another saved room.").into());
    }
    Ok(())
}

/// Whoever was the room's owner, by its row or by a role, is a co-host.
async fn put_down(session: &mut Session, room: &RoomCode, before: &str) -> Result<(), Error> {
    let owners = room_members::table
        .filter(room_members::room_id.eq(room.as_str()).and(room_members::role.eq(Role::Owner.as_str())));
    diesel::update(owners).set(room_members::role.eq(Role::CoHost.as_str())).execute(session.conn()).await?;
    let Ok(account) = before.parse::<UserId>() else { return Ok(()) };
    let name: Option<String> = user_profiles::table
        .find(account)
        .select(user_profiles::display_name)
        .first(session.conn())
        .await
        .optional()?;
    // An owner who never sat in their own list gets their line now; an account that is gone gets none.
    let Some(name) = name else { return Ok(()) };
    diesel::insert_into(room_members::table)
        .values((
            room_members::room_id.eq(room.as_str()),
            room_members::user_id.eq(before),
            room_members::user_name.eq(name),
            room_members::role.eq(Role::CoHost.as_str()),
        ))
        .on_conflict((room_members::room_id, room_members::user_id))
        .do_update()
        .set(room_members::role.eq(Role::CoHost.as_str()))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// The room, and what is kept of it, is theirs.
async fn take_up(session: &mut Session, room: &RoomCode, to: UserId) -> Result<(), Error> {
    let (display_name, username): (String, String) = user_profiles::table
        .find(to)
        .select((user_profiles::display_name, user_profiles::username))
        .first(session.conn())
        .await?;
    diesel::update(rooms::table.find(room.as_str()))
        .set((
            rooms::created_by.eq(to.to_string()),
            rooms::creator_name.eq(display_name),
            rooms::creator_username.eq(username),
        ))
        .execute(session.conn())
        .await?;
    // Nothing is taken from or given to an owner: what they had as a member would come back when they hand it on.
    diesel::update(member(room, &to.to_string()))
        .set((
            room_members::role.eq(Role::Owner.as_str()),
            room_members::custom_permissions.eq(None::<serde_json::Value>),
        ))
        .execute(session.conn())
        .await?;
    diesel::update(saved_rooms::table.filter(saved_rooms::code.eq(room.as_str())))
        .set(saved_rooms::owner_id.eq(to))
        .execute(session.conn())
        .await?;
    Ok(())
}
