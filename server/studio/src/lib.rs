//! The studio on the server: recordings and queues ([`tracks`]), channels ([`channels`]), songs ([`songs`]), loops
//! ([`loops`]), the library of loops and instruments ([`library`]), presets ([`presets`]) and what generated music may be used ([`lyria`]).
//!
//! Everything runs as whoever asks: row-level security decides what they see and change (`server/db/sql/studio/`). What
//! is the server's own says so. Lists come in pages.

pub mod channels;
mod keyset;
pub mod library;
pub mod loops;
pub mod lyria;
pub mod presets;
pub mod songs;
#[cfg(test)]
mod tests;
pub mod tracks;
