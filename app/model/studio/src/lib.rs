//! Wire types of the studio: tracks, channels, effects, loops, songs, presets and generated music, with their
//! validation. Pure; wasm and native.
//!
//! The JSON columns of the database have these types. Keys that are missing are defaults, so that older rows stay
//! readable; unknown keys are refused, so that nothing is stored that nobody understands.

pub mod channel;
pub mod checks;
pub mod effects;
pub mod library;
pub mod lyria;
pub mod midi;
pub mod music;
pub mod preset;
pub mod room_loop;
pub mod song;
pub mod track;

pub use channel::{AudioSettings, Channel, ChannelChanges, NewChannel};
pub use effects::{Effects, LoopEffects};
pub use library::{
    InstantBand, LibraryCategory, LibraryInstrument, LibraryLoop, LibrarySubcategory, SynthConfig,
};
pub use lyria::{LyriaAllowance, LyriaLimits, LyriaUse, NewLyriaUse};
pub use midi::{MidiNote, MidiSettings};
pub use music::TimeSignature;
pub use preset::{NewTrackPreset, TrackPreset};
pub use room_loop::{CustomLoop, LoopTrack, NewCustomLoop, NewLoopTrack, SoundSettings};
pub use song::{Clip, NewSong, Song};
pub use track::{NewQueuedTrack, QueuedTrack, Stems, Track, Visibility};
