//! Profiles, and what belongs to one person or lies between two.

diesel::table! {
    /// What can be achieved.
    achievements (id) {
        id -> Varchar,
        name -> Varchar,
        description -> Text,
        category -> Varchar,
        icon -> Varchar,
        xp_reward -> Int4,
        criteria -> Jsonb,
        is_hidden -> Bool,
        sort_order -> Int4,
        created_at -> Timestamptz,
        tier -> Varchar,
        hint -> Nullable<Text>,
        loaded -> Nullable<Jsonb>,
    }
}

diesel::table! {
    /// What somebody did, for their friends.
    activity_feed (id) {
        id -> Uuid,
        user_id -> Uuid,
        #[sql_name = "type"]
        type_ -> Text,
        data -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Who has blocked or muted whom.
    blocks (blocker_id, blocked_id) {
        blocker_id -> Uuid,
        blocked_id -> Uuid,
        kind -> Varchar,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// What can be achieved for a while.
    challenges (id) {
        id -> Uuid,
        #[sql_name = "type"]
        type_ -> Varchar,
        name -> Varchar,
        description -> Text,
        criteria -> Jsonb,
        xp_reward -> Int4,
        active_from -> Date,
        active_until -> Date,
    }
}

diesel::table! {
    /// Who follows whom.
    follows (follower_id, following_id) {
        follower_id -> Uuid,
        following_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Requests (one row) and friendships (one row from each side).
    friendships (id) {
        id -> Uuid,
        user_id -> Uuid,
        friend_id -> Uuid,
        status -> Varchar,
        requested_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        jams_together -> Int4,
        total_time_together_seconds -> Int8,
    }
}

diesel::table! {
    /// The instruments that a profile can name.
    instruments (id) {
        id -> Varchar,
        category -> Varchar,
        name -> Text,
        sort_order -> Int4,
        is_active -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Stored files.
    media_objects (id) {
        id -> Uuid,
        owner_id -> Nullable<Uuid>,
        sha256 -> Bytea,
        storage_key -> Text,
        mime_type -> Text,
        size_bytes -> Int8,
        duration_ms -> Nullable<Int4>,
        width -> Nullable<Int4>,
        height -> Nullable<Int4>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// What somebody is told.
    notifications (id) {
        id -> Uuid,
        user_id -> Uuid,
        #[sql_name = "type"]
        type_ -> Varchar,
        title -> Varchar,
        message -> Nullable<Text>,
        link_type -> Nullable<Varchar>,
        link_id -> Nullable<Uuid>,
        is_read -> Bool,
        read_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        payload -> Jsonb,
        group_key -> Nullable<Text>,
        actor_ids -> Array<Uuid>,
    }
}

diesel::table! {
    /// Subscription tiers; `user_profiles.account_type` names one.
    subscription_tiers (id) {
        id -> Text,
        name -> Text,
        max_saved_rooms -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// What somebody has achieved.
    user_achievements (id) {
        id -> Uuid,
        user_id -> Uuid,
        achievement_id -> Varchar,
        unlocked_at -> Timestamptz,
    }
}

diesel::table! {
    /// What somebody took on, and what came of it.
    user_challenges (user_id, challenge_id) {
        user_id -> Uuid,
        challenge_id -> Uuid,
        stats_before -> Jsonb,
        started_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
        claimed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Who was on stage with whom; one row for each side.
    user_collaborators (user_id, other_id) {
        user_id -> Uuid,
        other_id -> Uuid,
        first_at -> Timestamptz,
        last_at -> Timestamptz,
        sessions -> Int4,
        seconds -> Int8,
    }
}

diesel::table! {
    /// What somebody plays.
    user_instruments (id) {
        id -> Uuid,
        user_id -> Uuid,
        instrument_id -> Varchar,
        category -> Varchar,
        is_primary -> Bool,
        variant -> Nullable<Varchar>,
        finish -> Nullable<Varchar>,
        total_hours -> Numeric,
        total_sessions -> Int4,
        level -> Int4,
        xp -> Int4,
        created_at -> Timestamptz,
        last_played_at -> Nullable<Timestamptz>,
    }
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
        featured_track_id -> Nullable<Text>,
    }
}

diesel::table! {
    /// What somebody has done, counted by the server.
    user_stats (user_id) {
        user_id -> Uuid,
        total_jam_seconds -> Int8,
        average_session_seconds -> Int4,
        longest_session_seconds -> Int4,
        total_sessions -> Int4,
        sessions_this_week -> Int4,
        sessions_this_month -> Int4,
        unique_collaborators -> Int4,
        reactions_received -> Int4,
        reactions_given -> Int4,
        messages_sent -> Int4,
        rooms_created -> Int4,
        rooms_joined -> Int4,
        tracks_uploaded -> Int4,
        tracks_generated -> Int4,
        stems_separated -> Int4,
        activity_by_hour -> Jsonb,
        activity_by_day -> Jsonb,
        updated_at -> Timestamptz,
        weekend_sessions -> Int4,
        solo_jam_seconds -> Int8,
        first_welcomes -> Int4,
        week_began_at -> Nullable<Timestamptz>,
        month_began_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Every payment of XP. Append-only.
    user_xp_transactions (id) {
        id -> Uuid,
        user_id -> Uuid,
        amount -> Int4,
        reason -> Text,
        source_type -> Nullable<Text>,
        source_id -> Nullable<Uuid>,
        balance_after -> Int4,
        created_at -> Timestamptz,
    }
}
