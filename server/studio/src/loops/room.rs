//! Loops that a room plays.

use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::RoomCode;
use model_studio::{LoopTrack, NewLoopTrack};
use schema::room_loop_tracks as loops;
use serde_json::Value;
use uuid::Uuid;

/// Most loops in a room.
pub const LOOPS_MAX: i64 = 64;

/// The loops of a room, in their order.
pub async fn of_room(session: &mut Session, room: &RoomCode) -> Result<Vec<LoopTrack>, Error> {
    let rows: Vec<LoopRow> = loops::table
        .filter(loops::room_id.eq(room.as_str()))
        .order((loops::position, loops::id))
        .limit(LOOPS_MAX)
        .select(LoopRow::as_select())
        .load(session.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Adds a loop to a room; again with the same id changes nothing. Errors: [`Fault::Invalid`], [`Fault::Forbidden`] without
/// the permission `recording.createLoop`, [`Fault::Conflict`] when there are too many.
pub async fn add(session: &mut Session, room: &RoomCode, form: NewLoopTrack) -> Result<(), Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let count: i64 =
        loops::table.filter(loops::room_id.eq(room.as_str())).count().get_result(session.conn()).await?;
    if count >= LOOPS_MAX {
        return Err(Fault::conflict("This room has 64 loops already.").into());
    }
    let row = (
        loops::id.eq(form.id),
        loops::room_id.eq(room.as_str()),
        loops::created_by.eq(asker.to_string()),
        SetRow::try_from(form)?,
    );
    diesel::insert_into(loops::table).values(row).on_conflict_do_nothing().execute(session.conn()).await?;
    Ok(())
}

/// Sets a loop anew. Errors: [`Fault::Invalid`], [`Fault::NotFound`], also without the permission
/// `recording.editLoops`.
pub async fn change(session: &mut Session, room: &RoomCode, form: NewLoopTrack) -> Result<(), Error> {
    let form = form.checked()?;
    let track = loops::table.filter(loops::id.eq(form.id).and(loops::room_id.eq(room.as_str())));
    match diesel::update(track).set(SetRow::try_from(form)?).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Starts (`since`) or stops a loop. Errors: [`Fault::NotFound`], also without the permission `recording.editLoops`.
pub async fn play(
    session: &mut Session,
    room: &RoomCode,
    id: Uuid,
    since: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let track = loops::table.filter(loops::id.eq(id).and(loops::room_id.eq(room.as_str())));
    let playing = (loops::is_playing.eq(since.is_some()), loops::start_time.eq(since));
    match diesel::update(track).set(playing).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Takes a loop away. Errors: [`Fault::NotFound`], also without the permission `recording.deleteLoops`.
pub async fn delete(session: &mut Session, room: &RoomCode, id: Uuid) -> Result<(), Error> {
    let track = loops::table.filter(loops::id.eq(id).and(loops::room_id.eq(room.as_str())));
    match diesel::delete(track).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = loops, treat_none_as_null = true)]
struct SetRow {
    loop_id: String,
    custom_midi_data: Option<Value>,
    loop_start_beat: f32,
    sound_preset: String,
    sound_settings: Value,
    tempo_locked: bool,
    target_bpm: Option<f32>,
    key_locked: bool,
    target_key: Option<String>,
    transpose_amount: i32,
    volume: f32,
    pan: f32,
    muted: bool,
    solo: bool,
    effects: Value,
    humanize_enabled: bool,
    humanize_timing: f32,
    humanize_velocity: f32,
    color: String,
    name: Option<String>,
    position: i32,
}

impl TryFrom<NewLoopTrack> for SetRow {
    type Error = Error;
    fn try_from(track: NewLoopTrack) -> Result<Self, Error> {
        Ok(SetRow {
            loop_id: track.loop_id,
            custom_midi_data: track.notes.map(serde_json::to_value).transpose().or_unexpected()?,
            loop_start_beat: track.start_beat,
            sound_preset: track.sound_preset,
            sound_settings: serde_json::to_value(track.sound).or_unexpected()?,
            tempo_locked: track.tempo_locked,
            target_bpm: track.target_bpm,
            key_locked: track.key_locked,
            target_key: track.target_key,
            transpose_amount: track.transpose,
            volume: track.volume,
            pan: track.pan,
            muted: track.muted,
            solo: track.solo,
            effects: serde_json::to_value(track.effects).or_unexpected()?,
            humanize_enabled: track.humanize,
            humanize_timing: track.humanize_timing,
            humanize_velocity: track.humanize_velocity,
            color: track.color,
            name: track.name,
            position: track.position,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = loops, check_for_backend(diesel::pg::Pg))]
struct LoopRow {
    id: Uuid,
    room_id: String,
    created_by: Option<String>,
    created_by_name: Option<String>,
    loop_id: String,
    custom_midi_data: Option<Value>,
    is_playing: bool,
    start_time: Option<DateTime<Utc>>,
    loop_start_beat: f32,
    sound_preset: String,
    sound_settings: Value,
    tempo_locked: bool,
    target_bpm: Option<f32>,
    key_locked: bool,
    target_key: Option<String>,
    transpose_amount: i32,
    volume: f32,
    pan: f32,
    muted: bool,
    solo: bool,
    effects: Value,
    humanize_enabled: bool,
    humanize_timing: f32,
    humanize_velocity: f32,
    color: String,
    name: Option<String>,
    position: i32,
    created_at: DateTime<Utc>,
}

impl TryFrom<LoopRow> for LoopTrack {
    type Error = Error;
    fn try_from(row: LoopRow) -> Result<Self, Error> {
        Ok(LoopTrack {
            room: RoomCode::parse(&row.room_id)?,
            track: NewLoopTrack {
                id: row.id,
                loop_id: row.loop_id,
                notes: row
                    .custom_midi_data
                    .map(|notes| stored::read_list(notes, "room_loop_tracks.custom_midi_data")),
                start_beat: row.loop_start_beat,
                sound_preset: row.sound_preset,
                sound: stored::read(row.sound_settings, "room_loop_tracks.sound_settings"),
                tempo_locked: row.tempo_locked,
                target_bpm: row.target_bpm,
                key_locked: row.key_locked,
                target_key: row.target_key,
                transpose: row.transpose_amount,
                volume: row.volume,
                pan: row.pan,
                muted: row.muted,
                solo: row.solo,
                effects: stored::read(row.effects, "room_loop_tracks.effects"),
                humanize: row.humanize_enabled,
                humanize_timing: row.humanize_timing,
                humanize_velocity: row.humanize_velocity,
                color: row.color,
                name: row.name,
                position: row.position,
            },
            created_by: row.created_by,
            created_by_name: row.created_by_name,
            is_playing: row.is_playing,
            start_time: row.start_time,
            created_at: row.created_at,
        })
    }
}
