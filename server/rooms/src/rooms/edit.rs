//! Changing, copying and deleting a room as a row. Whoever may change a room's settings does so, its owner, a co-host or
//! an administrator of the site, through the server itself: their standing is read and checked in the same transaction.
//! After the commit the live room must be told ([`crate::Rooms::room_changed`]).

use super::DoorFacts;
use super::code::new_code;
use super::commands::ROOMS_PER_ACCOUNT_MAX;
use super::queries::{RoomRow, find};
use crate::keeping;
use crate::moderation::Standing;
use db::{Actor, Error, OrUnexpected, Session};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::form::Chosen;
use model_rooms::{KeepingLimit, NewRoom, Permission, Role, Room, RoomCode, RoomToEdit};
use schema::{room_members, rooms, saved_rooms};
use serde_json::Value;

/// New codes that are tried before something must be wrong.
const CODE_TRIES: usize = 5;

/// What a room's form writes.
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = rooms, treat_none_as_null = true)]
pub(super) struct RoomColumns {
    name: String,
    description: Option<String>,
    genre: Option<String>,
    color: String,
    is_public: bool,
    max_users: i32,
    tags: Option<Value>,
    icon: String,
    rules: Option<String>,
    settings: Value,
    default_role: &'static str,
    default_permissions: Option<Value>,
    require_approval: bool,
}

impl RoomColumns {
    /// From a checked form; what it does not ask is the default.
    pub fn new(form: &NewRoom) -> Result<Self, Error> {
        let chosen = form.choices.clone().unwrap_or_default().chosen()?;
        let is_set = |text: &String| !text.is_empty();
        let Chosen { tags, icon, rules, settings, default_role, require_approval, default_permissions } =
            chosen;
        let tags = (!tags.is_empty()).then(|| serde_json::to_value(tags)).transpose().or_unexpected()?;
        let changes = (!default_permissions.is_empty()).then(|| serde_json::to_value(default_permissions));
        Ok(RoomColumns {
            name: form.name.clone(),
            description: Some(form.description.clone()).filter(is_set),
            genre: Some(form.genre.clone()).filter(is_set),
            color: form.color.clone(),
            is_public: form.is_public(),
            max_users: form.max_users,
            tags,
            icon,
            rules: rules.to_stored(),
            settings: serde_json::to_value(settings).or_unexpected()?,
            default_role: default_role.as_str(),
            default_permissions: changes.transpose().or_unexpected()?,
            require_approval,
        })
    }
}

/// Inserts a room under a code that is free.
pub(super) async fn insert(session: &mut Session, owner: &str, form: &NewRoom) -> Result<RoomCode, Error> {
    for _ in 0..CODE_TRIES {
        let code = new_code(&mut rand::rng());
        // Not an error when the code is taken: an error would end the transaction.
        let inserted = diesel::insert_into(rooms::table)
            .values((rooms::id.eq(code.as_str()), rooms::created_by.eq(owner), RoomColumns::new(form)?))
            .on_conflict_do_nothing()
            .execute(session.conn())
            .await?;
        if inserted == 1 {
            return Ok(code);
        }
    }
    Err(Error::unexpected("no free room code found"))
}

/// Changes a room for `by`, by the server itself. `seen` is the [`NewRoom::mark`] of the room as `by` saw it.
///
/// Errors: [`Fault::Invalid`] by field; [`Fault::NotFound`]; [`Fault::Forbidden`] without `room.editSettings` (or
/// `room.editName` for the name, `room.manageRoles` for what newcomers are and may do); [`Fault::Conflict`] when the room
/// is not as `by` saw it.
pub async fn edit_room(
    session: &mut Session,
    by: UserId,
    code: &RoomCode,
    seen: &str,
    form: NewRoom,
) -> Result<(), Error> {
    let form = form.checked()?;
    let before = lock(session, code).await?;
    let was = NewRoom::of(&before);
    let form = NewRoom { choices: form.choices.or_else(|| was.choices.clone()), ..form };
    let standing = Standing::of(session, code, &by.to_string()).await?;
    if standing.role.is_none() && !standing.staff && !before.is_public {
        return Err(Fault::NotFound.into());
    }
    may_edit(&standing, &before, &was, &form)?;
    if seen != was.mark() {
        return Err(Fault::conflict("Somebody else changed this room in the meantime.").into());
    }
    diesel::update(rooms::table.find(code.as_str()))
        .set(RoomColumns::new(&form)?)
        .execute(session.conn())
        .await?;
    if let Some(regular) = form.regular.clone() {
        if before.owner_id != Some(by) {
            return Err(Fault::forbidden("Only its owner keeps a room as a regular one.").into());
        }
        keeping::commands::keep(session, by, code, regular).await?;
    } else {
        keeping::commands::follow_room(session, code).await?;
    }
    Ok(())
}

/// The room's row, nobody else's to change until the transaction ends.
async fn lock(session: &mut Session, code: &RoomCode) -> Result<Room, Error> {
    let row: RoomRow = rooms::table
        .find(code.as_str())
        .select(RoomRow::as_select())
        .for_update()
        .first(session.conn())
        .await
        .optional()?
        .ok_or(Fault::NotFound)?;
    room_of(row)
}

fn room_of(row: RoomRow) -> Result<Room, Error> {
    Ok(row.into_found(None, DoorFacts::default())?.room)
}

/// Whether somebody may make this change. Pure.
fn may_edit(standing: &Standing, before: &Room, was: &NewRoom, form: &NewRoom) -> Result<(), Fault> {
    let may = before.rules.restrain(standing.permissions);
    let renamed = was.name != form.name;
    let others = NewRoom { name: was.name.clone(), regular: None, ..form.clone() } != *was;
    if renamed && !may.allows(Permission::EditName) {
        return Err(Fault::forbidden("You may not rename this room."));
    }
    if (others || !renamed) && !may.allows(Permission::EditSettings) {
        return Err(Fault::forbidden("You may not change this room's settings."));
    }
    let Some(choices) = &form.choices else { return Ok(()) };
    let chosen = choices.chosen()?;
    if chosen.default_role == before.default_role && chosen.default_permissions == before.default_permissions
    {
        return Ok(());
    }
    if !may.allows(Permission::ManageRoles) {
        return Err(Fault::forbidden("You may not change what newcomers are and may do."));
    }
    standing.may_give(&chosen.default_permissions)
}

/// The room as its settings' page shows it, for who may change it. By the server itself, for `by`; how the asker keeps
/// rooms is the asker's own to ask. Errors: [`Fault::NotFound`], [`Fault::Forbidden`].
pub async fn room_to_edit(session: &mut Session, by: UserId, code: &RoomCode) -> Result<RoomToEdit, Error> {
    let room = read(session, code).await?;
    let standing = Standing::of(session, code, &by.to_string()).await?;
    if standing.role.is_none() && !standing.staff && !room.is_public {
        return Err(Fault::NotFound.into());
    }
    let may = room.rules.restrain(standing.permissions);
    let (may_rename, may_edit) = (may.allows(Permission::EditName), may.allows(Permission::EditSettings));
    if !may_rename && !may_edit {
        return Err(Fault::forbidden("The room's owner and co-hosts change its settings.").into());
    }
    let is_owner = room.owner_id == Some(by);
    let saved = match keeping::queries::saved_room(session, code).await {
        Ok(saved) => Some(saved).filter(|_| is_owner),
        Err(Error::Fault(Fault::NotFound)) => None,
        Err(error) => return Err(error),
    };
    Ok(RoomToEdit {
        room,
        saved,
        is_owner,
        may_rename,
        may_edit,
        may_manage_roles: may.allows(Permission::ManageRoles),
        may_delete: is_owner || standing.staff,
        limit: KeepingLimit::default(),
    })
}

async fn read(session: &mut Session, code: &RoomCode) -> Result<Room, Error> {
    let row: Option<RoomRow> = rooms::table
        .find(code.as_str())
        .select(RoomRow::as_select())
        .first(session.conn())
        .await
        .optional()?;
    room_of(row.ok_or(Fault::NotFound)?)
}

/// Deletes a room with everything in it, when `typed` is its name. By the server itself, for `by`: its owner or an
/// administrator. Errors: [`Fault::NotFound`], [`Fault::Forbidden`], [`Fault::Invalid`] on `typed`.
pub async fn delete_room(
    session: &mut Session,
    by: UserId,
    code: &RoomCode,
    typed: &str,
) -> Result<(), Error> {
    let room = lock(session, code).await?;
    let standing = Standing::of(session, code, &by.to_string()).await?;
    if standing.role.is_none() && !standing.staff && !room.is_public {
        return Err(Fault::NotFound.into());
    }
    if standing.role != Some(Role::Owner) && !standing.staff {
        return Err(Fault::forbidden("Only the owner deletes a room.").into());
    }
    if typed.trim() != room.name {
        return Err(Fault::invalid("typed", "Type the room's name as it is written above.").into());
    }
    diesel::delete(saved_rooms::table.filter(saved_rooms::code.eq(code.as_str())))
        .execute(session.conn())
        .await?;
    diesel::delete(rooms::table.find(code.as_str())).execute(session.conn()).await?;
    Ok(())
}

/// Opens another room like one that the asker moderates, without its people, chat and music. Errors:
/// [`Fault::Unauthenticated`], [`Fault::NotFound`], [`Fault::Forbidden`], [`Fault::Conflict`] for too many rooms.
pub async fn duplicate_room(session: &mut Session, code: &RoomCode) -> Result<RoomCode, Error> {
    let Actor::Member(asker) = session.actor().clone() else { return Err(Fault::Unauthenticated.into()) };
    let found = find(session, code).await?;
    if !found.door.role().moderates() {
        return Err(Fault::forbidden("Only the owner and co-hosts copy a room.").into());
    }
    let mut form = NewRoom::of(&found.room);
    form.name = copied_name(&form.name);
    open(session, asker.user_id, &asker.name, form).await
}

/// `Blue room` becomes `Blue room (copy)`, within the limit.
fn copied_name(name: &str) -> String {
    const END: &str = " (copy)";
    let kept: String = name.chars().take(model::limits::ROOM_NAME_CHARS_MAX - END.len()).collect();
    format!("{}{END}", kept.trim_end())
}

/// Opens a room for an account and makes it the owner. Errors: as [`super::commands::open_room`].
pub(super) async fn open(
    session: &mut Session,
    owner: UserId,
    name: &str,
    form: NewRoom,
) -> Result<RoomCode, Error> {
    let form = form.checked()?;
    let owner_id = owner.to_string();
    let owned: i64 = rooms::table
        .filter(rooms::created_by.eq(&owner_id))
        .select(count_star())
        .first(session.conn())
        .await?;
    if owned >= ROOMS_PER_ACCOUNT_MAX {
        return Err(Fault::conflict("You have 100 rooms already. Use one of them.").into());
    }
    let code = insert(session, &owner_id, &form).await?;
    let member = (
        room_members::room_id.eq(code.as_str()),
        room_members::user_id.eq(&owner_id),
        room_members::user_name.eq(name),
        room_members::role.eq(Role::Owner.as_str()),
    );
    diesel::insert_into(room_members::table).values(member).execute(session.conn()).await?;
    if let Some(regular) = form.regular.filter(|regular| regular.keep) {
        keeping::commands::keep(session, owner, &code, regular).await?;
    }
    Ok(code)
}
