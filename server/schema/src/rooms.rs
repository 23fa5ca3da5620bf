//! Rooms.

diesel::table! {
    /// Who may not enter a room, until when.
    room_bans (id) {
        id -> Uuid,
        room_id -> Text,
        /// An account's or a guest's id as text.
        user_id -> Text,
        reason -> Nullable<Text>,
        banned_by -> Text,
        banned_at -> Timestamptz,
        /// None: for good.
        expires_at -> Nullable<Timestamptz>,
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
    /// Invitations to an address that are to be mailed.
    room_invitation_mails (invitation_id) {
        invitation_id -> Uuid,
        queued_at -> Timestamptz,
        attempts -> Int4,
        /// Not before.
        next_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        /// Tried often enough, or over before it was sent.
        given_up_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Who is invited to a room.
    room_invitations (id) {
        id -> Uuid,
        room_id -> Text,
        /// An account's id as text. Without it and the address: an invitation by link.
        invited_user_id -> Nullable<Text>,
        invited_email -> Nullable<Text>,
        invited_by -> Text,
        status -> Text,
        invite_code -> Nullable<Text>,
        message -> Nullable<Text>,
        expires_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        uses_max -> Nullable<Int4>,
        uses -> Int4,
    }
}

diesel::table! {
    /// Who knocked at a room that lets newcomers in by approval, and the answer.
    room_join_requests (id) {
        id -> Uuid,
        room_id -> Text,
        /// An account's or a guest's id as text.
        user_id -> Text,
        is_guest -> Bool,
        user_name -> Text,
        status -> Text,
        asked_at -> Timestamptz,
        decided_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Text>,
    }
}

diesel::table! {
    /// Which process runs a live room.
    room_leases (room_id) {
        room_id -> Text,
        process_id -> Uuid,
        taken_at -> Timestamptz,
        expires_at -> Timestamptz,
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
        chat_read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// What was changed about whom in a room.
    room_permission_logs (id) {
        id -> Uuid,
        room_id -> Text,
        target_user_id -> Text,
        action -> Text,
        old_value -> Nullable<Jsonb>,
        new_value -> Nullable<Jsonb>,
        performed_by -> Text,
        created_at -> Timestamptz,
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
        process_id -> Nullable<Uuid>,
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
    /// Rooms that accounts keep with their settings.
    saved_rooms (id) {
        id -> Uuid,
        owner_id -> Uuid,
        code -> Varchar,
        name -> Varchar,
        description -> Text,
        room_type -> Varchar,
        max_users -> Int4,
        genre -> Nullable<Varchar>,
        skill_level -> Nullable<Varchar>,
        min_level -> Int4,
        min_reputation -> Numeric,
        theme -> Varchar,
        banner_url -> Nullable<Varchar>,
        welcome_message -> Nullable<Text>,
        rules -> Nullable<Text>,
        tags -> Array<Text>,
        settings -> Jsonb,
        total_sessions -> Int4,
        total_unique_visitors -> Int4,
        total_jam_seconds -> Int8,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        last_active_at -> Nullable<Timestamptz>,
        /// The first meeting.
        starts_at -> Nullable<Timestamptz>,
        /// None: once.
        repeats -> Nullable<Text>,
        /// An IANA name.
        time_zone -> Nullable<Text>,
    }
}

diesel::table! {
    /// The server processes, living and ended.
    server_processes (id) {
        id -> Uuid,
        started_at -> Timestamptz,
        seen_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Who was in which room, when.
    session_history (id) {
        id -> Uuid,
        user_id -> Uuid,
        room_id -> Varchar,
        joined_at -> Timestamptz,
        left_at -> Nullable<Timestamptz>,
        duration_seconds -> Nullable<Int4>,
        instrument_id -> Nullable<Varchar>,
        was_room_master -> Bool,
        /// Accounts that were there at the same time.
        participant_ids -> Array<Uuid>,
        process_id -> Nullable<Uuid>,
        seen_at -> Timestamptz,
        awarded_at -> Nullable<Timestamptz>,
        jam_seconds -> Int4,
        solo_seconds -> Int4,
        messages -> Int4,
        reactions_given -> Int4,
        fires_received -> Int4,
        was_full -> Bool,
        joined_after_seconds -> Nullable<Int4>,
        collaborators -> Jsonb,
        instruments -> Jsonb,
    }
}

diesel::table! {
    /// Rooms of one's own that one keeps at hand.
    user_saved_rooms (id) {
        id -> Uuid,
        /// An account's id as text.
        user_id -> Text,
        room_id -> Text,
        notes -> Nullable<Text>,
        saved_at -> Timestamptz,
    }
}
