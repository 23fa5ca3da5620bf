//! What may be joined, for tables of the schema `public`.

use crate::*;

diesel::joinable!(activity_feed -> user_profiles (user_id));
diesel::joinable!(admin_audit_log -> user_profiles (admin_id));
diesel::joinable!(avatar_categories -> avatar_color_palettes (default_color_palette));
diesel::joinable!(avatar_component_unlocks -> avatar_components (component_id));
diesel::joinable!(avatar_component_unlocks -> avatar_unlock_rules (unlock_rule_id));
diesel::joinable!(avatar_components -> avatar_categories (category_id));
diesel::joinable!(avatar_components -> user_profiles (created_by));
diesel::joinable!(avatar_unlock_rules -> achievements (achievement_id));
diesel::joinable!(homepage_characters -> user_profiles (created_by));
diesel::joinable!(lyria_rate_limits -> user_profiles (user_id));
diesel::joinable!(lyria_usage -> user_profiles (user_id));
diesel::joinable!(media_objects -> user_profiles (owner_id));
diesel::joinable!(notifications -> user_profiles (user_id));
diesel::joinable!(room_bans -> rooms (room_id));
diesel::joinable!(room_chat_messages -> rooms (room_id));
diesel::joinable!(room_invitation_mails -> room_invitations (invitation_id));
diesel::joinable!(room_invitations -> rooms (room_id));
diesel::joinable!(room_join_requests -> rooms (room_id));
diesel::joinable!(room_leases -> rooms (room_id));
diesel::joinable!(room_leases -> server_processes (process_id));
diesel::joinable!(room_loop_tracks -> rooms (room_id));
diesel::joinable!(room_members -> rooms (room_id));
diesel::joinable!(room_permission_logs -> rooms (room_id));
diesel::joinable!(room_tracks -> rooms (room_id));
diesel::joinable!(room_webrtc_sessions -> rooms (room_id));
diesel::joinable!(saved_rooms -> user_profiles (owner_id));
diesel::joinable!(session_history -> user_profiles (user_id));
diesel::joinable!(songs -> rooms (room_id));
diesel::joinable!(songs -> user_profiles (created_by));
diesel::joinable!(system_instruments -> system_instrument_categories (category));
diesel::joinable!(system_instruments -> user_profiles (created_by));
diesel::joinable!(system_loop_subcategories -> system_loop_categories (category_id));
diesel::joinable!(system_loops -> system_loop_categories (category));
diesel::joinable!(system_loops -> user_profiles (created_by));
diesel::joinable!(tracks -> rooms (room_id));
diesel::joinable!(user_achievements -> achievements (achievement_id));
diesel::joinable!(user_achievements -> user_profiles (user_id));
diesel::joinable!(user_avatar_canvas -> user_profiles (user_id));
diesel::joinable!(user_challenges -> challenges (challenge_id));
diesel::joinable!(user_challenges -> user_profiles (user_id));
diesel::joinable!(user_custom_loops -> user_profiles (promoted_by));
diesel::joinable!(user_instruments -> user_profiles (user_id));
diesel::joinable!(user_profiles -> subscription_tiers (account_type));
diesel::joinable!(user_profiles -> tracks (featured_track_id));
diesel::joinable!(user_saved_rooms -> rooms (room_id));
diesel::joinable!(user_stats -> user_profiles (user_id));
diesel::joinable!(user_tracks -> rooms (room_id));
diesel::joinable!(user_unlocked_components -> avatar_components (component_id));
diesel::joinable!(user_unlocked_components -> user_profiles (user_id));
diesel::joinable!(user_xp_transactions -> user_profiles (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    achievements,
    activity_feed,
    admin_audit_log,
    avatar_categories,
    avatar_color_palettes,
    avatar_component_unlocks,
    avatar_components,
    avatar_generation_presets,
    avatar_unlock_rules,
    blocks,
    challenges,
    follows,
    friendships,
    homepage_characters,
    instruments,
    lyria_rate_limits,
    lyria_usage,
    media_objects,
    notifications,
    reports,
    room_bans,
    room_chat_messages,
    room_invitation_mails,
    room_invitations,
    room_join_requests,
    room_leases,
    room_loop_tracks,
    room_members,
    room_permission_logs,
    room_tracks,
    room_webrtc_sessions,
    rooms,
    saved_rooms,
    saved_track_presets,
    server_processes,
    session_history,
    songs,
    subscription_tiers,
    system_instant_band_presets,
    system_instrument_categories,
    system_instruments,
    system_loop_categories,
    system_loop_subcategories,
    system_loops,
    tracks,
    user_achievements,
    user_avatar_canvas,
    user_challenges,
    user_collaborators,
    user_custom_loops,
    user_instruments,
    user_profiles,
    user_saved_rooms,
    user_stats,
    user_tracks,
    user_unlocked_components,
    user_xp_transactions,
);
