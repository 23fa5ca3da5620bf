//! The tables as diesel sees them: nothing else, so that this crate, slow to build, rarely changes. One file per area.
//!
//! `cargo run -p test_kit --bin print_schema -- --write` writes the other files from the migrations and keeps their doc
//! comments, which are written by hand; a test in `server/db` compares. Conditions and policies are not here: they are
//! in `migrations/` and `server/db/sql/`.

mod admin;
pub mod auth;
mod avatars;
mod joins;
mod loops;
mod people;
// Its name is a table's.
#[path = "rooms.rs"]
mod rooms_area;
mod studio;

pub use admin::*;
pub use avatars::*;
pub use loops::*;
pub use people::*;
pub use rooms_area::*;
pub use studio::*;

mod across_schemas {
    use super::auth::{sessions, users};
    use super::user_profiles;
    diesel::joinable!(user_profiles -> users (id));
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, users);
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, sessions);
}
