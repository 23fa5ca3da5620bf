//! Reading a room's bans and log: row-level security lets those who moderate the room, and a banned person their own.

use super::{Standing, Subject};
use crate::keyset::{self, PAGE};
use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session, stored};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_rooms::{LogAction, LogEntry, Permission, PermissionChanges, Role, RoomBan, RoomCode, RoomMember};
use schema::{room_bans, room_members, room_permission_logs as logs, user_profiles};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The accounts that belong to a room, its owner first, then in the order in which they joined.
pub async fn members(
    session: &mut Session,
    room: &RoomCode,
    after: Option<&Cursor>,
) -> Result<Page<RoomMember>, Error> {
    let owned = room_members::role.eq(Role::Owner.as_str());
    let mut query = room_members::table
        .filter(room_members::room_id.eq(room.as_str()).and(room_members::is_banned.eq(false)))
        .limit(PAGE as i64 + 1)
        .select(MemberRow::as_select())
        .into_boxed();
    query = match after {
        // There is one owner, on the first page.
        Some(after) => {
            let (time, id) = (keyset::time(after)?, after.parsed_id::<Uuid>()?);
            let later = room_members::joined_at
                .gt(time)
                .or(room_members::joined_at.eq(time).and(room_members::id.gt(id)));
            query
                .filter(room_members::role.ne(Role::Owner.as_str()))
                .filter(later)
                .order((room_members::joined_at, room_members::id))
        }
        None => query.order((owned.desc(), room_members::joined_at, room_members::id)),
    };
    let rows: Vec<MemberRow> = query.load(session.conn()).await?;
    Page::<MemberRow>::cut(rows, PAGE, |row| keyset::at(row.joined_at, row.id)).try_map(TryInto::try_into)
}

/// A room's bans that are in force, latest first.
pub async fn bans(
    session: &mut Session,
    room: &RoomCode,
    after: Option<&Cursor>,
) -> Result<Page<RoomBan>, Error> {
    let mut query = room_bans::table
        .filter(room_bans::room_id.eq(room.as_str()))
        .filter(room_bans::expires_at.is_null().or(room_bans::expires_at.gt(diesel::dsl::now)))
        .order((room_bans::banned_at.desc(), room_bans::id.desc()))
        .limit(PAGE as i64 + 1)
        .select(BanRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (time, id) = (keyset::time(after)?, after.parsed_id::<Uuid>()?);
        query = query.filter(
            room_bans::banned_at.lt(time).or(room_bans::banned_at.eq(time).and(room_bans::id.lt(id))),
        );
    }
    let rows: Vec<BanRow> = query.load(session.conn()).await?;
    let ids: Vec<&str> = rows.iter().flat_map(|row| [row.user_id.as_str(), row.banned_by.as_str()]).collect();
    let names = names(session, room, &ids).await?;
    Page::<BanRow>::cut(rows, PAGE, |row| keyset::at(row.banned_at, row.id))
        .try_map(|row| row.into_ban(&names))
}

/// What was done in a room, latest first.
pub async fn log(
    session: &mut Session,
    room: &RoomCode,
    after: Option<&Cursor>,
) -> Result<Page<LogEntry>, Error> {
    let mut query = logs::table
        .filter(logs::room_id.eq(room.as_str()))
        .order((logs::created_at.desc(), logs::id.desc()))
        .limit(PAGE as i64 + 1)
        .select(LogRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (time, id) = (keyset::time(after)?, after.parsed_id::<Uuid>()?);
        query = query.filter(logs::created_at.lt(time).or(logs::created_at.eq(time).and(logs::id.lt(id))));
    }
    let rows: Vec<LogRow> = query.load(session.conn()).await?;
    let ids: Vec<&str> =
        rows.iter().flat_map(|row| [row.target_user_id.as_str(), row.performed_by.as_str()]).collect();
    let names = names(session, room, &ids).await?;
    Ok(Page::<LogRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, row.id))
        .map(|row| row.into_entry(&names)))
}

/// What somebody is given and denied beyond their role, by the server itself in the name of `by`. Errors:
/// [`Fault::Forbidden`] without `room.manageRoles`, [`Fault::NotFound`] for who does not belong to the room.
pub(crate) async fn permissions_of(
    session: &mut Session,
    room: &RoomCode,
    by: UserId,
    person: &Subject,
) -> Result<PermissionChanges, Error> {
    let asker = Standing::of(session, room, &by.to_string()).await?;
    if !asker.permissions.allows(Permission::ManageRoles) {
        return Err(Fault::forbidden("You may not do this in this room.").into());
    }
    let standing = person.standing(session, room).await?;
    standing.role.ok_or(Fault::NotFound)?;
    Ok(standing.custom)
}

/// The names of accounts, and of guests as the room's log keeps them, by id as text.
async fn names(
    session: &mut Session,
    room: &RoomCode,
    ids: &[&str],
) -> Result<HashMap<String, String>, Error> {
    let accounts: Vec<UserId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let profiles: Vec<(UserId, String)> = user_profiles::table
        .filter(user_profiles::id.eq_any(accounts))
        .select((user_profiles::id, user_profiles::display_name))
        .load(session.conn())
        .await?;
    let mut names: HashMap<String, String> =
        profiles.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let unknown: Vec<&str> = ids.iter().copied().filter(|id| !names.contains_key(*id)).collect();
    let guests: Vec<(String, Option<Value>)> = logs::table
        .filter(logs::room_id.eq(room.as_str()).and(logs::target_user_id.eq_any(unknown)))
        .filter(sql::<diesel::sql_types::Bool>("new_value ? 'name'"))
        .distinct_on(logs::target_user_id)
        .order((logs::target_user_id, logs::created_at.desc()))
        .select((logs::target_user_id, logs::new_value))
        .load(session.conn())
        .await?;
    for (id, value) in guests {
        let name = value.as_ref().and_then(|value| value.get("name")).and_then(Value::as_str);
        names.insert(id, name.unwrap_or_default().to_owned());
    }
    Ok(names)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = room_members, check_for_backend(diesel::pg::Pg))]
struct MemberRow {
    id: Uuid,
    user_id: String,
    user_name: String,
    role: String,
    custom_permissions: Option<Value>,
    joined_at: DateTime<Utc>,
    last_active_at: DateTime<Utc>,
}

impl TryFrom<MemberRow> for RoomMember {
    type Error = Error;
    fn try_from(row: MemberRow) -> Result<Self, Error> {
        Ok(RoomMember {
            user_id: row.user_id.parse().or_unexpected()?,
            name: row.user_name,
            role: Role::from_stored(&row.role),
            custom: stored::read_some(row.custom_permissions, "room_members.custom_permissions")
                .unwrap_or_default(),
            joined_at: row.joined_at,
            last_active_at: row.last_active_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = room_bans, check_for_backend(diesel::pg::Pg))]
struct BanRow {
    id: Uuid,
    room_id: String,
    user_id: String,
    reason: Option<String>,
    banned_by: String,
    banned_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
}

impl BanRow {
    fn into_ban(self, names: &HashMap<String, String>) -> Result<RoomBan, Error> {
        Ok(RoomBan {
            id: self.id,
            room: RoomCode::parse(&self.room_id)?,
            name: names.get(&self.user_id).cloned().unwrap_or_default(),
            user_id: self.user_id,
            reason: self.reason.unwrap_or_default(),
            banned_by_name: names.get(&self.banned_by).cloned().unwrap_or_default(),
            banned_by: self.banned_by,
            banned_at: self.banned_at,
            expires_at: self.expires_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = logs, check_for_backend(diesel::pg::Pg))]
struct LogRow {
    id: Uuid,
    target_user_id: String,
    action: String,
    old_value: Option<Value>,
    new_value: Option<Value>,
    performed_by: String,
    created_at: DateTime<Utc>,
}

impl LogRow {
    fn into_entry(self, names: &HashMap<String, String>) -> LogEntry {
        let action = action(&self.action, self.old_value, self.new_value);
        LogEntry {
            id: self.id,
            target_name: names.get(&self.target_user_id).cloned().unwrap_or_default(),
            target_user_id: self.target_user_id,
            performed_by_name: names.get(&self.performed_by).cloned().unwrap_or_default(),
            performed_by: self.performed_by,
            action,
            created_at: self.created_at,
        }
    }
}

fn action(name: &str, old: Option<Value>, new: Option<Value>) -> LogAction {
    let role = |value: &Option<Value>| {
        let text = value.as_ref().and_then(|value| value.get("role")).and_then(Value::as_str);
        Role::from_stored(text.unwrap_or_default())
    };
    match name {
        "role_change" => LogAction::RoleChange { from: role(&old), to: role(&new) },
        "permission_update" => LogAction::PermissionUpdate {
            from: Box::new(stored::read_some(old, "room_permission_logs.old_value").unwrap_or_default()),
            to: Box::new(stored::read_some(new, "room_permission_logs.new_value").unwrap_or_default()),
        },
        "ban" => {
            let end = new.as_ref().and_then(|value| value.get("expires_at")).and_then(Value::as_str);
            LogAction::Ban { expires_at: end.and_then(|end| end.parse().ok()) }
        }
        "unban" => LogAction::Unban,
        _ => LogAction::Kick,
    }
}
