//! One's own channel settings, to bring into the next room.

use crate::keyset::{self, PAGE, latest};
use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page};
use model_studio::channel::ChannelKind;
use model_studio::{NewTrackPreset, TrackPreset};
use schema::saved_track_presets as presets;
use serde_json::Value;

/// Most presets that somebody has.
pub const PRESETS_MAX: i64 = 500;

/// The asker's own, latest first.
pub async fn mine(session: &mut Session, after: Option<&Cursor>) -> Result<Page<TrackPreset>, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let own = presets::table.filter(presets::user_id.eq(asker.to_string()));
    let place = keyset::before::<String>(after)?;
    let rows: Vec<PresetRow> = latest!(own, presets::created_at, presets::id, place)
        .select(PresetRow::as_select())
        .load(session.conn())
        .await?;
    Ok(Page::<PresetRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, &row.id)).map(Into::into))
}

/// Saves a preset, or puts it in the place of the asker's own with the same id. The one to start with is the only one of
/// its kind. Errors: [`Fault::Invalid`], [`Fault::Forbidden`] for an id that is somebody else's, [`Fault::Conflict`] for
/// too many.
pub async fn save(session: &mut Session, form: NewTrackPreset) -> Result<(), Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?.to_string();
    let own = presets::table.filter(presets::user_id.eq(&asker));
    let others: i64 = own.filter(presets::id.ne(&form.id)).count().get_result(session.conn()).await?;
    if others >= PRESETS_MAX {
        return Err(Fault::conflict("You have 500 presets already.").into());
    }
    if form.is_default {
        let before = own.filter(presets::track_type.eq(form.kind.as_str()).and(presets::is_default.eq(true)));
        diesel::update(before).set(presets::is_default.eq(false)).execute(session.conn()).await?;
    }
    let id = form.id.clone();
    let row = SavedRow::try_from(form)?;
    diesel::insert_into(presets::table)
        .values((presets::id.eq(id), presets::user_id.eq(&asker), &row))
        .on_conflict(presets::id)
        .do_update()
        .set(&row)
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Deletes one of the asker's own. Errors: [`Fault::NotFound`].
pub async fn delete(session: &mut Session, id: &str) -> Result<(), Error> {
    match diesel::delete(presets::table.find(id)).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Counts that a preset was brought into a room. By the server itself, after it found the preset for its owner.
pub async fn count_use(session: &mut Session, id: &str) -> Result<(), Error> {
    diesel::update(presets::table.find(id))
        .set(presets::use_count.eq(presets::use_count + 1))
        .execute(session.conn())
        .await?;
    Ok(())
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = presets, treat_none_as_null = true)]
struct SavedRow {
    name: String,
    description: Option<String>,
    track_type: &'static str,
    instrument_id: String,
    color: String,
    volume: f32,
    is_muted: bool,
    is_solo: bool,
    audio_settings: Option<Value>,
    midi_settings: Option<Value>,
    effects: Value,
    active_effect_preset: Option<String>,
    is_default: bool,
}

impl TryFrom<NewTrackPreset> for SavedRow {
    type Error = Error;
    fn try_from(preset: NewTrackPreset) -> Result<Self, Error> {
        Ok(SavedRow {
            name: preset.name,
            description: Some(preset.description).filter(|text| !text.is_empty()),
            track_type: preset.kind.as_str(),
            instrument_id: preset.instrument_id,
            color: preset.color,
            volume: preset.volume,
            is_muted: preset.is_muted,
            is_solo: preset.is_solo,
            audio_settings: preset.audio.map(serde_json::to_value).transpose().or_unexpected()?,
            midi_settings: preset.midi.map(serde_json::to_value).transpose().or_unexpected()?,
            effects: serde_json::to_value(preset.effects).or_unexpected()?,
            active_effect_preset: preset.active_effect_preset,
            is_default: preset.is_default,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = presets, check_for_backend(diesel::pg::Pg))]
struct PresetRow {
    id: String,
    name: String,
    description: Option<String>,
    track_type: String,
    instrument_id: String,
    color: String,
    volume: f32,
    is_muted: bool,
    is_solo: bool,
    audio_settings: Option<Value>,
    midi_settings: Option<Value>,
    effects: Value,
    active_effect_preset: Option<String>,
    is_default: bool,
    use_count: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<PresetRow> for TrackPreset {
    fn from(row: PresetRow) -> Self {
        TrackPreset {
            preset: NewTrackPreset {
                id: row.id,
                name: row.name,
                description: row.description.unwrap_or_default(),
                kind: ChannelKind::from_stored(&row.track_type),
                instrument_id: row.instrument_id,
                color: row.color,
                volume: row.volume,
                is_muted: row.is_muted,
                is_solo: row.is_solo,
                audio: stored::read_some(row.audio_settings, "saved_track_presets.audio_settings"),
                midi: stored::read_some(row.midi_settings, "saved_track_presets.midi_settings"),
                effects: stored::read(row.effects, "saved_track_presets.effects"),
                active_effect_preset: row.active_effect_preset,
                is_default: row.is_default,
            },
            use_count: row.use_count,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
