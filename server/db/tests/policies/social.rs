//! Follows, friendships, blocks, activity, notifications.
//!
//! Bob is friends with Ada and with Moe, whose profile is for friends; Cy has asked Ada. Ada has blocked Dan, and Bob has
//! muted Cy. Cy does not show their activity.

use crate::area::{Area, Table};

pub const AREA: Area = Area {
    name: "social",
    tables: &[
        Table {
            name: "public.follows",
            key: "follower_id::text || '/' || following_id",
            label:
                "(select string_agg(username, '>' order by p.id = following_id) from public.user_profiles p
                where p.id in (follower_id, following_id))",
            own: "(follower_id, following_id) values ('{me}', '{other}')",
            foreign: "(follower_id, following_id) values ('{other}', '{me}')",
            ..Table::USUAL
        },
        Table {
            name: "public.friendships",
            label: "(select string_agg(username, '>' order by p.id = friend_id) || ' ' || status
                from public.user_profiles p where p.id in (user_id, friend_id))",
            own: "(user_id, friend_id) values ('{me}', '{other}')",
            foreign: "(user_id, friend_id) values ('{other}', '{me}')",
            values: &[("status", "'accepted'")],
            ..Table::USUAL
        },
        Table {
            name: "public.blocks",
            key: "blocker_id::text || '/' || blocked_id",
            label: "(select string_agg(username, '>' order by p.id = blocked_id) || ' ' || kind
                from public.user_profiles p where p.id in (blocker_id, blocked_id))",
            own: "(blocker_id, blocked_id) values ('{me}', '{other}')",
            foreign: "(blocker_id, blocked_id) values ('{other}', '{me}')",
            ..Table::USUAL
        },
        Table {
            name: "public.activity_feed",
            label: "(select username from public.user_profiles p where p.id = user_id)",
            own: "(user_id, type) values ('{me}', 'level_up')",
            foreign: "(user_id, type) values ('{other}', 'level_up')",
            ..Table::USUAL
        },
        Table {
            name: "public.notifications",
            label: "(select username from public.user_profiles p where p.id = user_id)",
            own: "(user_id, type, title) values ('{me}', 'system', 'x')",
            foreign: "(user_id, type, title) values ('{other}', 'system', 'x')",
            ..Table::USUAL
        },
    ],
    rows: &[
        "insert into public.follows (follower_id, following_id)
         values ('{cy}', '{bob}'), ('{cy}', '{ada}'), ('{bob}', '{moe}')",
        "insert into public.friendships (user_id, friend_id, status, accepted_at)
         values ('{ada}', '{bob}', 'accepted', now()), ('{bob}', '{ada}', 'accepted', now()),
            ('{bob}', '{moe}', 'accepted', now()), ('{moe}', '{bob}', 'accepted', now())",
        "insert into public.friendships (user_id, friend_id) values ('{cy}', '{ada}')",
        "insert into public.blocks (blocker_id, blocked_id, kind)
         values ('{ada}', '{dan}', 'block'), ('{bob}', '{cy}', 'mute')",
        "insert into public.activity_feed (user_id, type, data)
         select id, 'level_up', '{\"old_level\":1,\"new_level\":2}' from public.user_profiles",
        "delete from public.notifications",
        "insert into public.notifications (user_id, type, title) select id, 'system', 'x' from public.user_profiles",
    ],
};
