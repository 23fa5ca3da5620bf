-- What a role may do in a room: 9 groups of flags. A member's permissions are the preset of the role, changed by the
-- room's defaults (for everybody below co-host) and then by what the member was given or denied. The same presets and
-- the same merge are in app/model/rooms/src/permissions; a test compares them.

create or replace function public.room_role_preset(p_role text) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog as $$
    select case
        when p_role in ('owner', 'co-host') then '{
            "transport": {"play": true, "pause": true, "seek": true, "skipTrack": true, "loopControl": true},
            "tempo": {"setBpm": true, "setSource": true, "setTimeSignature": true, "setKey": true,
                "setScale": true, "metronomeControl": true},
            "tracks": {"addToQueue": true, "removeFromQueue": true, "reorderQueue": true, "editMetadata": true,
                "uploadBackingTrack": true, "createSong": true, "editSongArrangement": true, "deleteSong": true},
            "mixer": {"stemControl": true, "stemToggle": true, "masterVolume": true, "ownTrackVolume": true,
                "otherUserVolume": true, "muteOtherUsers": true},
            "effects": {"ownEffects": true, "masterEffects": true, "applyPresets": true, "savePresets": true},
            "recording": {"record": true, "createLoop": true, "editLoops": true, "deleteLoops": true},
            "ai": {"stemSeparation": true, "generateMusic": true, "generateLyrics": true, "useAssistant": true},
            "chat": {"sendMessages": true, "sendReactions": true, "shareLinks": true, "voiceChat": true,
                "videoChat": true, "screenShare": true},
            "room": {"editSettings": true, "editName": true, "manageUsers": true, "manageRoles": true,
                "inviteUsers": true}}'::jsonb
        when p_role = 'performer' then '{
            "transport": {"play": false, "pause": false, "seek": false, "skipTrack": false, "loopControl": false},
            "tempo": {"setBpm": false, "setSource": false, "setTimeSignature": false, "setKey": false,
                "setScale": false, "metronomeControl": false},
            "tracks": {"addToQueue": true, "removeFromQueue": false, "reorderQueue": false, "editMetadata": false,
                "uploadBackingTrack": true, "createSong": false, "editSongArrangement": false, "deleteSong": false},
            "mixer": {"stemControl": false, "stemToggle": false, "masterVolume": false, "ownTrackVolume": true,
                "otherUserVolume": false, "muteOtherUsers": false},
            "effects": {"ownEffects": true, "masterEffects": false, "applyPresets": true, "savePresets": true},
            "recording": {"record": true, "createLoop": true, "editLoops": true, "deleteLoops": true},
            "ai": {"stemSeparation": true, "generateMusic": false, "generateLyrics": false, "useAssistant": true},
            "chat": {"sendMessages": true, "sendReactions": true, "shareLinks": true, "voiceChat": true,
                "videoChat": true, "screenShare": false},
            "room": {"editSettings": false, "editName": false, "manageUsers": false, "manageRoles": false,
                "inviteUsers": false}}'::jsonb
        when p_role = 'member' then '{
            "transport": {"play": false, "pause": false, "seek": false, "skipTrack": false, "loopControl": false},
            "tempo": {"setBpm": false, "setSource": false, "setTimeSignature": false, "setKey": false,
                "setScale": false, "metronomeControl": false},
            "tracks": {"addToQueue": false, "removeFromQueue": false, "reorderQueue": false, "editMetadata": false,
                "uploadBackingTrack": false, "createSong": false, "editSongArrangement": false, "deleteSong": false},
            "mixer": {"stemControl": false, "stemToggle": false, "masterVolume": false, "ownTrackVolume": true,
                "otherUserVolume": false, "muteOtherUsers": false},
            "effects": {"ownEffects": true, "masterEffects": false, "applyPresets": true, "savePresets": false},
            "recording": {"record": false, "createLoop": false, "editLoops": false, "deleteLoops": false},
            "ai": {"stemSeparation": false, "generateMusic": false, "generateLyrics": false, "useAssistant": false},
            "chat": {"sendMessages": true, "sendReactions": true, "shareLinks": true, "voiceChat": true,
                "videoChat": true, "screenShare": false},
            "room": {"editSettings": false, "editName": false, "manageUsers": false, "manageRoles": false,
                "inviteUsers": false}}'::jsonb
        else '{
            "transport": {"play": false, "pause": false, "seek": false, "skipTrack": false, "loopControl": false},
            "tempo": {"setBpm": false, "setSource": false, "setTimeSignature": false, "setKey": false,
                "setScale": false, "metronomeControl": false},
            "tracks": {"addToQueue": false, "removeFromQueue": false, "reorderQueue": false, "editMetadata": false,
                "uploadBackingTrack": false, "createSong": false, "editSongArrangement": false, "deleteSong": false},
            "mixer": {"stemControl": false, "stemToggle": false, "masterVolume": false, "ownTrackVolume": true,
                "otherUserVolume": false, "muteOtherUsers": false},
            "effects": {"ownEffects": false, "masterEffects": false, "applyPresets": false, "savePresets": false},
            "recording": {"record": false, "createLoop": false, "editLoops": false, "deleteLoops": false},
            "ai": {"stemSeparation": false, "generateMusic": false, "generateLyrics": false, "useAssistant": false},
            "chat": {"sendMessages": true, "sendReactions": true, "shareLinks": false, "voiceChat": false,
                "videoChat": false, "screenShare": false},
            "room": {"editSettings": false, "editName": false, "manageUsers": false, "manageRoles": false,
                "inviteUsers": false}}'::jsonb
    end
$$;

-- What a member with this role may do. Nobody takes anything from an owner.
create or replace function public.room_permissions(p_role text, p_defaults jsonb, p_custom jsonb) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog as $$
    select case
        when p_role = 'owner' then public.room_role_preset(p_role)
        else (
            select jsonb_object_agg(preset.key, preset.value
                || case when p_role = 'co-host' then '{}' else coalesce(p_defaults -> preset.key, '{}') end
                || coalesce(p_custom -> preset.key, '{}'))
            from jsonb_each(public.room_role_preset(p_role)) preset)
    end
$$;

-- The rooms in which the asker may do something: `my_room_ids_with('tracks', 'addToQueue')`. Definer rights, for the
-- reason that rooms.sql gives; banned people have none.
create or replace function public.my_room_ids_with(p_group text, p_flag text) returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 20 as $$
begin
    return query select m.room_id
    from public.room_members m
    join public.rooms r on r.id = m.room_id
    where m.user_id = (select auth.uid())::text
        and (public.room_permissions(m.role, r.default_permissions, m.custom_permissions) -> p_group ->> p_flag)::boolean
        and m.room_id <> all (array(select public.my_banned_room_ids()))
    union
    select id from public.rooms where created_by = (select auth.uid())::text;
end $$;

-- The rooms that the asker moderates, as owner or co-host.
create or replace function public.my_moderated_room_ids() returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 10 as $$
begin
    return query select room_id from public.room_members
    where user_id = (select auth.uid())::text and role in ('owner', 'co-host')
        and room_id <> all (array(select public.my_banned_room_ids()))
    union
    select id from public.rooms where created_by = (select auth.uid())::text;
end $$;

-- The rooms in which the asker may be heard.
create or replace function public.my_stage_room_ids() returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 20 as $$
begin
    return query select room_id from public.room_members
    where user_id = (select auth.uid())::text and role <> 'listener'
        and room_id <> all (array(select public.my_banned_room_ids()))
    union
    select id from public.rooms where created_by = (select auth.uid())::text;
end $$;
revoke all on function public.room_role_preset(text), public.room_permissions(text, jsonb, jsonb),
    public.my_room_ids_with(text, text), public.my_moderated_room_ids(), public.my_stage_room_ids() from public;
grant execute on function public.room_role_preset(text), public.room_permissions(text, jsonb, jsonb)
    to authenticated, service_role;
grant execute on function public.my_room_ids_with(text, text), public.my_moderated_room_ids(),
    public.my_stage_room_ids() to authenticated;
