//! Reading what is kept. Row-level security shows people their own, and public saved rooms to everybody.

use crate::keyset::{self, PAGE};
use chrono::{DateTime, NaiveDateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamp, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_rooms::{
    BookmarkedRoom, KeepingLimit, PastSession, RegularChoices, Repeats, RoomCode, SavedRoom, SavedRoomType,
};
use schema::{rooms, session_history as history, user_saved_rooms as bookmarks};
use uuid::Uuid;

/// The asker's own regular rooms, latest first.
pub async fn saved_rooms(session: &mut Session, after: Option<&Cursor>) -> Result<Page<SavedRoom>, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let (time, id) = match after {
        Some(after) => (Some(keyset::time(after)?), Some(after.parsed_id::<Uuid>()?)),
        None => (None, None),
    };
    let rows: Vec<SavedRow> = diesel::sql_query(format!(
        "{SAVED} where s.owner_id = $2 and ($3 is null or (s.created_at, s.id) < ($3, $4))
         order by s.created_at desc, s.id desc limit {}",
        PAGE + 1
    ))
    .bind::<Timestamptz, _>(Utc::now())
    .bind::<SqlUuid, _>(asker.0)
    .bind::<Nullable<Timestamptz>, _>(time)
    .bind::<Nullable<SqlUuid>, _>(id)
    .load(session.conn())
    .await?;
    Page::<SavedRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, row.id)).try_map(TryInto::try_into)
}

/// How the room with this code is kept. Errors: [`Fault::NotFound`], also when it is not the asker's to see.
pub async fn saved_room(session: &mut Session, code: &RoomCode) -> Result<SavedRoom, Error> {
    let row: Option<SavedRow> = diesel::sql_query(format!("{SAVED} where s.code = $2"))
        .bind::<Timestamptz, _>(Utc::now())
        .bind::<Text, _>(code.as_str())
        .get_result(session.conn())
        .await
        .optional()?;
    row.ok_or(Fault::NotFound)?.try_into()
}

/// The next meetings of rooms, by code, for those that have one.
pub async fn next_meetings(
    session: &mut Session,
    codes: &[String],
) -> Result<Vec<(String, DateTime<Utc>)>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        code: String,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        meeting: Option<DateTime<Utc>>,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "select code, public.next_meeting(starts_at, repeats, time_zone, $1) as meeting
         from public.saved_rooms where code = any ($2) and starts_at is not null",
    )
    .bind::<Timestamptz, _>(Utc::now())
    .bind::<diesel::sql_types::Array<Text>, _>(codes)
    .load(session.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.code, row.meeting?))).collect())
}

/// $1: now.
const SAVED: &str = "select s.id, s.owner_id, s.code, s.name, s.room_type, s.skill_level, s.min_level,
    s.welcome_message, s.banner_url, s.starts_at at time zone s.time_zone as local_start, s.repeats, s.time_zone,
    public.next_meeting(s.starts_at, s.repeats, s.time_zone, $1) as next_meeting,
    s.total_sessions, s.total_unique_visitors, s.total_jam_seconds, s.created_at, s.last_active_at
    from public.saved_rooms s";

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

/// How many rooms the asker keeps, and may keep. Nobody without an account keeps any.
pub async fn limit(session: &mut Session) -> Result<KeepingLimit, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        kept: i64,
        #[diesel(sql_type = Integer)]
        allowed: i32,
    }
    if session.actor().user_id().is_none() {
        return Ok(KeepingLimit { kept: 0, allowed: Some(0) });
    }
    let row: Row =
        diesel::sql_query("select * from public.my_saved_rooms_limit()").get_result(session.conn()).await?;
    Ok(KeepingLimit {
        kept: u32::try_from(row.kept).unwrap_or(u32::MAX),
        allowed: u32::try_from(row.allowed).ok(),
    })
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

#[derive(QueryableByName)]
struct SavedRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    owner_id: Uuid,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    room_type: String,
    #[diesel(sql_type = Nullable<Text>)]
    skill_level: Option<String>,
    #[diesel(sql_type = Integer)]
    min_level: i32,
    #[diesel(sql_type = Nullable<Text>)]
    welcome_message: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    banner_url: Option<String>,
    #[diesel(sql_type = Nullable<Timestamp>)]
    local_start: Option<NaiveDateTime>,
    #[diesel(sql_type = Nullable<Text>)]
    repeats: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    next_meeting: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    total_sessions: i32,
    #[diesel(sql_type = Integer)]
    total_unique_visitors: i32,
    #[diesel(sql_type = BigInt)]
    total_jam_seconds: i64,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_active_at: Option<DateTime<Utc>>,
}

impl TryFrom<SavedRow> for SavedRoom {
    type Error = Error;
    fn try_from(row: SavedRow) -> Result<Self, Error> {
        let repeats = row.repeats.as_deref().and_then(Repeats::from_stored);
        Ok(SavedRoom {
            id: row.id,
            code: RoomCode::parse(&row.code)?,
            owner_id: UserId(row.owner_id),
            name: row.name,
            choices: RegularChoices {
                keep: true,
                room_type: SavedRoomType::from_stored(&row.room_type),
                skill_level: row.skill_level.unwrap_or_default(),
                min_level: row.min_level,
                welcome_message: row.welcome_message.unwrap_or_default(),
                banner_url: row.banner_url.unwrap_or_default(),
                starts_at: row
                    .local_start
                    .map(|at| at.format("%Y-%m-%dT%H:%M").to_string())
                    .unwrap_or_default(),
                repeats: repeats.map(Repeats::as_str).unwrap_or_default().to_owned(),
                time_zone: row.time_zone.unwrap_or_default(),
            },
            next_meeting: row.next_meeting,
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
