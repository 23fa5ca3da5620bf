//! What the browser keeps for the room page: choices and faders for good, the place in a room for this tab.

use browser::storage::{self, Keep};
use browser::volume;
use js_sys::Date;
use model_rooms::{Instrument, RoomCode};
use realtime::Resume;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most faders that are remembered; beyond that the memory starts again.
const VOLUMES_MAX: usize = 200;

/// A reload within this time, in ms, leads straight back in; later, through the sound check: nobody expects to be heard
/// by coming back to an old tab.
const PLACE_KEPT_MS: f64 = 120_000.0;

/// The last choices at the sound check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    /// What one plays.
    #[serde(default)]
    pub instrument: Instrument,
    /// The input's id; none: the system's choice.
    #[serde(default)]
    pub input: Option<String>,
    /// Went in to play.
    #[serde(default)]
    pub performing: bool,
}

/// The last choices, or the defaults.
pub fn choices() -> Choices {
    storage::get(Keep::Local, "sound-check").unwrap_or_default()
}

/// Changes the remembered choices.
pub fn remember(change: impl FnOnce(&mut Choices)) {
    let mut choices = choices();
    change(&mut choices);
    storage::set(Keep::Local, "sound-check", &choices);
}

/// The way back to one's place after a reload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Secret of the place.
    pub token: Uuid,
    /// The room's life.
    pub epoch: Uuid,
    /// Was playing.
    pub performing: bool,
    /// What.
    pub instrument: Instrument,
    /// Was muted.
    pub muted: bool,
    /// When the tab was last in the room, in ms of the browser's calendar.
    pub seen_ms: f64,
}

impl Place {
    /// For the server; `seq` is the last event that this page applied.
    pub fn resume(&self, seq: Option<u64>) -> Resume {
        Resume { token: self.token, epoch: self.epoch, seq }
    }
}

/// This tab's place in a room, when it was there just now.
pub fn place(code: &RoomCode) -> Option<Place> {
    let place: Place = storage::get(Keep::Tab, &place_key(code))?;
    (Date::now() - place.seen_ms < PLACE_KEPT_MS).then_some(place)
}

/// Keeps this tab's place, as of now.
pub fn keep_place(code: &RoomCode, place: &mut Place) {
    place.seen_ms = Date::now();
    storage::set(Keep::Tab, &place_key(code), place);
}

/// Gives the place up.
pub fn forget_place(code: &RoomCode) {
    storage::remove(Keep::Tab, &place_key(code));
}

/// Up to where this tab has read the chat.
pub fn read(code: &RoomCode) -> Option<Uuid> {
    storage::get(Keep::Tab, &format!("read.{code}"))
}

/// Keeps it.
pub fn keep_read(code: &RoomCode, id: Uuid) {
    storage::set(Keep::Tab, &format!("read.{code}"), &id);
}

/// Whether the sound check was done in this tab.
pub fn sound_checked() -> bool {
    storage::get(Keep::Tab, "sound-checked").unwrap_or_default()
}

/// The sound check is done: the input was heard.
pub fn keep_sound_checked() {
    storage::set(Keep::Tab, "sound-checked", &true);
}

fn place_key(code: &RoomCode) -> String {
    format!("place.{code}")
}

/// Faders by participant name, in dB.
#[derive(Clone, Debug, Default)]
pub struct Volumes(BTreeMap<String, f32>);

/// The remembered faders.
pub fn volumes() -> Volumes {
    Volumes(storage::get(Keep::Local, "volumes").unwrap_or_default())
}

impl Volumes {
    /// Where this person's fader stood.
    pub fn get(&self, name: &str) -> f32 {
        self.0.get(name).copied().map_or(volume::DEFAULT_DB, volume::clamped)
    }

    /// Remembers it.
    pub fn set(&mut self, name: &str, db: f32) {
        if self.0.len() >= VOLUMES_MAX && !self.0.contains_key(name) {
            self.0.clear();
        }
        self.0.insert(name.to_owned(), db);
        storage::set(Keep::Local, "volumes", &self.0);
    }
}
