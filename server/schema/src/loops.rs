//! The library of loops and instruments.

diesel::table! {
    system_instant_band_presets (id) {
        id -> Text,
        name -> Text,
        description -> Nullable<Text>,
        loop_ids -> Array<Text>,
        bpm_range_min -> Int4,
        bpm_range_max -> Int4,
        genre -> Nullable<Text>,
        is_active -> Bool,
        sort_order -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    system_instrument_categories (id) {
        id -> Text,
        name -> Text,
        icon -> Text,
        sort_order -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    system_instruments (id) {
        id -> Text,
        name -> Text,
        category -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        icon -> Text,
        description -> Nullable<Text>,
        tags -> Array<Text>,
        layout -> Text,
        note_range_min -> Int4,
        note_range_max -> Int4,
        synth_config -> Nullable<Jsonb>,
        drum_map -> Nullable<Jsonb>,
        is_active -> Bool,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    system_loop_categories (id) {
        id -> Text,
        name -> Text,
        icon -> Text,
        sort_order -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    system_loop_subcategories (id) {
        id -> Text,
        category_id -> Text,
        name -> Text,
        sort_order -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    system_loops (id) {
        id -> Text,
        name -> Text,
        category -> Text,
        subcategory -> Nullable<Text>,
        bpm -> Int4,
        bars -> Int4,
        time_signature_numerator -> Int4,
        time_signature_denominator -> Int4,
        key -> Nullable<Text>,
        midi_data -> Jsonb,
        sound_preset -> Text,
        tags -> Array<Text>,
        intensity -> Int4,
        complexity -> Int4,
        is_active -> Bool,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}
