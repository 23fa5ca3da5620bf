//! Functions, triggers, policies and grants: kept as current text, applied again whenever a text changed.
//!
//! One transaction removes every policy and every grant to our three roles and applies all texts in order, so that the
//! database holds exactly what the texts say: a policy that was deleted from a file is gone.

use super::BlockingConnection;
use crate::Error;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, OptionalExtension, QueryableByName, RunQueryDsl};
use sha2::{Digest, Sha256};

/// The texts, in the order in which they are applied: name below `server/db/sql/`, and text.
pub const TEXTS: &[(&str, &str)] = &[
    ("claims.sql", include_str!("../../sql/claims.sql")),
    ("people/roles.sql", include_str!("../../sql/people/roles.sql")),
    ("people/accounts.sql", include_str!("../../sql/people/accounts.sql")),
    ("people/friends.sql", include_str!("../../sql/people/friends.sql")),
    ("people/profiles.sql", include_str!("../../sql/people/profiles.sql")),
    ("people/tiers.sql", include_str!("../../sql/people/tiers.sql")),
    ("people/media.sql", include_str!("../../sql/people/media.sql")),
    ("people/stats.sql", include_str!("../../sql/people/stats.sql")),
    ("people/instruments.sql", include_str!("../../sql/people/instruments.sql")),
    ("people/notifications.sql", include_str!("../../sql/people/notifications.sql")),
    ("people/xp.sql", include_str!("../../sql/people/xp.sql")),
    ("people/streaks.sql", include_str!("../../sql/people/streaks.sql")),
    ("people/achievements.sql", include_str!("../../sql/people/achievements.sql")),
    ("people/social.sql", include_str!("../../sql/people/social.sql")),
    ("people/activity.sql", include_str!("../../sql/people/activity.sql")),
    ("rooms/membership.sql", include_str!("../../sql/rooms/membership.sql")),
    ("rooms/permissions.sql", include_str!("../../sql/rooms/permissions.sql")),
    ("rooms/rooms.sql", include_str!("../../sql/rooms/rooms.sql")),
    ("rooms/members.sql", include_str!("../../sql/rooms/members.sql")),
    ("rooms/chat.sql", include_str!("../../sql/rooms/chat.sql")),
    ("rooms/webrtc_sessions.sql", include_str!("../../sql/rooms/webrtc_sessions.sql")),
    ("rooms/saved_rooms.sql", include_str!("../../sql/rooms/saved_rooms.sql")),
    ("rooms/bans.sql", include_str!("../../sql/rooms/bans.sql")),
    ("rooms/invitations.sql", include_str!("../../sql/rooms/invitations.sql")),
    ("rooms/join_requests.sql", include_str!("../../sql/rooms/join_requests.sql")),
    ("rooms/door.sql", include_str!("../../sql/rooms/door.sql")),
    ("rooms/permission_logs.sql", include_str!("../../sql/rooms/permission_logs.sql")),
    ("rooms/session_history.sql", include_str!("../../sql/rooms/session_history.sql")),
    ("rooms/statistics.sql", include_str!("../../sql/rooms/statistics.sql")),
    ("rooms/processes.sql", include_str!("../../sql/rooms/processes.sql")),
    ("rooms/forget.sql", include_str!("../../sql/rooms/forget.sql")),
    ("studio/tracks.sql", include_str!("../../sql/studio/tracks.sql")),
    ("studio/user_tracks.sql", include_str!("../../sql/studio/user_tracks.sql")),
    ("studio/loops.sql", include_str!("../../sql/studio/loops.sql")),
    ("studio/songs.sql", include_str!("../../sql/studio/songs.sql")),
    ("studio/presets.sql", include_str!("../../sql/studio/presets.sql")),
    ("studio/lyria.sql", include_str!("../../sql/studio/lyria.sql")),
    ("studio/forget.sql", include_str!("../../sql/studio/forget.sql")),
    ("avatars/parts.sql", include_str!("../../sql/avatars/parts.sql")),
    ("avatars/unlocks.sql", include_str!("../../sql/avatars/unlocks.sql")),
    ("avatars/canvas.sql", include_str!("../../sql/avatars/canvas.sql")),
    ("avatars/homepage.sql", include_str!("../../sql/avatars/homepage.sql")),
    ("loops/loops.sql", include_str!("../../sql/loops/loops.sql")),
    ("loops/instruments.sql", include_str!("../../sql/loops/instruments.sql")),
    ("people/moderation.sql", include_str!("../../sql/people/moderation.sql")),
    ("trusted.sql", include_str!("../../sql/trusted.sql")),
];

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    sha256: String,
}

/// Applies the texts when they are not those that were applied last, or when `tables_changed` (a new table has no
/// policies yet). Answers whether it did.
pub(super) fn apply(connection: &mut BlockingConnection, tables_changed: bool) -> Result<bool, Error> {
    let wanted = hash(TEXTS);
    connection.transaction(|connection| {
        connection.batch_execute(
            "create table if not exists public.__current_texts \
             (only_row boolean primary key default true check (only_row), sha256 text not null, \
              applied_at timestamptz not null default now())",
        )?;
        let applied: Option<Applied> = diesel::sql_query("select sha256 from public.__current_texts")
            .get_result(connection)
            .optional()?;
        if !tables_changed && applied.is_some_and(|applied| applied.sha256 == wanted) {
            return Ok(false);
        }
        connection.batch_execute(START_CLEAN)?;
        for (name, text) in TEXTS {
            connection
                .batch_execute(text)
                .map_err(|cause| Error::unexpected(format!("server/db/sql/{name}: {cause}")))?;
        }
        diesel::sql_query(
            "insert into public.__current_texts (sha256) values ($1) \
             on conflict (only_row) do update set sha256 = excluded.sha256, applied_at = now()",
        )
        .bind::<Text, _>(&wanted)
        .execute(connection)?;
        Ok(true)
    })
}

/// Whether the database has the texts of this build.
pub(super) fn is_current(connection: &mut BlockingConnection) -> Result<bool, Error> {
    let has_table: Applied =
        diesel::sql_query("select coalesce(to_regclass('public.__current_texts')::text, '') as sha256")
            .get_result(connection)?;
    if has_table.sha256.is_empty() {
        return Ok(false);
    }
    let applied: Option<Applied> =
        diesel::sql_query("select sha256 from public.__current_texts").get_result(connection).optional()?;
    Ok(applied.is_some_and(|applied| applied.sha256 == hash(TEXTS)))
}

fn hash(texts: &[(&str, &str)]) -> String {
    let mut hash = Sha256::new();
    for part in [START_CLEAN].into_iter().chain(texts.iter().flat_map(|(name, text)| [*name, *text])) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes away every policy, and every right that our roles and the public have on our tables and functions.
const START_CLEAN: &str = "
do $$
declare found record;
begin
    for found in
        select schemaname, tablename, policyname from pg_catalog.pg_policies
        where schemaname in ('public', 'auth')
    loop
        execute format('drop policy %I on %I.%I', found.policyname, found.schemaname, found.tablename);
    end loop;
end $$;
revoke all on all tables in schema public, auth from public, anon, authenticated, service_role;
revoke all on all sequences in schema public, auth from public, anon, authenticated, service_role;
revoke create on schema public from public;
grant usage on schema public, auth to anon, authenticated, service_role;
";

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_text_is_listed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "sql") {
                    found.push(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        found.sort();
        let mut listed: Vec<&str> = TEXTS.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }

    #[test]
    fn the_hash_tells_where_a_text_ends() {
        assert_ne!(hash(&[("a", "b"), ("c", "")]), hash(&[("a", ""), ("b", "c")]));
    }
}
