//! Rooms.

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
