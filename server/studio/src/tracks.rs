//! Recordings, and a room's queue of them.

use crate::keyset::{self, PAGE, latest};
use chrono::{DateTime, Utc};
use db::{Error, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_rooms::RoomCode;
use model_studio::{NewQueuedTrack, QueuedTrack, Track, Visibility};
use schema::{room_tracks, tracks};
use serde_json::Value;
use uuid::Uuid;

/// Most tracks in a room's queue.
pub const QUEUE_MAX: i64 = 200;

/// The recordings that somebody uploaded and that the asker may see, latest first.
pub async fn of_person(
    session: &mut Session,
    owner: UserId,
    after: Option<&Cursor>,
) -> Result<Page<Track>, Error> {
    let query = tracks::table.filter(tracks::uploaded_by.eq(owner.to_string())).into_boxed();
    page(session, query, after).await
}

/// The recordings of a room, latest first.
pub async fn of_room(
    session: &mut Session,
    room: &RoomCode,
    after: Option<&Cursor>,
) -> Result<Page<Track>, Error> {
    let query = tracks::table.filter(tracks::room_id.eq(room.as_str())).into_boxed();
    page(session, query, after).await
}

/// One recording. Errors: [`Fault::NotFound`].
pub async fn find(session: &mut Session, id: &str) -> Result<Track, Error> {
    let row: Option<TrackRow> =
        tracks::table.find(id).select(TrackRow::as_select()).first(session.conn()).await.optional()?;
    Ok(row.ok_or(Fault::NotFound)?.into())
}

type TracksQuery<'a> = tracks::BoxedQuery<'a, diesel::pg::Pg>;

async fn page(
    session: &mut Session,
    query: TracksQuery<'_>,
    after: Option<&Cursor>,
) -> Result<Page<Track>, Error> {
    let place = keyset::before::<String>(after)?;
    let rows: Vec<TrackRow> = latest!(query, tracks::uploaded_at, tracks::id, place)
        .select(TrackRow::as_select())
        .load(session.conn())
        .await?;
    Ok(Page::<TrackRow>::cut(rows, PAGE, |row| keyset::at(row.uploaded_at, &row.id)).map(Into::into))
}

/// A room's queue, in order; at most [`QUEUE_MAX`].
pub async fn queue(session: &mut Session, room: &RoomCode) -> Result<Vec<QueuedTrack>, Error> {
    let rows: Vec<QueuedRow> = room_tracks::table
        .filter(room_tracks::room_id.eq(room.as_str()))
        .order((room_tracks::created_at, room_tracks::id))
        .limit(QUEUE_MAX)
        .select(QueuedRow::as_select())
        .load(session.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Puts a track at the end of a room's queue; again with the same id changes nothing. Errors: [`Fault::Invalid`],
/// [`Fault::Forbidden`] without the permission `tracks.addToQueue`, [`Fault::Conflict`] when the queue is full.
pub async fn enqueue(session: &mut Session, room: &RoomCode, form: NewQueuedTrack) -> Result<(), Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let queued: i64 = room_tracks::table
        .filter(room_tracks::room_id.eq(room.as_str()))
        .count()
        .get_result(session.conn())
        .await?;
    if queued >= QUEUE_MAX {
        return Err(Fault::conflict("The queue is full: 200 tracks.").into());
    }
    let row = (
        room_tracks::id.eq(form.id),
        room_tracks::room_id.eq(room.as_str()),
        room_tracks::name.eq(&form.name),
        room_tracks::artist.eq(Some(&form.artist).filter(|text| !text.is_empty())),
        room_tracks::duration.eq(form.duration_ms),
        room_tracks::url.eq(&form.url),
        room_tracks::uploaded_by.eq(asker.to_string()),
        room_tracks::youtube_id.eq(&form.youtube_id),
    );
    diesel::insert_into(room_tracks::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Takes a track out of its queue. Errors: [`Fault::NotFound`], also without the permission `tracks.removeFromQueue`.
pub async fn dequeue(session: &mut Session, room: &RoomCode, id: Uuid) -> Result<(), Error> {
    let gone = room_tracks::table.filter(room_tracks::id.eq(id).and(room_tracks::room_id.eq(room.as_str())));
    match diesel::delete(gone).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tracks, check_for_backend(diesel::pg::Pg))]
struct TrackRow {
    id: String,
    room_id: Option<String>,
    name: String,
    artist: Option<String>,
    duration: f32,
    url: String,
    uploaded_by: String,
    uploaded_at: DateTime<Utc>,
    ai_generated: bool,
    stems: Option<Value>,
    description: String,
    visibility: String,
    bpm: Option<f32>,
    key: Option<String>,
}

impl From<TrackRow> for Track {
    fn from(row: TrackRow) -> Self {
        Track {
            id: row.id,
            room: row.room_id.and_then(|code| RoomCode::parse(&code).ok()),
            name: row.name,
            artist: row.artist,
            description: row.description,
            duration_s: row.duration,
            url: row.url,
            uploaded_by: row.uploaded_by,
            uploaded_at: row.uploaded_at,
            ai_generated: row.ai_generated,
            stems: stored::read_some(row.stems, "tracks.stems"),
            visibility: Visibility::from_stored(&row.visibility),
            bpm: row.bpm,
            key: row.key,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = room_tracks, check_for_backend(diesel::pg::Pg))]
struct QueuedRow {
    id: Uuid,
    room_id: String,
    name: String,
    artist: Option<String>,
    duration: i32,
    url: String,
    uploaded_by: String,
    youtube_id: Option<String>,
    ai_generated: bool,
    created_at: DateTime<Utc>,
}

impl TryFrom<QueuedRow> for QueuedTrack {
    type Error = Error;
    fn try_from(row: QueuedRow) -> Result<Self, Error> {
        Ok(QueuedTrack {
            id: row.id,
            room: RoomCode::parse(&row.room_id)?,
            name: row.name,
            artist: row.artist,
            duration_ms: row.duration,
            url: row.url,
            uploaded_by: row.uploaded_by,
            youtube_id: row.youtube_id,
            ai_generated: row.ai_generated,
            created_at: row.created_at,
        })
    }
}
