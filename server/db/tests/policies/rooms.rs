//! Rooms, who belongs to them, what is said and sent in them.

use crate::area::{Area, Table};

pub const AREA: Area = Area {
    name: "rooms",
    tables: &[
        Table {
            name: "public.rooms",
            label: "name",
            own: "(id, name, created_by) values ('newroom1', 'x', '{me}')",
            foreign: "(id, name, created_by) values ('newroom1', 'x', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_members",
            label: "rtrim(room_id, '0') || '/' || user_name",
            own: "(room_id, user_id, user_name) values ('public00', '{me}', 'x')",
            foreign: "(room_id, user_id, user_name) values ('public00', '{other}', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_chat_messages",
            label: "content",
            own: "(room_id, user_id, author_name, content) values ('public00', '{me}', 'x', 'x')",
            foreign: "(room_id, user_id, author_name, content) values ('public00', '{other}', 'x', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_webrtc_sessions",
            label: "track_name",
            own: "(room_id, user_id, session_id, track_name) values ('public00', '{me}', 'x', 'x')",
            foreign: "(room_id, user_id, session_id, track_name) values ('public00', '{other}', 'x', 'x')",
            ..Table::USUAL
        },
    ],
    rows: &[
        "insert into public.rooms (id, name, created_by, is_public)
         values ('public00', 'public', '{ada}', true), ('private0', 'private', '{ada}', false)",
        "insert into public.room_members (room_id, user_id, user_name, role, is_banned)
         values ('public00', '{ada}', 'Ada', 'owner', false), ('private0', '{ada}', 'Ada', 'owner', false),
            ('public00', '{moe}', 'Moe', 'co-host', false), ('private0', '{moe}', 'Moe', 'co-host', false),
            ('private0', '{bob}', 'Bob', 'member', false), ('public00', '{dan}', 'Dan', 'member', true)",
        "insert into public.room_chat_messages (room_id, user_id, author_name, content, is_deleted)
         values ('public00', '{ada}', 'Ada', 'public', false), ('private0', '{bob}', 'Bob', 'private', false),
            ('public00', '{dan}', 'Dan', 'deleted', true)",
        "insert into public.room_webrtc_sessions (room_id, user_id, session_id, track_name)
         values ('public00', '{ada}', 's', 'public'), ('private0', '{ada}', 's', 'private')",
    ],
};
