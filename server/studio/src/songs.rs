//! Songs of a room.

use crate::keyset::{self, PAGE};
use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_rooms::RoomCode;
use model_studio::{NewSong, Song, TimeSignature};
use schema::songs;
use serde_json::Value;
use uuid::Uuid;

/// Most songs in a room.
pub const SONGS_MAX: i64 = 500;

/// A room's setlist, in order.
pub async fn setlist(
    session: &mut Session,
    room: &RoomCode,
    after: Option<&Cursor>,
) -> Result<Page<Song>, Error> {
    let mut query = songs::table
        .filter(songs::room_id.eq(room.as_str()))
        .order((songs::position, songs::id))
        .limit(PAGE as i64 + 1)
        .select(SongRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (place, id) = (keyset::place(after)?, after.parsed_id::<Uuid>()?);
        query = query.filter(songs::position.gt(place).or(songs::position.eq(place).and(songs::id.gt(id))));
    }
    let rows: Vec<SongRow> = query.load(session.conn()).await?;
    Page::<SongRow>::cut(rows, PAGE, |row| Cursor::new(row.position.into(), row.id))
        .try_map(TryInto::try_into)
}

/// Adds a song at the end of the setlist; again with the same id changes nothing. Errors: [`Fault::Invalid`],
/// [`Fault::Forbidden`] without the permission `tracks.createSong`, [`Fault::Conflict`] when there are too many.
pub async fn make(session: &mut Session, room: &RoomCode, form: NewSong) -> Result<(), Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let (count, last): (i64, Option<i32>) = songs::table
        .filter(songs::room_id.eq(room.as_str()))
        .select((diesel::dsl::count_star(), diesel::dsl::max(songs::position)))
        .first(session.conn())
        .await?;
    if count >= SONGS_MAX {
        return Err(Fault::conflict("This room has 500 songs already.").into());
    }
    let id = form.id;
    let row = (
        songs::id.eq(id),
        songs::room_id.eq(room.as_str()),
        songs::created_by.eq(asker),
        songs::position.eq(last.map_or(0, |last| last.saturating_add(1))),
        ArrangementRow::try_from(form)?,
    );
    diesel::insert_into(songs::table).values(row).on_conflict_do_nothing().execute(session.conn()).await?;
    Ok(())
}

/// Puts an arrangement in the place of the one with the same id. Errors: [`Fault::Invalid`], [`Fault::NotFound`], also
/// without the permission `tracks.editSongArrangement`.
pub async fn change(session: &mut Session, room: &RoomCode, form: NewSong) -> Result<(), Error> {
    let form = form.checked()?;
    let song = songs::table.filter(songs::id.eq(form.id).and(songs::room_id.eq(room.as_str())));
    match diesel::update(song).set(ArrangementRow::try_from(form)?).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Deletes a song. Errors: [`Fault::NotFound`], also without the permission `tracks.deleteSong`.
pub async fn delete(session: &mut Session, room: &RoomCode, id: Uuid) -> Result<(), Error> {
    let song = songs::table.filter(songs::id.eq(id).and(songs::room_id.eq(room.as_str())));
    match diesel::delete(song).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = songs, treat_none_as_null = true)]
struct ArrangementRow {
    name: String,
    tracks: Value,
    bpm: i32,
    key: Option<String>,
    time_signature: Vec<i32>,
    duration: f32,
    color: String,
}

impl TryFrom<NewSong> for ArrangementRow {
    type Error = Error;
    fn try_from(song: NewSong) -> Result<Self, Error> {
        Ok(ArrangementRow {
            name: song.name,
            tracks: serde_json::to_value(song.clips).or_unexpected()?,
            bpm: song.bpm,
            key: song.key,
            time_signature: song.time_signature.to_stored(),
            duration: song.duration_s,
            color: song.color,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = songs, check_for_backend(diesel::pg::Pg))]
struct SongRow {
    id: Uuid,
    room_id: String,
    name: String,
    tracks: Value,
    bpm: i32,
    key: Option<String>,
    time_signature: Vec<i32>,
    duration: f32,
    color: String,
    position: i32,
    created_by: Option<UserId>,
    created_by_name: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<SongRow> for Song {
    type Error = Error;
    fn try_from(row: SongRow) -> Result<Self, Error> {
        Ok(Song {
            room: RoomCode::parse(&row.room_id)?,
            song: NewSong {
                id: row.id,
                name: row.name,
                clips: stored::read_list(row.tracks, "songs.tracks"),
                bpm: row.bpm,
                key: row.key,
                time_signature: TimeSignature::from_stored(&row.time_signature),
                duration_s: row.duration,
                color: row.color,
            },
            position: row.position,
            created_by: row.created_by,
            created_by_name: row.created_by_name,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
