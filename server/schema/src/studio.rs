//! What is played and kept: tracks, channels, loops, songs, presets, generated music.

diesel::table! {
    /// How much generated music somebody used in this minute and day.
    lyria_rate_limits (user_id) {
        user_id -> Uuid,
        request_count -> Int4,
        window_start -> Timestamptz,
        daily_seconds_used -> Int4,
        daily_reset_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// Sessions of generated music.
    lyria_usage (id) {
        id -> Uuid,
        user_id -> Uuid,
        session_id -> Text,
        session_start -> Timestamptz,
        session_end -> Nullable<Timestamptz>,
        duration_seconds -> Int4,
        prompt_text -> Nullable<Text>,
        style -> Nullable<Text>,
        mood -> Nullable<Text>,
        bpm -> Nullable<Int4>,
        scale -> Nullable<Text>,
        bytes_streamed -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Loops that a room plays.
    room_loop_tracks (id) {
        id -> Uuid,
        room_id -> Text,
        created_by -> Nullable<Text>,
        created_by_name -> Nullable<Text>,
        loop_id -> Text,
        custom_midi_data -> Nullable<Jsonb>,
        is_playing -> Bool,
        start_time -> Nullable<Timestamptz>,
        loop_start_beat -> Float4,
        sound_preset -> Text,
        sound_settings -> Jsonb,
        tempo_locked -> Bool,
        target_bpm -> Nullable<Float4>,
        key_locked -> Bool,
        target_key -> Nullable<Text>,
        transpose_amount -> Int4,
        volume -> Float4,
        pan -> Float4,
        muted -> Bool,
        solo -> Bool,
        effects -> Jsonb,
        humanize_enabled -> Bool,
        humanize_timing -> Float4,
        humanize_velocity -> Float4,
        color -> Text,
        name -> Nullable<Text>,
        position -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// A room's queue of backing tracks.
    room_tracks (id) {
        id -> Uuid,
        room_id -> Text,
        name -> Text,
        artist -> Nullable<Text>,
        /// Milliseconds.
        duration -> Int4,
        url -> Text,
        uploaded_by -> Text,
        youtube_id -> Nullable<Text>,
        ai_generated -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// People's own channel settings.
    saved_track_presets (id) {
        id -> Text,
        /// An account's id as text.
        user_id -> Text,
        name -> Text,
        description -> Nullable<Text>,
        track_type -> Text,
        instrument_id -> Text,
        color -> Text,
        volume -> Float4,
        is_muted -> Bool,
        is_solo -> Bool,
        audio_settings -> Nullable<Jsonb>,
        midi_settings -> Nullable<Jsonb>,
        effects -> Jsonb,
        active_effect_preset -> Nullable<Text>,
        is_default -> Bool,
        use_count -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// Arrangements of a room.
    songs (id) {
        id -> Uuid,
        room_id -> Text,
        name -> Text,
        tracks -> Jsonb,
        bpm -> Int4,
        key -> Nullable<Text>,
        time_signature -> Array<Int4>,
        /// Seconds.
        duration -> Float4,
        color -> Text,
        position -> Int4,
        created_by -> Nullable<Uuid>,
        created_by_name -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// Uploaded or generated audio.
    tracks (id) {
        id -> Text,
        room_id -> Nullable<Text>,
        name -> Text,
        artist -> Nullable<Text>,
        /// Seconds.
        duration -> Float4,
        url -> Text,
        /// The owner: an account's id as text.
        uploaded_by -> Text,
        uploaded_at -> Timestamptz,
        ai_generated -> Bool,
        stems -> Nullable<Jsonb>,
        description -> Text,
        visibility -> Text,
        waveform -> Nullable<Jsonb>,
        bpm -> Nullable<Float4>,
        key -> Nullable<Text>,
        stem_of -> Nullable<Text>,
        fork_of -> Nullable<Text>,
        published_at -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// People's own loops.
    user_custom_loops (id) {
        id -> Text,
        /// An account's id as text.
        user_id -> Text,
        name -> Text,
        category -> Text,
        subcategory -> Text,
        bpm -> Int4,
        bars -> Int4,
        time_signature -> Jsonb,
        key -> Nullable<Text>,
        midi_data -> Jsonb,
        sound_preset -> Text,
        tags -> Jsonb,
        intensity -> Int4,
        complexity -> Int4,
        description -> Nullable<Text>,
        is_favorite -> Bool,
        is_promoted -> Bool,
        promoted_at -> Nullable<Timestamptz>,
        promoted_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// Channels of people in rooms.
    user_tracks (id) {
        id -> Text,
        room_id -> Text,
        /// An account's or a guest's id as text: who made it.
        user_id -> Text,
        name -> Text,
        color -> Text,
        audio_settings -> Jsonb,
        is_muted -> Bool,
        is_solo -> Bool,
        volume -> Float4,
        pan -> Float4,
        is_armed -> Bool,
        is_recording -> Bool,
        /// Who plays on it now.
        owner_user_id -> Nullable<Text>,
        owner_user_name -> Nullable<Text>,
        is_active -> Bool,
        track_type -> Text,
        midi_settings -> Nullable<Jsonb>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}
