update public.saved_rooms set settings = settings - 'slowModeSeconds' where settings ? 'slowModeSeconds';
alter table public.saved_rooms
    drop constraint saved_rooms_settings_check,
    add constraint saved_rooms_settings_check check (
        jsonb_typeof(settings) = 'object'
        and settings - array['sampleRate', 'bitDepth', 'bufferSize', 'autoJitterBuffer', 'backingTrackVolume',
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
alter table public.room_members drop column chat_read_at;
alter table public.room_invitations drop constraint room_invitations_uses_within_max, drop column uses, drop column uses_max;
drop table public.room_join_requests;
