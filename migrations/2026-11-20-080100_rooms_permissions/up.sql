-- Settings and permissions of rooms in their known shapes: 9 groups of flags, each flag true or false, none invented.
-- Comparisons with a missing key are null, which a check lets pass: every key may be left out.

alter table public.rooms add constraint rooms_settings_shape check (
    settings - array['sampleRate', 'bitDepth', 'bufferSize', 'autoJitterBuffer', 'backingTrackVolume',
        'masterVolume', 'networkMode', 'maxPerformers', 'allowListeners'] = '{}'
    and settings -> 'sampleRate' in ('44100', '48000')
    and settings -> 'bitDepth' in ('16', '24')
    and settings -> 'bufferSize' in ('32', '64', '128', '256', '512', '1024')
    and settings -> 'autoJitterBuffer' in ('true', 'false')
    and settings -> 'backingTrackVolume' between '0' and '1'
    and settings -> 'masterVolume' between '0' and '1'
    and settings -> 'networkMode' in ('"auto"', '"sfu"')
    and settings -> 'maxPerformers' between '1' and '20'
    and settings -> 'allowListeners' in ('true', 'false'));
alter table public.rooms add constraint rooms_tags_shape check (
    jsonb_array_length(case jsonb_typeof(tags) when 'array' then tags end) <= 10
    and not jsonb_path_exists(tags, '$[*] ? (@.type() != "string")'));

alter table public.rooms add constraint rooms_default_permissions_shape check (
    default_permissions - array['transport', 'tempo', 'tracks', 'mixer', 'effects', 'recording', 'ai', 'chat', 'room'] = '{}'
    and not jsonb_path_exists(default_permissions, '$.* ? (@.type() != "object")')
    and not jsonb_path_exists(default_permissions, '$.*.* ? (@.type() != "boolean")')
    and (default_permissions -> 'transport') - array['play', 'pause', 'seek', 'skipTrack', 'loopControl'] = '{}'
    and (default_permissions -> 'tempo') - array['setBpm', 'setSource', 'setTimeSignature', 'setKey',
        'setScale', 'metronomeControl'] = '{}'
    and (default_permissions -> 'tracks') - array['addToQueue', 'removeFromQueue', 'reorderQueue', 'editMetadata', 'uploadBackingTrack',
        'createSong', 'editSongArrangement', 'deleteSong'] = '{}'
    and (default_permissions -> 'mixer') - array['stemControl', 'stemToggle', 'masterVolume', 'ownTrackVolume',
        'otherUserVolume', 'muteOtherUsers'] = '{}'
    and (default_permissions -> 'effects') - array['ownEffects', 'masterEffects', 'applyPresets',
        'savePresets'] = '{}'
    and (default_permissions -> 'recording') - array['record', 'createLoop', 'editLoops', 'deleteLoops'] = '{}'
    and (default_permissions -> 'ai') - array['stemSeparation', 'generateMusic', 'generateLyrics',
        'useAssistant'] = '{}'
    and (default_permissions -> 'chat') - array['sendMessages', 'sendReactions', 'shareLinks', 'voiceChat',
        'videoChat', 'screenShare'] = '{}'
    and (default_permissions -> 'room') - array['editSettings', 'editName', 'manageUsers',
        'manageRoles', 'inviteUsers'] = '{}');

alter table public.room_members add constraint room_members_custom_permissions_shape check (
    custom_permissions - array['transport', 'tempo', 'tracks', 'mixer', 'effects', 'recording', 'ai', 'chat', 'room'] = '{}'
    and not jsonb_path_exists(custom_permissions, '$.* ? (@.type() != "object")')
    and not jsonb_path_exists(custom_permissions, '$.*.* ? (@.type() != "boolean")')
    and (custom_permissions -> 'transport') - array['play', 'pause', 'seek', 'skipTrack', 'loopControl'] = '{}'
    and (custom_permissions -> 'tempo') - array['setBpm', 'setSource', 'setTimeSignature', 'setKey',
        'setScale', 'metronomeControl'] = '{}'
    and (custom_permissions -> 'tracks') - array['addToQueue', 'removeFromQueue', 'reorderQueue', 'editMetadata', 'uploadBackingTrack',
        'createSong', 'editSongArrangement', 'deleteSong'] = '{}'
    and (custom_permissions -> 'mixer') - array['stemControl', 'stemToggle', 'masterVolume', 'ownTrackVolume',
        'otherUserVolume', 'muteOtherUsers'] = '{}'
    and (custom_permissions -> 'effects') - array['ownEffects', 'masterEffects', 'applyPresets', 'savePresets'] = '{}'
    and (custom_permissions -> 'recording') - array['record', 'createLoop', 'editLoops', 'deleteLoops'] = '{}'
    and (custom_permissions -> 'ai') - array['stemSeparation', 'generateMusic', 'generateLyrics',
        'useAssistant'] = '{}'
    and (custom_permissions -> 'chat') - array['sendMessages', 'sendReactions', 'shareLinks', 'voiceChat',
        'videoChat', 'screenShare'] = '{}'
    and (custom_permissions -> 'room') - array['editSettings', 'editName', 'manageUsers',
        'manageRoles', 'inviteUsers'] = '{}');
