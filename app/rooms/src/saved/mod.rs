//! What one keeps of rooms: regular rooms with their times, and rooms at hand with one's own words.

pub mod api;
pub(crate) mod meeting;
pub mod page;
mod rows;

pub(crate) use rows::tie_words;
