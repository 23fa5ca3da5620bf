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
            values: &[("chat_read_at", "now()")],
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
        Table {
            name: "public.saved_rooms",
            label: "name",
            own: "(owner_id, code, name) values ('{me}', 'newroom2', 'x')",
            foreign: "(owner_id, code, name) values ('{other}', 'newroom2', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_saved_rooms",
            label: "notes",
            own: "(user_id, room_id) values ('{me}', 'private0')",
            foreign: "(user_id, room_id) values ('{other}', 'private0')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_bans",
            label: "reason",
            own: "(room_id, user_id, banned_by) values ('public00', 'somebody', '{me}')",
            foreign: "(room_id, user_id, banned_by) values ('public00', 'somebody', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_invitations",
            label: "message",
            own: "(room_id, invited_email, invited_by) values ('public00', 'new@example.org', '{me}')",
            foreign: "(room_id, invited_email, invited_by) values ('public00', 'new@example.org', '{other}')",
            // The invited person declines, whoever moderates revokes.
            values: &[("status", "case invited_user_id when auth.uid()::text then 'declined' else 'revoked' end")],
            ..Table::USUAL
        },
        Table {
            name: "public.room_invitation_mails",
            key: "invitation_id",
            label: "(select i.message from public.room_invitations i where i.id = invitation_id)",
            own: "(invitation_id) select id from public.room_invitations where message = 'public/bob'",
            foreign: "(invitation_id) select id from public.room_invitations where message = 'public/link'",
            ..Table::USUAL
        },
        Table {
            name: "public.room_permission_logs",
            label: "rtrim(room_id, '0')",
            own: "(room_id, target_user_id, action, performed_by) values ('public00', 'x', 'kick', '{me}')",
            foreign: "(room_id, target_user_id, action, performed_by) values ('public00', 'x', 'kick', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.room_join_requests",
            label: "rtrim(room_id, '0') || '/' || user_name",
            own: "(room_id, user_id, user_name) values ('public00', '{me}', 'x')",
            foreign: "(room_id, user_id, user_name) values ('public00', '{other}', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.session_history",
            label: "instrument_id",
            own: "(user_id, room_id) values ('{me}', 'public00')",
            foreign: "(user_id, room_id) values ('{other}', 'public00')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_collaborators",
            key: "user_id::text || other_id::text",
            label: "sessions::text",
            own: "(user_id, other_id, first_at, last_at) values ('{me}', '{other}', now(), now())",
            foreign: "(user_id, other_id, first_at, last_at) values ('{other}', '{me}', now(), now())",
            ..Table::USUAL
        },
        Table {
            name: "public.server_processes",
            label: "rtrim(id::text, '0-')",
            own: "(seen_at) values (now())",
            foreign: "(ended_at) values (now())",
            ..Table::USUAL
        },
        Table {
            name: "public.room_leases",
            key: "room_id",
            label: "rtrim(room_id, '0')",
            own: "(room_id, process_id, expires_at) values ('newroom0', '70000000-0000-0000-0000-000000000000', 'infinity')",
            foreign: "(room_id, process_id, expires_at) values ('newroom0', '70000000-0000-0000-0000-000000000000', 'infinity')",
            ..Table::USUAL
        },
    ],
    rows: &[
        "insert into public.rooms (id, name, created_by, is_public)
         values ('public00', 'public', '{ada}', true), ('private0', 'private', '{ada}', false),
            ('friends0', 'friends', '{moe}', false), ('approve0', 'approved', '{ada}', false)",
        "insert into public.room_members (room_id, user_id, user_name, role, is_banned)
         values ('public00', '{ada}', 'Ada', 'owner', false), ('private0', '{ada}', 'Ada', 'owner', false),
            ('public00', '{moe}', 'Moe', 'co-host', false), ('private0', '{moe}', 'Moe', 'co-host', false),
            ('private0', '{bob}', 'Bob', 'member', false), ('public00', '{dan}', 'Dan', 'member', true)",
        "insert into public.room_chat_messages (room_id, user_id, author_name, content, is_deleted)
         values ('public00', '{ada}', 'Ada', 'public', false), ('private0', '{bob}', 'Bob', 'private', false),
            ('public00', '{dan}', 'Dan', 'deleted', true)",
        "insert into public.room_webrtc_sessions (room_id, user_id, session_id, track_name)
         values ('public00', '{ada}', 's', 'public'), ('private0', '{ada}', 's', 'private')",
        "insert into public.saved_rooms (owner_id, code, name, room_type)
         values ('{ada}', 'adapub00', 'ada, public', 'public'), ('{bob}', 'bobpriv0', 'bob, private', 'private'),
            ('{moe}', 'friends0', 'moe, friends', 'friends')",
        "insert into public.user_saved_rooms (user_id, room_id, notes) values ('{ada}', 'public00', 'ada')",
        // The second one is over.
        "insert into public.room_bans (room_id, user_id, banned_by, reason, banned_at, expires_at)
         values ('public00', '{dan}', '{ada}', 'public/dan', now(), null),
            ('private0', '{cy}', '{ada}', 'private/cy', now() - interval '2 days', now() - interval '1 day')",
        "insert into public.room_invitations (room_id, invited_user_id, invited_email, invited_by, message)
         values ('public00', '{bob}', null, '{ada}', 'public/bob'), ('public00', null, null, '{ada}', 'public/link'),
            ('private0', null, 'somebody@example.org', '{ada}', 'private/address')",
        "insert into public.room_invitation_mails (invitation_id)
         select id from public.room_invitations where message = 'private/address'",
        "insert into public.room_permission_logs (room_id, target_user_id, action, performed_by)
         values ('public00', '{dan}', 'ban', '{ada}'), ('private0', '{bob}', 'role_change', '{moe}')",
        "insert into public.room_join_requests (room_id, user_id, is_guest, user_name, status, decided_at, decided_by)
         values ('public00', '{cy}', false, 'Cy', 'pending', null, null),
            ('approve0', '{gil}', true, 'Gil', 'approved', now(), '{ada}'),
            ('private0', '{id}', true, 'Gus', 'declined', now(), '{ada}')",
        "insert into public.session_history (user_id, room_id, instrument_id)
         values ('{ada}', 'public00', 'ada'), ('{bob}', 'private0', 'bob')",
        "insert into public.user_collaborators (user_id, other_id, first_at, last_at, sessions)
         values ('{ada}', '{moe}', now(), now(), 1), ('{moe}', '{ada}', now(), now(), 2)",
        "insert into public.server_processes (id) values ('70000000-0000-0000-0000-000000000000')",
        "insert into public.room_leases (room_id, process_id, expires_at)
         values ('public00', '70000000-0000-0000-0000-000000000000', 'infinity')",
    ],
};
