//! Statistics, instruments, XP, achievements, challenges.

use crate::area::{Area, Table};

/// Whose row it is.
const USER: &str = "(select username from public.user_profiles p where p.id = user_id)";

pub const AREA: Area = Area {
    name: "progress",
    tables: &[
        Table {
            name: "public.user_stats",
            key: "user_id",
            label: USER,
            own: "(user_id, total_sessions) values ('{me}', 9)",
            foreign: "(user_id, total_sessions) values ('{other}', 9)",
            ..Table::USUAL
        },
        Table {
            name: "public.instruments",
            own: "(id, category, name) values ('nose-flute', 'wind', 'Nose flute')",
            foreign: "(id, category, name) values ('nose-flute', 'wind', 'Nose flute')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_instruments",
            label: USER,
            own: "(user_id, instrument_id, category) values ('{me}', 'oboe', 'wind')",
            foreign: "(user_id, instrument_id, category) values ('{other}', 'oboe', 'wind')",
            ..Table::USUAL
        },
        Table {
            name: "public.achievements",
            own: "(id, name, description, category, criteria) values ('x', 'x', 'x', 'special', '{\"type\":\"full_room\"}')",
            foreign: "(id, name, description, category, criteria) values ('x', 'x', 'x', 'special', '{\"type\":\"full_room\"}')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_achievements",
            label: USER,
            own: "(user_id, achievement_id) values ('{me}', 'open')",
            foreign: "(user_id, achievement_id) values ('{other}', 'open')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_xp_transactions",
            label: USER,
            own: "(user_id, amount, reason, balance_after) values ('{me}', 9, 'x', 9)",
            foreign: "(user_id, amount, reason, balance_after) values ('{other}', 9, 'x', 9)",
            ..Table::USUAL
        },
        Table {
            name: "public.challenges",
            label: "name",
            own: "(type, name, description, criteria, active_from, active_until)
                values ('daily', 'x', 'x', '{\"type\":\"full_room\"}', current_date, current_date)",
            foreign: "(type, name, description, criteria, active_from, active_until)
                values ('daily', 'x', 'x', '{\"type\":\"full_room\"}', current_date, current_date)",
            ..Table::USUAL
        },
        Table {
            name: "public.user_challenges",
            key: "user_id",
            label: USER,
            own: "(user_id, challenge_id, stats_before)
                select '{me}', id, '{}' from public.challenges where name = 'open'",
            foreign: "(user_id, challenge_id, stats_before)
                select '{other}', id, '{}' from public.challenges where name = 'open'",
            ..Table::USUAL
        },
    ],
    rows: &[
        "insert into public.instruments (id, category, name, is_active)
         values ('oboe', 'wind', 'Oboe', true), ('kazoo', 'other', 'Kazoo', false)",
        "insert into public.user_instruments (user_id, instrument_id, category)
         select id, 'kazoo', 'other' from public.user_profiles",
        "insert into public.achievements (id, name, description, category, criteria, is_hidden)
         values ('open', 'x', 'x', 'special', '{\"type\":\"full_room\"}', false),
            ('hidden_not_bobs', 'x', 'x', 'hidden', '{\"type\":\"full_room\"}', true)",
        "insert into public.user_achievements (user_id, achievement_id)
         select id, 'hidden_not_bobs' from public.user_profiles where username <> 'bob'",
        "insert into public.user_xp_transactions (user_id, amount, reason, balance_after)
         select id, 1, 'x', 1 from public.user_profiles",
        "insert into public.challenges (type, name, description, criteria, active_from, active_until)
         values ('daily', 'today', 'x', '{\"type\":\"full_room\"}', current_date, current_date),
            ('daily', 'future', 'x', '{\"type\":\"full_room\"}', current_date + 9, current_date + 9),
            ('weekly', 'open', 'x', '{\"type\":\"full_room\"}', current_date, current_date + 6)",
        "insert into public.user_challenges (user_id, challenge_id, stats_before)
         select p.id, c.id, '{}' from public.user_profiles p, public.challenges c where c.name = 'today'",
    ],
};
