//! Channels of people in a room.

use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::RoomCode;
use model_studio::channel::ChannelKind;
use model_studio::{Channel, ChannelChanges, NewChannel};
use schema::user_tracks;
use serde_json::Value;

/// Most channels that one person has in a room, and that a list holds.
pub const OWN_CHANNELS_MAX: i64 = 32;
const CHANNELS_MAX: i64 = 1000;

/// The channels of a room, in the order in which they were made.
pub async fn of_room(session: &mut Session, room: &RoomCode) -> Result<Vec<Channel>, Error> {
    let rows: Vec<ChannelRow> = user_tracks::table
        .filter(user_tracks::room_id.eq(room.as_str()))
        .order((user_tracks::created_at, user_tracks::id))
        .limit(CHANNELS_MAX)
        .select(ChannelRow::as_select())
        .load(session.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Makes a channel of the asker's own. Errors: [`Fault::Invalid`], [`Fault::Forbidden`] for who does not belong to the
/// room or only listens, [`Fault::Conflict`] for an id that is in use or too many channels.
pub async fn make(session: &mut Session, room: &RoomCode, form: NewChannel) -> Result<(), Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?.to_string();
    let own: i64 = user_tracks::table
        .filter(user_tracks::room_id.eq(room.as_str()).and(user_tracks::user_id.eq(&asker)))
        .count()
        .get_result(session.conn())
        .await?;
    if own >= OWN_CHANNELS_MAX {
        return Err(Fault::conflict("You have 32 channels in this room already.").into());
    }
    let row = (
        user_tracks::id.eq(&form.id),
        user_tracks::room_id.eq(room.as_str()),
        user_tracks::user_id.eq(&asker),
        user_tracks::name.eq(&form.name),
        user_tracks::color.eq(&form.color),
        user_tracks::track_type.eq(form.kind.as_str()),
        user_tracks::audio_settings.eq(serde_json::to_value(&form.audio).or_unexpected()?),
        user_tracks::midi_settings.eq(form.midi.map(serde_json::to_value).transpose().or_unexpected()?),
    );
    diesel::insert_into(user_tracks::table).values(row).execute(session.conn()).await?;
    Ok(())
}

/// Changes a channel that the asker plays on. Errors: [`Fault::Invalid`], [`Fault::NotFound`], also when it is not
/// theirs.
pub async fn change(session: &mut Session, id: &str, changes: ChannelChanges) -> Result<(), Error> {
    let row = ChangedRow::try_from(changes.checked()?)?;
    if row.is_empty() {
        return Ok(());
    }
    match diesel::update(user_tracks::table.find(id)).set(row).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Deletes a channel: one's own, or anybody's with the permission `room.manageUsers`. Errors: [`Fault::NotFound`].
pub async fn delete(session: &mut Session, id: &str) -> Result<(), Error> {
    match diesel::delete(user_tracks::table.find(id)).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

#[derive(AsChangeset, Default, PartialEq)]
#[diesel(table_name = user_tracks)]
struct ChangedRow {
    name: Option<String>,
    color: Option<String>,
    audio_settings: Option<Value>,
    midi_settings: Option<Value>,
    is_muted: Option<bool>,
    is_solo: Option<bool>,
    volume: Option<f32>,
    pan: Option<f32>,
    is_armed: Option<bool>,
    is_active: Option<bool>,
}

impl ChangedRow {
    fn is_empty(&self) -> bool {
        *self == ChangedRow::default()
    }
}

impl TryFrom<ChannelChanges> for ChangedRow {
    type Error = Error;
    fn try_from(changes: ChannelChanges) -> Result<Self, Error> {
        Ok(ChangedRow {
            name: changes.name,
            color: changes.color,
            audio_settings: changes.audio.map(serde_json::to_value).transpose().or_unexpected()?,
            midi_settings: changes.midi.map(serde_json::to_value).transpose().or_unexpected()?,
            is_muted: changes.is_muted,
            is_solo: changes.is_solo,
            volume: changes.volume,
            pan: changes.pan,
            is_armed: changes.is_armed,
            is_active: changes.is_active,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_tracks, check_for_backend(diesel::pg::Pg))]
struct ChannelRow {
    id: String,
    room_id: String,
    user_id: String,
    name: String,
    color: String,
    audio_settings: Value,
    is_muted: bool,
    is_solo: bool,
    volume: f32,
    pan: f32,
    is_armed: bool,
    is_recording: bool,
    owner_user_id: Option<String>,
    owner_user_name: Option<String>,
    is_active: bool,
    track_type: String,
    midi_settings: Option<Value>,
    created_at: DateTime<Utc>,
}

impl TryFrom<ChannelRow> for Channel {
    type Error = Error;
    fn try_from(row: ChannelRow) -> Result<Self, Error> {
        Ok(Channel {
            id: row.id,
            room: RoomCode::parse(&row.room_id)?,
            user_id: row.user_id,
            owner_user_id: row.owner_user_id,
            owner_user_name: row.owner_user_name,
            name: row.name,
            color: row.color,
            kind: ChannelKind::from_stored(&row.track_type),
            audio: stored::read(row.audio_settings, "user_tracks.audio_settings"),
            midi: stored::read_some(row.midi_settings, "user_tracks.midi_settings"),
            is_muted: row.is_muted,
            is_solo: row.is_solo,
            volume: row.volume,
            pan: row.pan,
            is_armed: row.is_armed,
            is_recording: row.is_recording,
            is_active: row.is_active,
            created_at: row.created_at,
        })
    }
}
