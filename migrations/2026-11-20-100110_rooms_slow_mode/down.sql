update public.rooms set settings = settings - 'slowModeSeconds' where settings ? 'slowModeSeconds';
alter table public.rooms
    drop constraint rooms_settings_shape,
    add constraint rooms_settings_shape check (
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
