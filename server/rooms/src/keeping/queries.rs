//! Reading what is kept. Row-level security shows people their own, and public saved rooms to everybody.

use crate::keyset::{self, PAGE};
use chrono::{DateTime, Utc};
use db::{Error, Session, stored};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_rooms::{
    BookmarkedRoom, NewSavedRoom, PastSession, RoomCode, SavedRoom, SavedRoomType, SkillLevel,
};
use schema::{rooms, saved_rooms, session_history as history, user_saved_rooms as bookmarks};
use serde_json::Value;
use uuid::Uuid;

/// The asker's own saved rooms, latest first.
pub async fn saved_rooms(session: &mut Session, after: Option<&Cursor>) -> Result<Page<SavedRoom>, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let mut query = saved_rooms::table
        .filter(saved_rooms::owner_id.eq(asker))
        .order((saved_rooms::created_at.desc(), saved_rooms::id.desc()))
        .limit(PAGE as i64 + 1)
        .select(SavedRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (time, id) = (keyset::time(after)?, after.parsed_id::<Uuid>()?);
        query = query.filter(
            saved_rooms::created_at.lt(time).or(saved_rooms::created_at.eq(time).and(saved_rooms::id.lt(id))),
        );
    }
    let rows: Vec<SavedRow> = query.load(session.conn()).await?;
    Page::<SavedRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, row.id)).try_map(TryInto::try_into)
}

/// The saved room that opens under this code. Errors: [`Fault::NotFound`], also when it is not the asker's to see.
pub async fn saved_room(session: &mut Session, code: &RoomCode) -> Result<SavedRoom, Error> {
    let row: Option<SavedRow> = saved_rooms::table
        .filter(saved_rooms::code.eq(code.as_str()))
        .select(SavedRow::as_select())
        .first(session.conn())
        .await
        .optional()?;
    row.ok_or(Fault::NotFound)?.try_into()
}

/// The asker's own rooms at hand, latest first.
pub async fn bookmarks(session: &mut Session, after: Option<&Cursor>) -> Result<Page<BookmarkedRoom>, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let mut query = bookmarks::table
        .inner_join(rooms::table)
        .filter(bookmarks::user_id.eq(asker.to_string()))
        .order((bookmarks::saved_at.desc(), bookmarks::id.desc()))
        .limit(PAGE as i64 + 1)
        .select((BookmarkRow::as_select(), rooms::name))
        .into_boxed();
    if let Some(after) = after {
        let (time, id) = (keyset::time(after)?, after.parsed_id::<Uuid>()?);
        query = query
            .filter(bookmarks::saved_at.lt(time).or(bookmarks::saved_at.eq(time).and(bookmarks::id.lt(id))));
    }
    let rows: Vec<(BookmarkRow, String)> = query.load(session.conn()).await?;
    Page::<(BookmarkRow, String)>::cut(rows, PAGE, |(row, _)| keyset::at(row.saved_at, row.id)).try_map(
        |(row, room_name)| {
            Ok(BookmarkedRoom {
                id: row.id,
                room: RoomCode::parse(&row.room_id)?,
                room_name,
                notes: row.notes.unwrap_or_default(),
                saved_at: row.saved_at,
            })
        },
    )
}

/// Whether the asker's tier leaves room for one more.
pub async fn can_save(session: &mut Session) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        can: bool,
    }
    if session.actor().user_id().is_none() {
        return Ok(false);
    }
    let row: Row =
        diesel::sql_query("select public.i_can_save_room() as can").get_result(session.conn()).await?;
    Ok(row.can)
}

/// The sessions that the asker was in, latest first.
pub async fn past_sessions(
    session: &mut Session,
    after: Option<&Cursor>,
) -> Result<Page<PastSession>, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let mut query = history::table
        .filter(history::user_id.eq(asker))
        .order((history::joined_at.desc(), history::id.desc()))
        .limit(PAGE as i64 + 1)
        .select(HistoryRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (time, id) = (keyset::time(after)?, after.parsed_id::<Uuid>()?);
        query =
            query.filter(history::joined_at.lt(time).or(history::joined_at.eq(time).and(history::id.lt(id))));
    }
    let rows: Vec<HistoryRow> = query.load(session.conn()).await?;
    Ok(Page::<HistoryRow>::cut(rows, PAGE, |row| keyset::at(row.joined_at, row.id)).map(Into::into))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = saved_rooms, check_for_backend(diesel::pg::Pg))]
struct SavedRow {
    id: Uuid,
    owner_id: UserId,
    code: String,
    name: String,
    description: String,
    room_type: String,
    max_users: i32,
    genre: Option<String>,
    skill_level: Option<String>,
    min_level: i32,
    welcome_message: Option<String>,
    rules: Option<String>,
    tags: Vec<String>,
    settings: Value,
    total_sessions: i32,
    total_unique_visitors: i32,
    total_jam_seconds: i64,
    created_at: DateTime<Utc>,
    last_active_at: Option<DateTime<Utc>>,
}

impl TryFrom<SavedRow> for SavedRoom {
    type Error = Error;
    fn try_from(row: SavedRow) -> Result<Self, Error> {
        Ok(SavedRoom {
            id: row.id,
            code: RoomCode::parse(&row.code)?,
            owner_id: row.owner_id,
            saved: NewSavedRoom {
                name: row.name,
                description: row.description,
                room_type: SavedRoomType::from_stored(&row.room_type),
                max_users: row.max_users,
                genre: row.genre,
                skill_level: row.skill_level.as_deref().map(SkillLevel::from_stored),
                min_level: row.min_level,
                welcome_message: row.welcome_message.unwrap_or_default(),
                rules: row.rules.unwrap_or_default(),
                tags: row.tags,
                settings: stored::read(row.settings, "saved_rooms.settings"),
            },
            total_sessions: row.total_sessions,
            total_unique_visitors: row.total_unique_visitors,
            total_jam_seconds: row.total_jam_seconds,
            created_at: row.created_at,
            last_active_at: row.last_active_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = bookmarks, check_for_backend(diesel::pg::Pg))]
struct BookmarkRow {
    id: Uuid,
    room_id: String,
    notes: Option<String>,
    saved_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = history, check_for_backend(diesel::pg::Pg))]
struct HistoryRow {
    id: Uuid,
    room_id: String,
    joined_at: DateTime<Utc>,
    left_at: Option<DateTime<Utc>>,
    duration_seconds: Option<i32>,
    instrument_id: Option<String>,
    participant_ids: Vec<Uuid>,
}

impl From<HistoryRow> for PastSession {
    fn from(row: HistoryRow) -> Self {
        PastSession {
            id: row.id,
            room: row.room_id,
            joined_at: row.joined_at,
            left_at: row.left_at,
            duration_s: row.duration_seconds,
            instrument_id: row.instrument_id,
            participants: row.participant_ids.into_iter().map(UserId).collect(),
        }
    }
}
