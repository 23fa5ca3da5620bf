//! One's own loops.

use crate::keyset::{self, PAGE, latest};
use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page};
use model_studio::{CustomLoop, NewCustomLoop, TimeSignature};
use schema::user_custom_loops as loops;
use serde_json::Value;

/// Most loops that somebody has.
pub const LOOPS_MAX: i64 = 1000;

/// The asker's own, latest first.
pub async fn mine(session: &mut Session, after: Option<&Cursor>) -> Result<Page<CustomLoop>, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let own = loops::table.filter(loops::user_id.eq(asker.to_string()));
    let place = keyset::before::<String>(after)?;
    let rows: Vec<LoopRow> = latest!(own, loops::created_at, loops::id, place)
        .select(LoopRow::as_select())
        .load(session.conn())
        .await?;
    Ok(Page::<LoopRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, &row.id)).map(Into::into))
}

/// Saves a loop, or puts it in the place of the asker's own with the same id. Errors: [`Fault::Invalid`],
/// [`Fault::Forbidden`] for an id that is somebody else's, [`Fault::Conflict`] for too many.
pub async fn save(session: &mut Session, form: NewCustomLoop) -> Result<(), Error> {
    let form = form.checked()?;
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?.to_string();
    let others: i64 = loops::table
        .filter(loops::user_id.eq(&asker).and(loops::id.ne(&form.id)))
        .count()
        .get_result(session.conn())
        .await?;
    if others >= LOOPS_MAX {
        return Err(Fault::conflict("You have 1000 loops already.").into());
    }
    let id = form.id.clone();
    let row = SavedRow::try_from(form)?;
    diesel::insert_into(loops::table)
        .values((loops::id.eq(id), loops::user_id.eq(&asker), &row))
        .on_conflict(loops::id)
        .do_update()
        .set(&row)
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Deletes one of the asker's own. Errors: [`Fault::NotFound`].
pub async fn delete(session: &mut Session, id: &str) -> Result<(), Error> {
    match diesel::delete(loops::table.find(id)).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = loops, treat_none_as_null = true)]
struct SavedRow {
    name: String,
    category: String,
    subcategory: String,
    bpm: i32,
    bars: i32,
    time_signature: Value,
    key: Option<String>,
    midi_data: Value,
    sound_preset: String,
    tags: Value,
    intensity: i32,
    complexity: i32,
    description: Option<String>,
    is_favorite: bool,
}

impl TryFrom<NewCustomLoop> for SavedRow {
    type Error = Error;
    fn try_from(form: NewCustomLoop) -> Result<Self, Error> {
        Ok(SavedRow {
            name: form.name,
            category: form.category,
            subcategory: form.subcategory,
            bpm: form.bpm,
            bars: form.bars,
            time_signature: serde_json::to_value(form.time_signature).or_unexpected()?,
            key: form.key,
            midi_data: serde_json::to_value(form.notes).or_unexpected()?,
            sound_preset: form.sound_preset,
            tags: serde_json::to_value(form.tags).or_unexpected()?,
            intensity: form.intensity,
            complexity: form.complexity,
            description: Some(form.description).filter(|text| !text.is_empty()),
            is_favorite: form.is_favorite,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = loops, check_for_backend(diesel::pg::Pg))]
struct LoopRow {
    id: String,
    name: String,
    category: String,
    subcategory: String,
    bpm: i32,
    bars: i32,
    time_signature: Value,
    key: Option<String>,
    midi_data: Value,
    sound_preset: String,
    tags: Value,
    intensity: i32,
    complexity: i32,
    description: Option<String>,
    is_favorite: bool,
    is_promoted: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<LoopRow> for CustomLoop {
    fn from(row: LoopRow) -> Self {
        CustomLoop {
            custom: NewCustomLoop {
                id: row.id,
                name: row.name,
                category: row.category,
                subcategory: row.subcategory,
                bpm: row.bpm,
                bars: row.bars,
                time_signature: stored::read::<TimeSignature>(
                    row.time_signature,
                    "user_custom_loops.time_signature",
                ),
                key: row.key,
                notes: stored::read_list(row.midi_data, "user_custom_loops.midi_data"),
                sound_preset: row.sound_preset,
                tags: stored::read_list(row.tags, "user_custom_loops.tags"),
                intensity: row.intensity,
                complexity: row.complexity,
                description: row.description.unwrap_or_default(),
                is_favorite: row.is_favorite,
            },
            is_promoted: row.is_promoted,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
