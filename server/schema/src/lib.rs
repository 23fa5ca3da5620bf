//! The tables as diesel sees them: nothing else, so that this crate, slow to build, rarely changes. One file per area.
//!
//! A test in `server/db` compares every column with the migrated database. Conditions and policies are not here: they
//! are in `migrations/` and `server/db/sql/`.

pub mod auth;
mod avatars;
mod loops;
mod people;
// Its name is a table's.
#[path = "rooms.rs"]
mod rooms_area;
mod studio;

pub use avatars::*;
pub use loops::*;
pub use people::*;
pub use rooms_area::*;
pub use studio::*;

// One list of every table of the schema `public`: any two may be joined.
diesel::allow_tables_to_appear_in_same_query!(
    avatar_categories,
    avatar_color_palettes,
    avatar_component_unlocks,
    avatar_components,
    avatar_generation_presets,
    avatar_unlock_rules,
    homepage_characters,
    lyria_rate_limits,
    lyria_usage,
    room_bans,
    room_chat_messages,
    room_invitations,
    room_loop_tracks,
    room_members,
    room_permission_logs,
    room_tracks,
    room_webrtc_sessions,
    rooms,
    saved_rooms,
    saved_track_presets,
    session_history,
    songs,
    system_instant_band_presets,
    system_instrument_categories,
    system_instruments,
    system_loop_categories,
    system_loop_subcategories,
    system_loops,
    tracks,
    user_avatar_canvas,
    user_custom_loops,
    user_profiles,
    user_saved_rooms,
    user_tracks,
    user_unlocked_components,
);

mod across_schemas {
    use super::auth::{sessions, users};
    use super::user_profiles;
    diesel::joinable!(user_profiles -> users (id));
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, users);
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, sessions);
}
