//! Accounts, sign-ins, site roles, profiles, tiers, stored files.

use crate::area::{Area, Table};

pub const AREA: Area = Area {
    name: "people",
    tables: &[
        Table {
            name: "auth.users",
            label: "split_part(email::text, '@', 1)",
            own: "(id, email, password_hash) values ('{me}', 'new@example.org', 'x')",
            foreign: "(id, email, password_hash) values (gen_random_uuid(), 'new@example.org', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "auth.sessions",
            label: "user_agent",
            own: "(id, user_id, token_hash, expires_at) values (gen_random_uuid(), '{me}', sha256('x'), now() + '1 h')",
            foreign: "(id, user_id, token_hash, expires_at) values (gen_random_uuid(), '{other}', sha256('x'), now() + '1 h')",
            values: &[("revoked_at", "now()")],
            ..Table::USUAL
        },
        Table {
            name: "auth.roles",
            label: "name",
            own: "(name) values ('mine')",
            foreign: "(name) values ('mine')",
            ..Table::USUAL
        },
        Table {
            name: "auth.permissions",
            label: "action",
            own: "(action, resource) values ('a', 'b')",
            foreign: "(action, resource) values ('a', 'b')",
            ..Table::USUAL
        },
        Table {
            name: "auth.role_permissions",
            key: "role_id",
            label: "'one'",
            own: "(role_id, permission_id) values ('{id}', '{id}')",
            foreign: "(role_id, permission_id) values ('{id}', '{id}')",
            ..Table::USUAL
        },
        Table {
            name: "auth.user_roles",
            key: "role_id",
            label: "'amy'",
            own: "(user_id, role_id) values ('{me}', '{id}')",
            foreign: "(user_id, role_id) values ('{other}', '{id}')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_profiles",
            label: "username",
            own: "(id, username, display_name) values ('{me}', 'mine', 'x')",
            foreign: "(id, username, display_name) values ('{other}', 'mine', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.subscription_tiers",
            own: "(id, name, max_saved_rooms) values ('mine', 'Mine', -1)",
            foreign: "(id, name, max_saved_rooms) values ('mine', 'Mine', -1)",
            ..Table::USUAL
        },
        Table {
            name: "public.media_objects",
            label: "storage_key",
            own: "(owner_id, sha256, storage_key, mime_type, size_bytes) values ('{me}', sha256('y'), 'y', 'audio/wav', 1)",
            foreign: "(owner_id, sha256, storage_key, mime_type, size_bytes) values ('{other}', sha256('y'), 'y', 'audio/wav', 1)",
            ..Table::USUAL
        },
    ],
    rows: &[
        "update public.user_profiles set profile_visibility = 'private' where username = 'dan'",
        "update public.user_profiles set profile_visibility = 'friends' where username = 'moe'",
        "update public.user_profiles set show_stats = false, show_activity = false where username = 'cy_'",
        "insert into auth.roles (id, name) values ('{id}', 'admin')",
        "insert into auth.permissions (id, action, resource) values ('{id}', 'ban', 'users')",
        "insert into auth.role_permissions values ('{id}', '{id}')",
        "insert into auth.user_roles values ('{amy}', '{id}')",
        "insert into auth.sessions (id, user_id, token_hash, user_agent, expires_at)
         select gen_random_uuid(), id, sha256(username::bytea), username, now() + '1 hour' from public.user_profiles",
        "insert into public.media_objects (owner_id, sha256, storage_key, mime_type, size_bytes)
         values ('{ada}', sha256('x'), 'ada', 'audio/wav', 1), ('{bob}', sha256('x'), 'bob', 'audio/wav', 1)",
    ],
};
