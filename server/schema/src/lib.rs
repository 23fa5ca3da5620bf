//! The tables as diesel sees them: nothing else, so that this crate, slow to build, rarely changes. One file per area.
//!
//! A test in `server/db` compares every column with the migrated database. Conditions and policies are not here: they
//! are in `migrations/` and `server/db/sql/`.

pub mod auth;
mod people;
// Its name is a table's.
#[path = "rooms.rs"]
mod rooms_area;

pub use people::*;
pub use rooms_area::*;

// One list of every table of the schema `public`: any two may be joined.
diesel::allow_tables_to_appear_in_same_query!(
    room_chat_messages,
    room_members,
    room_webrtc_sessions,
    rooms,
    user_profiles,
);

mod across_schemas {
    use super::auth::{sessions, users};
    use super::user_profiles;
    diesel::joinable!(user_profiles -> users (id));
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, users);
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, sessions);
}
