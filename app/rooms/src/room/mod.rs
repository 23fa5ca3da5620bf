//! The room: sound check, stage, chat, people.
//!
//! [`store`] is what the page shows, as signals; [`action`] what a person can do; [`session`] (wasm only) stands
//! between them and the server, the sidecar and the devices. The views know only the first two.

pub mod action;
mod announce;
pub mod api;
pub mod arc;
mod bar;
mod care;
pub mod chat_log;
mod closed;
mod door;
mod frame;
mod head;
mod input_choice;
mod keys;
mod lines;
mod listeners;
pub mod page;
mod panel;
mod reactions;
mod records;
mod rules;
#[cfg(target_arch = "wasm32")]
mod session;
mod sound_check;
mod stage;
pub mod store;
mod tile;
mod waiting;
