//! The tables as diesel sees them: nothing else, so that this crate, slow to build, rarely changes.
//!
//! A test in `server/db` compares every column with the migrated database. Conditions and policies are not here: they
//! are in `migrations/` and `server/db/sql/`.

/// Accounts and sign-ins: for the server's own role only (see `server/db/sql/people/accounts.sql`).
pub mod auth {
    diesel::table! {
        /// Accounts. `user_profiles` holds what people see of them.
        auth.users (id) {
            id -> Uuid,
            email -> Citext,
            /// PHC string of argon2id.
            password_hash -> Text,
            is_verified -> Bool,
            created_at -> Timestamptz,
            updated_at -> Timestamptz,
        }
    }

    diesel::table! {
        /// Sign-ins.
        auth.sessions (id) {
            id -> Uuid,
            user_id -> Uuid,
            /// sha256 of the secret in the cookie.
            token_hash -> Bytea,
            ip_address -> Nullable<Inet>,
            user_agent -> Nullable<Text>,
            created_at -> Timestamptz,
            last_active_at -> Timestamptz,
            expires_at -> Timestamptz,
            revoked_at -> Nullable<Timestamptz>,
        }
    }

    diesel::table! {
        /// Roles on the site, for example an administrator.
        auth.roles (id) {
            id -> Uuid,
            name -> Text,
            description -> Text,
            created_at -> Timestamptz,
            updated_at -> Timestamptz,
        }
    }

    diesel::table! {
        /// What a role may allow: an action on a kind of thing.
        auth.permissions (id) {
            id -> Uuid,
            action -> Text,
            resource -> Text,
            description -> Text,
            created_at -> Timestamptz,
            updated_at -> Timestamptz,
        }
    }

    diesel::table! {
        /// Which role allows what.
        auth.role_permissions (role_id, permission_id) {
            role_id -> Uuid,
            permission_id -> Uuid,
            created_at -> Timestamptz,
        }
    }

    diesel::table! {
        /// Who has which role.
        auth.user_roles (user_id, role_id) {
            user_id -> Uuid,
            role_id -> Uuid,
            created_at -> Timestamptz,
        }
    }

    diesel::joinable!(sessions -> users (user_id));
    diesel::joinable!(role_permissions -> roles (role_id));
    diesel::joinable!(role_permissions -> permissions (permission_id));
    diesel::joinable!(user_roles -> users (user_id));
    diesel::joinable!(user_roles -> roles (role_id));
    diesel::allow_tables_to_appear_in_same_query!(
        users,
        sessions,
        roles,
        permissions,
        role_permissions,
        user_roles,
    );
}

diesel::table! {
    /// What people see of an account, and its settings. Has the account's id.
    user_profiles (id) {
        id -> Uuid,
        username -> Varchar,
        display_name -> Varchar,
        bio -> Text,
        account_type -> Varchar,
        is_verified -> Bool,
        is_banned -> Bool,
        ban_reason -> Nullable<Text>,
        ban_expires_at -> Nullable<Timestamptz>,
        total_xp -> Int4,
        level -> Int4,
        current_daily_streak -> Int4,
        longest_daily_streak -> Int4,
        last_active_date -> Nullable<Date>,
        streak_freezes -> Int4,
        link_spotify -> Nullable<Varchar>,
        link_soundcloud -> Nullable<Varchar>,
        link_youtube -> Nullable<Varchar>,
        link_instagram -> Nullable<Varchar>,
        link_website -> Nullable<Varchar>,
        link_twitter -> Nullable<Varchar>,
        banner_url -> Nullable<Text>,
        location -> Nullable<Text>,
        timezone -> Nullable<Text>,
        profile_visibility -> Varchar,
        show_stats -> Bool,
        show_activity -> Bool,
        allow_friend_requests -> Bool,
        allow_room_invites -> Bool,
        preferences -> Jsonb,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        last_online_at -> Timestamptz,
    }
}

diesel::table! {
    /// Rooms. The id is the room's code.
    rooms (id) {
        id -> Text,
        name -> Text,
        /// An account's id as text, or `openstudio` for the house.
        created_by -> Text,
        created_at -> Timestamptz,
        pop_location -> Text,
        max_users -> Int4,
        is_public -> Bool,
        settings -> Jsonb,
        description -> Nullable<Text>,
        genre -> Nullable<Text>,
        tags -> Nullable<Jsonb>,
        rules -> Nullable<Text>,
        creator_name -> Nullable<Text>,
        creator_username -> Nullable<Text>,
        last_activity -> Timestamptz,
        color -> Text,
        icon -> Text,
        default_role -> Text,
        default_permissions -> Nullable<Jsonb>,
        require_approval -> Bool,
    }
}

diesel::table! {
    /// Who belongs to a room, as what.
    room_members (id) {
        id -> Uuid,
        room_id -> Text,
        /// An account's id as text.
        user_id -> Text,
        user_name -> Text,
        user_avatar -> Nullable<Text>,
        role -> Text,
        custom_permissions -> Nullable<Jsonb>,
        joined_at -> Timestamptz,
        last_active_at -> Timestamptz,
        invited_by -> Nullable<Text>,
        is_banned -> Bool,
        ban_reason -> Nullable<Text>,
    }
}

diesel::table! {
    /// What was said in a room.
    room_chat_messages (id) {
        id -> Uuid,
        room_id -> Varchar,
        /// None for a guest.
        user_id -> Nullable<Uuid>,
        author_name -> Text,
        content -> Text,
        message_type -> Varchar,
        reaction_type -> Nullable<Varchar>,
        target_user_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        is_deleted -> Bool,
        deleted_at -> Nullable<Timestamptz>,
        deleted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Tracks that are being sent in a room now: one row per track.
    room_webrtc_sessions (id) {
        id -> Uuid,
        room_id -> Text,
        /// An account's or a guest's id as text.
        user_id -> Text,
        session_id -> Text,
        track_name -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::joinable!(room_members -> rooms (room_id));
diesel::joinable!(room_webrtc_sessions -> rooms (room_id));
diesel::allow_tables_to_appear_in_same_query!(
    user_profiles,
    rooms,
    room_members,
    room_chat_messages,
    room_webrtc_sessions,
);

mod across_schemas {
    use super::auth::{sessions, users};
    use super::user_profiles;
    diesel::joinable!(user_profiles -> users (id));
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, users);
    diesel::allow_tables_to_appear_in_same_query!(user_profiles, sessions);
}
