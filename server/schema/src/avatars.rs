//! What avatars are made of, who may wear what, people's avatars, and the home page's characters.

diesel::table! {
    avatar_categories (id) {
        id -> Text,
        display_name -> Text,
        layer_order -> Int4,
        is_required -> Bool,
        max_selections -> Int4,
        supports_color_variants -> Bool,
        default_color_palette -> Nullable<Text>,
        is_active -> Bool,
        render_x -> Int4,
        render_y -> Int4,
        render_width -> Int4,
        render_height -> Int4,
        prompt_addition -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    avatar_color_palettes (id) {
        id -> Text,
        display_name -> Text,
        colors -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    avatar_component_unlocks (component_id, unlock_rule_id) {
        component_id -> Text,
        unlock_rule_id -> Text,
    }
}

diesel::table! {
    avatar_components (id) {
        id -> Text,
        category_id -> Text,
        name -> Text,
        image_url -> Text,
        thumbnail_url -> Nullable<Text>,
        r2_key -> Text,
        tags -> Array<Text>,
        rarity -> Text,
        color_variants -> Jsonb,
        base_color -> Nullable<Text>,
        generation_prompt -> Nullable<Text>,
        generation_model -> Nullable<Text>,
        generation_params -> Nullable<Jsonb>,
        is_active -> Bool,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    avatar_generation_presets (id) {
        id -> Text,
        name -> Text,
        prompt_template -> Text,
        negative_prompt -> Nullable<Text>,
        style_suffix -> Nullable<Text>,
        model -> Text,
        params -> Jsonb,
        is_active -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    avatar_unlock_rules (id) {
        id -> Text,
        display_name -> Text,
        description -> Nullable<Text>,
        unlock_type -> Text,
        level_required -> Nullable<Int4>,
        achievement_id -> Nullable<Text>,
        statistic_key -> Nullable<Text>,
        statistic_operator -> Nullable<Text>,
        statistic_value -> Nullable<Numeric>,
        is_active -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    homepage_characters (id) {
        id -> Uuid,
        name -> Varchar,
        description -> Nullable<Text>,
        canvas_data -> Jsonb,
        full_body_url -> Nullable<Text>,
        thumbnail_url -> Nullable<Text>,
        personality -> Nullable<Varchar>,
        preferred_scenes -> Nullable<Array<Text>>,
        walk_speed -> Numeric,
        idle_animation -> Varchar,
        is_active -> Bool,
        sort_order -> Int4,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    user_avatar_canvas (id) {
        id -> Uuid,
        user_id -> Uuid,
        canvas_data -> Jsonb,
        full_body_url -> Nullable<Text>,
        headshot_url -> Nullable<Text>,
        thumbnail_urls -> Nullable<Jsonb>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    user_unlocked_components (user_id, component_id) {
        user_id -> Uuid,
        component_id -> Text,
        unlocked_at -> Timestamptz,
        unlocked_reason -> Nullable<Text>,
    }
}
