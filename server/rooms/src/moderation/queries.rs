//! Reading a room's bans and log: row-level security lets those who moderate the room, and a banned person their own.

use crate::keyset::{self, PAGE};
use chrono::{DateTime, Utc};
use db::{Error, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Page};
use model_rooms::{LogAction, LogEntry, Role, RoomBan, RoomCode};
use schema::{room_bans, room_permission_logs as logs};
use serde_json::Value;
use uuid::Uuid;

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
    Page::<BanRow>::cut(rows, PAGE, |row| keyset::at(row.banned_at, row.id)).try_map(TryInto::try_into)
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
    Ok(Page::<LogRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, row.id)).map(Into::into))
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

impl TryFrom<BanRow> for RoomBan {
    type Error = Error;
    fn try_from(row: BanRow) -> Result<Self, Error> {
        Ok(RoomBan {
            id: row.id,
            room: RoomCode::parse(&row.room_id)?,
            user_id: row.user_id,
            reason: row.reason.unwrap_or_default(),
            banned_by: row.banned_by,
            banned_at: row.banned_at,
            expires_at: row.expires_at,
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

impl From<LogRow> for LogEntry {
    fn from(row: LogRow) -> Self {
        let action = action(&row.action, row.old_value, row.new_value);
        LogEntry {
            id: row.id,
            target_user_id: row.target_user_id,
            performed_by: row.performed_by,
            action,
            created_at: row.created_at,
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
