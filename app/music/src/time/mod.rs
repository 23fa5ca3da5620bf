//! The units and the arithmetic of musical time.

mod key;
mod metre;
mod tempo;
mod tempo_map;
mod units;

pub use key::{Key, Note, Scale};
pub use metre::{BarBeat, Metre, TimeSignature};
pub use tempo::Bpm;
pub use tempo_map::TempoMap;
pub use units::{LocalTime, Micros, Position, SampleRate, Samples, ServerTime, Ticks};
