//! Tracks, channels, loops, songs, presets and generated music.

use crate::area::{Area, Table};

pub const AREA: Area = Area {
    name: "studio",
    tables: &[
        Table {
            name: "public.tracks",
            label: "id",
            own: "(id, name, duration, url, uploaded_by) values ('new', 'x', 1, '/new', '{me}')",
            foreign: "(id, name, duration, url, uploaded_by) values ('new', 'x', 1, '/new', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_tracks",
            label: "name",
            own: "(id, room_id, name, url, uploaded_by) values ('{id}', 'private0', 'x', '/new', '{me}')",
            foreign: "(id, room_id, name, url, uploaded_by) values ('{id}', 'private0', 'x', '/new', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_tracks",
            label: "id",
            own: "(id, room_id, user_id, name) values ('new', 'private0', '{me}', 'x')",
            foreign: "(id, room_id, user_id, name) values ('new', 'private0', '{other}', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_loop_tracks",
            label: "name",
            own: "(room_id, created_by, loop_id) values ('private0', '{me}', 'x')",
            foreign: "(room_id, created_by, loop_id) values ('private0', '{other}', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.songs",
            label: "name",
            own: "(room_id, name, created_by) values ('private0', 'x', '{me}')",
            foreign: "(room_id, name, created_by) values ('private0', 'x', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.saved_track_presets",
            label: "id",
            own: "(id, user_id, name) values ('new', '{me}', 'x')",
            foreign: "(id, user_id, name) values ('new', '{other}', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_custom_loops",
            label: "id",
            own: "(id, user_id, name, category, sound_preset) values ('new', '{me}', 'x', 'bass', 'bass/x')",
            foreign: "(id, user_id, name, category, sound_preset) values ('new', '{other}', 'x', 'bass', 'bass/x')",
            ..Table::USUAL
        },
        Table {
            name: "public.lyria_usage",
            label: "session_id",
            own: "(user_id, session_id) values ('{me}', 'x')",
            foreign: "(user_id, session_id) values ('{other}', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.lyria_rate_limits",
            key: "user_id",
            label: "case request_count when 1 then 'ada' else 'bob' end",
            own: "(user_id) values ('{me}')",
            foreign: "(user_id) values ('{other}')",
            ..Table::USUAL
        },
    ],
    rows: &[
        "insert into public.tracks (id, room_id, name, duration, url, uploaded_by, visibility)
         values ('in-public', 'public00', 'x', 1, '/x', '{ada}', 'private'),
            ('in-private', 'private0', 'x', 1, '/x', '{bob}', 'private'),
            ('draft-in-public', 'public00', 'x', 1, '/x', '{ada}', 'draft'),
            ('published', null, 'x', 1, '/x', '{bob}', 'public'), ('of-bob', null, 'x', 1, '/x', '{bob}', 'unlisted')",
        "insert into public.room_tracks (id, room_id, name, url, uploaded_by)
         values (gen_random_uuid(), 'public00', 'public', '/x', '{ada}'),
            (gen_random_uuid(), 'private0', 'private', '/x', '{bob}')",
        "insert into public.user_tracks (id, room_id, user_id, owner_user_id, name)
         values ('public-ada', 'public00', '{ada}', '{ada}', 'x'), ('private-bob', 'private0', '{bob}', '{bob}', 'x')",
        "insert into public.room_loop_tracks (room_id, created_by, loop_id, name)
         values ('public00', '{ada}', 'x', 'public'), ('private0', '{ada}', 'x', 'private')",
        "insert into public.songs (room_id, created_by, name)
         values ('public00', '{ada}', 'public'), ('private0', '{ada}', 'private')",
        "insert into public.saved_track_presets (id, user_id, name) values ('ada', '{ada}', 'x'), ('bob', '{bob}', 'x')",
        "insert into public.user_custom_loops (id, user_id, name, category, sound_preset)
         values ('ada', '{ada}', 'x', 'bass', 'bass/x'), ('bob', '{bob}', 'x', 'bass', 'bass/x')",
        "insert into public.lyria_usage (user_id, session_id) values ('{ada}', 'ada'), ('{bob}', 'bob')",
        "insert into public.lyria_rate_limits (user_id, request_count) values ('{ada}', 1), ('{bob}', 2)",
    ],
};
