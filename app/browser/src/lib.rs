//! The browser's devices behind small safe types: the room's socket, the media connection, capture, playback, meters,
//! storage.
//!
//! The rules (back-off, levels, clock filter, SDP, slots) are pure and compiled everywhere, so that they are tested
//! natively. What talks to the browser exists only in wasm.

pub mod backoff;
pub mod clipboard;
pub mod clock;
pub mod device;
pub mod level;
pub mod sdp;
pub mod slots;
pub mod stats;
pub mod volume;
pub mod zone;

#[cfg(target_arch = "wasm32")]
pub mod audio;
#[cfg(target_arch = "wasm32")]
pub mod capture;
#[cfg(target_arch = "wasm32")]
mod error;
#[cfg(target_arch = "wasm32")]
pub mod event;
#[cfg(target_arch = "wasm32")]
pub mod peer;
#[cfg(target_arch = "wasm32")]
pub mod probe;
#[cfg(target_arch = "wasm32")]
pub mod socket;
pub mod storage;
#[cfg(target_arch = "wasm32")]
pub mod timer;

#[cfg(target_arch = "wasm32")]
pub use error::BrowserError;
