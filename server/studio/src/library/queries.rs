//! Reading the library.

use db::{Error, OrUnexpected, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Page};
use model_studio::library::{InstrumentKind, InstrumentLayout};
use model_studio::{
    InstantBand, LibraryCategory, LibraryInstrument, LibraryLoop, LibrarySubcategory, TimeSignature,
};
use schema::{
    system_instant_band_presets as bands, system_instrument_categories, system_instruments as instruments,
    system_loop_categories, system_loop_subcategories, system_loops as loops,
};
use serde_json::Value;
use std::collections::HashMap;

/// Loops in a page.
pub const LOOPS_PAGE: usize = 50;
/// Most instruments and bands in their lists.
const LISTED_MAX: i64 = 500;

/// The categories of loops with their subcategories, in their order.
pub async fn loop_categories(session: &mut Session) -> Result<Vec<LibraryCategory>, Error> {
    use {system_loop_categories as categories, system_loop_subcategories as parts};
    let rows: Vec<(String, String, String)> = parts::table
        .order((parts::sort_order, parts::id))
        .select((parts::category_id, parts::id, parts::name))
        .load(session.conn())
        .await?;
    let mut divided: HashMap<String, Vec<LibrarySubcategory>> = HashMap::new();
    for (category, id, name) in rows {
        divided.entry(category).or_default().push(LibrarySubcategory { id, name });
    }
    let rows: Vec<(String, String, String)> = categories::table
        .order((categories::sort_order, categories::id))
        .select((categories::id, categories::name, categories::icon))
        .load(session.conn())
        .await?;
    let category = |(id, name, icon): (String, String, String)| {
        let subcategories = divided.remove(&id).unwrap_or_default();
        LibraryCategory { id, name, icon, subcategories }
    };
    Ok(rows.into_iter().map(category).collect())
}

/// The categories of instruments, in their order.
pub async fn instrument_categories(session: &mut Session) -> Result<Vec<LibraryCategory>, Error> {
    use system_instrument_categories as categories;
    let rows: Vec<(String, String, String)> = categories::table
        .order((categories::sort_order, categories::id))
        .select((categories::id, categories::name, categories::icon))
        .load(session.conn())
        .await?;
    let category = |(id, name, icon)| LibraryCategory { id, name, icon, subcategories: Vec::new() };
    Ok(rows.into_iter().map(category).collect())
}

/// The active loops of a category, by id; at most [`LOOPS_PAGE`]. Errors: [`model::Fault::Invalid`] on `after`.
pub async fn loops_of(
    session: &mut Session,
    category: &str,
    after: Option<&Cursor>,
) -> Result<Page<LibraryLoop>, Error> {
    let mut query = loops::table
        .filter(loops::is_active.eq(true).and(loops::category.eq(category)))
        .order(loops::id)
        .limit(LOOPS_PAGE as i64 + 1)
        .select(LoopRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(loops::id.gt(after.id()));
    }
    let rows: Vec<LoopRow> = query.load(session.conn()).await?;
    Ok(Page::<LoopRow>::cut(rows, LOOPS_PAGE, |row| Cursor::new(0, &row.id)).map(Into::into))
}

/// Every active instrument, by id.
pub async fn instruments(session: &mut Session) -> Result<Vec<LibraryInstrument>, Error> {
    let rows: Vec<InstrumentRow> = instruments::table
        .filter(instruments::is_active.eq(true))
        .order(instruments::id)
        .limit(LISTED_MAX)
        .select(InstrumentRow::as_select())
        .load(session.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Every active band, in their order.
pub async fn instant_bands(session: &mut Session) -> Result<Vec<InstantBand>, Error> {
    let rows: Vec<BandRow> = bands::table
        .filter(bands::is_active.eq(true))
        .order((bands::sort_order, bands::id))
        .limit(LISTED_MAX)
        .select(BandRow::as_select())
        .load(session.conn())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = loops, check_for_backend(diesel::pg::Pg))]
struct LoopRow {
    id: String,
    name: String,
    category: String,
    subcategory: Option<String>,
    bpm: i32,
    bars: i32,
    time_signature_numerator: i32,
    time_signature_denominator: i32,
    key: Option<String>,
    midi_data: Value,
    sound_preset: String,
    tags: Vec<String>,
    intensity: i32,
    complexity: i32,
}

impl From<LoopRow> for LibraryLoop {
    fn from(row: LoopRow) -> Self {
        let signature = [row.time_signature_numerator, row.time_signature_denominator];
        LibraryLoop {
            id: row.id,
            name: row.name,
            category: row.category,
            subcategory: row.subcategory,
            bpm: row.bpm,
            bars: row.bars,
            time_signature: TimeSignature::from_stored(&signature),
            key: row.key,
            notes: stored::read_list(row.midi_data, "system_loops.midi_data"),
            sound_preset: row.sound_preset,
            tags: row.tags,
            intensity: row.intensity,
            complexity: row.complexity,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = instruments, check_for_backend(diesel::pg::Pg))]
struct InstrumentRow {
    id: String,
    name: String,
    category: String,
    type_: String,
    icon: String,
    description: Option<String>,
    tags: Vec<String>,
    layout: String,
    note_range_min: i32,
    note_range_max: i32,
    synth_config: Option<Value>,
    drum_map: Option<Value>,
}

impl TryFrom<InstrumentRow> for LibraryInstrument {
    type Error = Error;
    fn try_from(row: InstrumentRow) -> Result<Self, Error> {
        let kind: InstrumentKind = serde_json::from_value(Value::String(row.type_)).or_unexpected()?;
        let layout: InstrumentLayout = serde_json::from_value(Value::String(row.layout)).or_unexpected()?;
        Ok(LibraryInstrument {
            id: row.id,
            name: row.name,
            category: row.category,
            kind,
            icon: row.icon,
            description: row.description,
            tags: row.tags,
            layout,
            note_min: row.note_range_min,
            note_max: row.note_range_max,
            synth: stored::read_some(row.synth_config, "system_instruments.synth_config"),
            drums: stored::read_some(row.drum_map, "system_instruments.drum_map"),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = bands, check_for_backend(diesel::pg::Pg))]
struct BandRow {
    id: String,
    name: String,
    description: Option<String>,
    loop_ids: Vec<String>,
    bpm_range_min: i32,
    bpm_range_max: i32,
    genre: Option<String>,
}

impl From<BandRow> for InstantBand {
    fn from(row: BandRow) -> Self {
        InstantBand {
            id: row.id,
            name: row.name,
            description: row.description,
            loops: row.loop_ids,
            bpm_min: row.bpm_range_min,
            bpm_max: row.bpm_range_max,
            genre: row.genre,
        }
    }
}
