//! The ten hottest list queries: as the server asks them under row-level security, and filtered by hand.

use super::load::{FRIEND, ME, ROOM};

/// A list query.
pub(super) struct Case {
    pub name: &'static str,
    /// The table with the rows.
    pub table: &'static str,
    /// As the server asks, in the role `authenticated`.
    pub asked: String,
    /// The same rows without policies: what the policies check is written out, with the asker's id.
    pub by_hand: String,
}

/// Whether the asker belongs to the room with the code in `column` and is not banned from it: a ban decides by its time,
/// and without one the mark on the membership. The same rule as the policies', written into the query.
fn belongs_to(column: &str) -> String {
    format!(
        "exists (select from room_members mine where mine.room_id = {column} and mine.user_id = '{ME}'
            and not coalesce((select b.expires_at is null or b.expires_at > now() from room_bans b
                where b.room_id = mine.room_id and b.user_id = '{ME}'), mine.is_banned))"
    )
}

/// Whether the asker is an administrator, who sees every room.
fn is_admin() -> String {
    format!(
        "exists (select from auth.user_roles given join auth.roles role on role.id = given.role_id
            where given.user_id = '{ME}' and role.name = 'admin')"
    )
}

/// Whether the asker may see the room with the code in `column`, by hand.
fn may_enter(column: &str) -> String {
    format!(
        "(select true from rooms r where r.id = {column}
            and (r.is_public or r.created_by = '{ME}' or {}))",
        belongs_to("r.id")
    )
}

/// Whether the asker may see the profile with the id in `column`, by hand.
fn may_see(column: &str) -> String {
    format!(
        "(select true from user_profiles p where p.id = {column}
            and (p.id = '{ME}' or p.profile_visibility = 'public' or p.profile_visibility = 'friends' and exists (
                select from friendships f where f.user_id = '{ME}' and f.friend_id = p.id and f.status = 'accepted'))
            and not exists (select from blocks b where b.kind = 'block'
                and (b.blocker_id, b.blocked_id) in (('{ME}', p.id), (p.id, '{ME}'))))"
    )
}

/// A query whose policy adds a condition to the one that was asked.
fn filtered(
    name: &'static str,
    table: &'static str,
    columns: &str,
    condition: &str,
    policy: &str,
    order: &str,
) -> Case {
    let query =
        |condition: String| format!("select {columns} from {table} where {condition} order by {order}");
    let asked = if condition.is_empty() { "true" } else { condition };
    Case {
        name,
        table,
        asked: query(asked.to_owned()),
        by_hand: query(
            [condition, policy].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" and "),
        ),
    }
}

pub(super) fn cases() -> Vec<Case> {
    let (own, in_room) = (format!("user_id = '{ME}'"), format!("room_id = '{ROOM}'"));
    let newest = "created_at desc, id desc limit 50";
    vec![
        filtered(
            "chat of a room",
            "room_chat_messages",
            "id, user_id, author_name, content, created_at",
            &format!("{in_room} and not is_deleted and message_type = 'text'"),
            &may_enter("room_id"),
            "created_at desc, id desc limit 101",
        ),
        filtered(
            "lobby",
            "rooms",
            "id, name, description, genre, tags, last_activity",
            "is_public",
            &format!(
                "(is_public or created_by = '{ME}' or {} or {})",
                belongs_to("rooms.id"),
                is_admin()
            ),
            "last_activity desc, id limit 100",
        ),
        filtered(
            "members of a room",
            "room_members",
            "id, user_id, user_name, role",
            &in_room,
            &format!(
                "(user_id = '{ME}' or {} or {})",
                belongs_to("room_members.room_id"),
                is_admin()
            ),
            "joined_at, id limit 50",
        ),
        filtered(
            "queue of a room",
            "room_tracks",
            "id, name, artist, duration, url",
            &in_room,
            &may_enter("room_id"),
            "created_at, id limit 100",
        ),
        filtered("notifications", "notifications", "id, type, title, is_read, created_at", "", &own, newest),
        filtered(
            "activity of a friend",
            "activity_feed",
            "id, type, data, created_at",
            &format!("user_id = '{FRIEND}'"),
            &format!(
                "(user_id = '{ME}' or exists (select from friendships f join user_profiles p on p.id = f.friend_id
                    where f.user_id = '{ME}' and f.friend_id = activity_feed.user_id and f.status = 'accepted'
                        and p.show_activity))"
            ),
            newest,
        ),
        filtered(
            "session history",
            "session_history",
            "id, room_id, joined_at, duration_seconds",
            "",
            &own,
            "joined_at desc, id desc limit 50",
        ),
        filtered(
            "XP history",
            "user_xp_transactions",
            "id, amount, reason, balance_after, created_at",
            "",
            &own,
            newest,
        ),
        filtered(
            "followers",
            "follows",
            "follower_id, created_at",
            &format!("following_id = '{FRIEND}'"),
            &format!("{} and {}", may_see("follower_id"), may_see("following_id")),
            "created_at desc, follower_id limit 50",
        ),
        filtered(
            "loops of a category",
            "system_loops",
            "id, name, bpm, bars, midi_data",
            "category = 'c7' and is_active",
            "",
            "id limit 60",
        ),
    ]
}
