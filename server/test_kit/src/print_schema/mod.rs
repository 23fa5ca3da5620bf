//! `server/schema/src` as the migrated database asks for it: one file for each area, in the format of
//! `diesel print-schema`, and one with what may be joined.
//!
//! Two things differ from diesel's own program. The doc comments are written by hand in the generated files, and kept.
//! Arrays are `Array<Text>` and not `Array<Nullable<Text>>`, because every array column has a check against nulls (a
//! test in `server/db` looks).

mod catalog;
mod text;

use diesel_async::AsyncPgConnection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file and the tables in it. `auth.*` is the schema `auth`, everything else lies in `public`.
const AREAS: &[(&str, &[&str])] = &[
    (
        "auth.rs",
        &[
            "auth.permissions",
            "auth.role_permissions",
            "auth.roles",
            "auth.sessions",
            "auth.user_roles",
            "auth.users",
        ],
    ),
    (
        "people.rs",
        &[
            "achievements",
            "activity_feed",
            "blocks",
            "challenges",
            "follows",
            "friendships",
            "instruments",
            "media_objects",
            "notifications",
            "subscription_tiers",
            "user_achievements",
            "user_challenges",
            "user_collaborators",
            "user_instruments",
            "user_profiles",
            "user_stats",
            "user_xp_transactions",
        ],
    ),
    ("admin.rs", &["admin_audit_log", "reports"]),
    (
        "rooms.rs",
        &[
            "room_bans",
            "room_chat_messages",
            "room_invitation_mails",
            "room_invitations",
            "room_join_requests",
            "room_leases",
            "room_members",
            "room_permission_logs",
            "room_webrtc_sessions",
            "rooms",
            "saved_rooms",
            "server_processes",
            "session_history",
            "user_saved_rooms",
        ],
    ),
    (
        "studio.rs",
        &[
            "lyria_rate_limits",
            "lyria_usage",
            "room_loop_tracks",
            "room_tracks",
            "saved_track_presets",
            "songs",
            "tracks",
            "user_custom_loops",
            "user_tracks",
        ],
    ),
    (
        "avatars.rs",
        &[
            "avatar_categories",
            "avatar_color_palettes",
            "avatar_component_unlocks",
            "avatar_components",
            "avatar_generation_presets",
            "avatar_unlock_rules",
            "homepage_characters",
            "user_avatar_canvas",
            "user_unlocked_components",
        ],
    ),
    (
        "loops.rs",
        &[
            "system_instant_band_presets",
            "system_instrument_categories",
            "system_instruments",
            "system_loop_categories",
            "system_loop_subcategories",
            "system_loops",
        ],
    ),
];

/// The file with what may be joined in the schema `public`.
const JOINS: &str = "joins.rs";

/// Where the files lie.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/src")
}

/// Every file's name, and the text that it should have: what the database says, with the doc comments that the present
/// file has. `connection` reads as the tables' owner.
pub async fn files(connection: &mut AsyncPgConnection) -> BTreeMap<&'static str, String> {
    let tables = catalog::tables(connection).await;
    let keys = catalog::foreign_keys(connection).await;
    let keys = text::joinable_keys(&keys);
    let areas: BTreeMap<&str, &'static str> =
        AREAS.iter().flat_map(|(file, names)| names.iter().map(move |name| (*name, *file))).collect();
    let mut by_file: BTreeMap<&'static str, Vec<&catalog::Table>> = BTreeMap::new();
    for table in &tables {
        let file = areas.get(table.path.as_str());
        let file = file.unwrap_or_else(|| panic!("say in {} in which file {} belongs", file!(), table.path));
        by_file.entry(file).or_default().push(table);
    }
    let mut files = BTreeMap::new();
    for (file, tables) in by_file {
        let present = std::fs::read_to_string(folder().join(file)).unwrap_or_default();
        let mut text = text::area(&tables, &text::Docs::of(&present));
        if file == "auth.rs" {
            text += &text::joins(&tables, &keys, "auth.");
        }
        files.insert(file, text);
    }
    let public: Vec<&catalog::Table> = tables.iter().filter(|table| !table.path.contains('.')).collect();
    let present = std::fs::read_to_string(folder().join(JOINS)).unwrap_or_default();
    let header = text::Docs::of(&present).header;
    files.insert(JOINS, format!("{header}use crate::*;\n{}", text::joins(&public, &keys, "")));
    files
}
