//! What playing together earns: XP, the streak, achievements and challenges, and a line for friends to see. Rooms tell
//! what happened; nothing here knows how.

pub mod commands;
#[cfg(test)]
mod tests;

pub use commands::EndedJam;
