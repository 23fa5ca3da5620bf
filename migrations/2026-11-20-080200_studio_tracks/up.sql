-- Sound that is kept: uploaded tracks, a room's queue, channels of the people in a room, loops, songs, and what people
-- save for themselves. What is allowed stands in server/db/sql/studio/.
--
-- Where the seed keeps user ids as text there is no foreign key; studio/forget.sql clears up when an account goes.
-- JSON is checked here for shape; ranges of every parameter are checked by the types in app/model/studio. Comparisons
-- with a missing key are null, which a check lets pass; numbers sort apart from every other JSON type, so `between`
-- checks type and range.

-- An uploaded or generated piece of audio. Its owner is who uploaded it.
create table public.tracks (
    id text primary key check (id ~ '^[A-Za-z0-9_-]{1,128}$'),
    -- On delete set null: the recording outlives the room.
    room_id text references public.rooms (id) on delete set null,
    name text not null check (char_length(name) between 1 and 200),
    artist text check (char_length(artist) <= 200),
    -- Seconds.
    duration real not null check (duration between 0 and 86400),
    url text not null check (url ~ '^(https://|/)' and char_length(url) <= 2000),
    uploaded_by text not null check (char_length(uploaded_by) between 1 and 64),
    uploaded_at timestamptz not null default now(),
    ai_generated boolean not null default false,
    -- Where the separated parts lie: a URL each.
    stems jsonb,
    -- From here on: merged model (seed 003, AudioFile).
    description text not null default '' check (char_length(description) <= 5000),
    visibility text not null default 'private' check (visibility in ('public', 'private', 'unlisted', 'draft')),
    -- Peaks for drawing, 0 to 1.
    waveform jsonb,
    bpm real check (bpm between 20 and 400),
    key text check (key ~ '^[A-G](#|b)?( ?(m|min|minor|maj|major))?$'),
    -- On delete cascade: a stem is a part of its track.
    stem_of text references public.tracks (id) on delete cascade check (stem_of <> id),
    -- On delete set null: a version stays when the original goes.
    fork_of text references public.tracks (id) on delete set null check (fork_of <> id),
    published_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint tracks_stems_shape check (
        jsonb_typeof(stems) = 'object' and octet_length(stems::text) <= 16384
        and stems - array['vocals', 'drums', 'bass', 'guitar', 'other', 'original'] = '{}'
        and not jsonb_path_exists(stems, '$.* ? (@.type() != "string")')),
    constraint tracks_waveform_shape check (
        case when jsonb_typeof(waveform) = 'array' then
            jsonb_array_length(waveform) <= 20000
            and jsonb_array_length(waveform) =
                jsonb_array_length(jsonb_path_query_array(waveform, 'strict $[*] ? (@ >= 0 && @ <= 1)'))
        else waveform is null end)
);
create index tracks_room_id_idx on public.tracks (room_id, uploaded_at desc, id desc);
create index tracks_uploaded_by_idx on public.tracks (uploaded_by, uploaded_at desc, id desc);
create index tracks_public_idx on public.tracks (published_at desc, id desc) where visibility = 'public';
create index tracks_stem_of_idx on public.tracks (stem_of) where stem_of is not null;
create index tracks_fork_of_idx on public.tracks (fork_of) where fork_of is not null;

-- A room's queue of backing tracks.
create table public.room_tracks (
    id uuid primary key,
    -- On delete cascade: a queue belongs to its room.
    room_id text not null references public.rooms (id) on delete cascade,
    name text not null check (char_length(name) between 1 and 200),
    artist text check (char_length(artist) <= 200),
    -- Milliseconds.
    duration integer not null default 0 check (duration between 0 and 86400000),
    url text not null check (url ~ '^(https://|/)' and char_length(url) <= 2000),
    uploaded_by text not null default 'user' check (char_length(uploaded_by) between 1 and 64),
    youtube_id text check (youtube_id ~ '^[A-Za-z0-9_-]{11}$'),
    ai_generated boolean not null default false,
    created_at timestamptz not null default now()
);
create index room_tracks_room_id_idx on public.room_tracks (room_id, created_at, id);
create index room_tracks_uploaded_by_idx on public.room_tracks (uploaded_by);

-- A channel of somebody in a room: what they play through, and how it is set.
create table public.user_tracks (
    id text primary key check (id ~ '^[A-Za-z0-9_-]{1,128}$'),
    -- On delete cascade: channels belong to the room.
    room_id text not null references public.rooms (id) on delete cascade,
    -- Who made it: an account's id or a guest's.
    user_id text not null check (char_length(user_id) between 1 and 64),
    name text not null check (char_length(name) between 1 and 100),
    color text not null default '#a78bfa' check (color ~ '^#[0-9a-fA-F]{6}$'),
    audio_settings jsonb not null default '{}',
    is_muted boolean not null default false,
    is_solo boolean not null default false,
    volume real not null default 1.0 check (volume between 0 and 1),
    -- The product has it and the seed forgot it: -1 left to 1 right.
    pan real not null default 0.0 check (pan between -1 and 1),
    is_armed boolean not null default true,
    is_recording boolean not null default false,
    -- Who plays on it now: an account's id or a guest's.
    owner_user_id text check (char_length(owner_user_id) between 1 and 64),
    owner_user_name text check (char_length(owner_user_name) between 1 and 50),
    is_active boolean not null default true,
    track_type text not null default 'audio' check (track_type in ('audio', 'midi')),
    midi_settings jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint user_tracks_audio_settings_shape check (
        jsonb_typeof(audio_settings) = 'object' and octet_length(audio_settings::text) <= 65536
        and audio_settings - array['inputMode', 'inputDeviceId', 'applicationName', 'sampleRate', 'bufferSize',
            'noiseSuppression', 'echoCancellation', 'autoGainControl', 'channelConfig', 'inputGain', 'effects',
            'activePreset', 'directMonitoring', 'monitoringVolume', 'bridgeTrackId'] = '{}'
        and audio_settings -> 'inputMode' in ('"microphone"', '"application"', '"native"')
        and audio_settings -> 'sampleRate' in ('44100', '48000')
        and audio_settings -> 'bufferSize' in ('32', '64', '128', '256', '512', '1024')
        and audio_settings -> 'noiseSuppression' in ('true', 'false')
        and audio_settings -> 'echoCancellation' in ('true', 'false')
        and audio_settings -> 'autoGainControl' in ('true', 'false')
        and audio_settings -> 'channelConfig' -> 'channelCount' in ('1', '2')
        and audio_settings -> 'inputGain' between '-24' and '24'
        and jsonb_typeof(audio_settings -> 'effects') = 'object'
        and audio_settings -> 'directMonitoring' in ('true', 'false')
        and audio_settings -> 'monitoringVolume' between '0' and '1'),
    constraint user_tracks_midi_settings_shape check (
        jsonb_typeof(midi_settings) = 'object' and octet_length(midi_settings::text) <= 16384
        and midi_settings - array['deviceId', 'deviceName', 'channel', 'soundBank', 'soundPreset', 'noteMapping',
            'arpeggiator', 'velocityCurve'] = '{}'
        and (midi_settings -> 'channel' = '"all"' or midi_settings -> 'channel' between '1' and '16')
        and midi_settings -> 'velocityCurve' in ('"linear"', '"soft"', '"hard"'))
);
create index user_tracks_room_id_idx on public.user_tracks (room_id, created_at, id);
create index user_tracks_user_id_idx on public.user_tracks (user_id);
create index user_tracks_owner_user_id_idx on public.user_tracks (owner_user_id) where owner_user_id is not null;

-- Loops that a room plays.
create table public.room_loop_tracks (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: loops belong to the room.
    room_id text not null references public.rooms (id) on delete cascade,
    created_by text check (char_length(created_by) between 1 and 64),
    created_by_name text check (char_length(created_by_name) between 1 and 50),
    -- A loop of the library or of somebody's own; no foreign key, because it may be either.
    loop_id text not null check (loop_id ~ '^[A-Za-z0-9_-]{1,128}$'),
    custom_midi_data jsonb check (
        case when jsonb_typeof(custom_midi_data) = 'array' then
            jsonb_array_length(custom_midi_data) <= 4096
            and jsonb_array_length(custom_midi_data) = jsonb_array_length(jsonb_path_query_array(custom_midi_data, 'strict $[*] ?
                (@.t >= 0 && @.t <= 1 && @.n >= 0 && @.n <= 127 && @.v >= 0 && @.v <= 127 && @.d >= 0 && @.d <= 1)'))
        else custom_midi_data is null end),
    is_playing boolean not null default false,
    start_time timestamptz,
    loop_start_beat real not null default 0 check (loop_start_beat between 0 and 1000000),
    sound_preset text not null default 'drums/acoustic-kit'
        check (sound_preset ~ '^[a-z0-9_-]+(/[a-z0-9_-]+)*$' and char_length(sound_preset) <= 100),
    sound_settings jsonb not null default '{}' check (
        jsonb_typeof(sound_settings) = 'object'
        and sound_settings - array['cutoff', 'resonance', 'attack', 'decay', 'sustain', 'release'] = '{}'
        and not jsonb_path_exists(sound_settings, '$.* ? (@.type() != "number" && @.type() != "null")')),
    tempo_locked boolean not null default false,
    target_bpm real check (target_bpm between 40 and 240),
    key_locked boolean not null default false,
    target_key text check (target_key ~ '^[A-G](#|b)?( ?(m|min|minor|maj|major))?$'),
    transpose_amount integer not null default 0 check (transpose_amount between -24 and 24),
    volume real not null default 0.8 check (volume between 0 and 2),
    pan real not null default 0.0 check (pan between -1 and 1),
    muted boolean not null default false,
    solo boolean not null default false,
    effects jsonb not null default
        '{"noiseGate":{"enabled":false,"threshold":-40,"attack":1,"hold":50,"release":100,"range":-80},"eq":{"enabled":false,"bands":[{"type":"lowshelf","frequency":80,"gain":0,"q":1},{"type":"peaking","frequency":250,"gain":0,"q":1},{"type":"peaking","frequency":1000,"gain":0,"q":1},{"type":"peaking","frequency":3000,"gain":0,"q":1},{"type":"highshelf","frequency":8000,"gain":0,"q":1}]},"compressor":{"enabled":false,"threshold":-24,"ratio":4,"attack":10,"release":100,"knee":6,"makeupGain":0},"reverb":{"enabled":false,"type":"hall","mix":0.3,"decay":2,"preDelay":20,"highCut":8000,"lowCut":100},"limiter":{"enabled":false,"threshold":-3,"release":100,"ceiling":-0.3}}',
    humanize_enabled boolean not null default false,
    humanize_timing real not null default 0.05 check (humanize_timing between 0 and 0.2),
    humanize_velocity real not null default 0.1 check (humanize_velocity between 0 and 0.5),
    color text not null default '#6366f1' check (color ~ '^#[0-9a-fA-F]{6}$'),
    name text check (char_length(name) between 1 and 100),
    position integer not null default 0 check (position >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint room_loop_tracks_effects_shape check (
        jsonb_typeof(effects) = 'object' and octet_length(effects::text) <= 16384
        and effects - array[
            'noiseGate', 'eq', 'compressor', 'reverb', 'limiter'] = '{}'
        and not jsonb_path_exists(effects, '$.* ? (@.type() != "object" || !exists(@.enabled ? (@.type() == "boolean")))'))
);
create index idx_room_loop_tracks_room on public.room_loop_tracks (room_id);
create index room_loop_tracks_position_idx on public.room_loop_tracks (room_id, position, id);
create index room_loop_tracks_created_by_idx on public.room_loop_tracks (created_by) where created_by is not null;

-- Arrangements: which track, loop or generated music plays when.
create table public.songs (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: songs belong to the room.
    room_id text not null references public.rooms (id) on delete cascade,
    name text not null check (char_length(name) between 1 and 200),
    tracks jsonb not null default '[]',
    bpm integer not null default 120 check (bpm between 40 and 240),
    key text check (key ~ '^[A-G](#|b)?( ?(m|min|minor|maj|major))?$'),
    time_signature integer[] not null default '{4,4}' check (
        array_ndims(time_signature) = 1 and cardinality(time_signature) = 2 and array_lower(time_signature, 1) = 1
        and time_signature[1] between 1 and 16 and time_signature[2] in (1, 2, 4, 8, 16, 32)),
    -- Seconds.
    duration real not null default 0 check (duration between 0 and 86400),
    color text not null default '#6366f1' check (color ~ '^#[0-9a-fA-F]{6}$'),
    position integer not null default 0 check (position >= 0),
    -- On delete set null: the band keeps the song; the name stays.
    created_by uuid references public.user_profiles (id) on delete set null,
    created_by_name text check (char_length(created_by_name) between 1 and 50),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint songs_tracks_shape check (
        octet_length(tracks::text) <= 262144
        and case when jsonb_typeof(tracks) = 'array' then
            jsonb_array_length(tracks) <= 512
            and jsonb_array_length(tracks) = jsonb_array_length(jsonb_path_query_array(tracks, 'strict $[*] ?
                (@.id.type() == "string" && @.trackId.type() == "string" && @.position.type() == "number"
                    && (@.type == "audio" || @.type == "loop" || @.type == "lyria") && @.startOffset >= 0)'))
        else false end)
);
create index songs_room_id_idx on public.songs (room_id, position, id);
create index songs_created_by_idx on public.songs (created_by) where created_by is not null;

-- A person's own channel settings, to bring into the next room.
create table public.saved_track_presets (
    id text primary key check (id ~ '^[A-Za-z0-9_-]{1,128}$'),
    user_id text not null check (user_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    name text not null check (char_length(name) between 1 and 100),
    description text check (char_length(description) <= 500),
    track_type text not null default 'audio' check (track_type in ('audio', 'midi')),
    instrument_id text not null default 'other' check (instrument_id ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
    color text not null default '#a78bfa' check (color ~ '^#[0-9a-fA-F]{6}$'),
    volume real not null default 1.0 check (volume between 0 and 1),
    is_muted boolean not null default false,
    is_solo boolean not null default false,
    audio_settings jsonb,
    midi_settings jsonb,
    effects jsonb not null default '{}',
    active_effect_preset text check (active_effect_preset ~ '^[a-z0-9][a-z0-9/-]{0,99}$'),
    is_default boolean not null default false,
    use_count integer not null default 0 check (use_count >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint saved_track_presets_audio_settings_shape check (
        jsonb_typeof(audio_settings) = 'object' and octet_length(audio_settings::text) <= 65536
        and audio_settings - array['inputMode', 'inputDeviceId', 'applicationName', 'sampleRate', 'bufferSize',
            'noiseSuppression', 'echoCancellation', 'autoGainControl', 'channelConfig', 'inputGain', 'effects',
            'activePreset', 'directMonitoring', 'monitoringVolume', 'bridgeTrackId'] = '{}'
        and audio_settings -> 'inputMode' in ('"microphone"', '"application"', '"native"')
        and audio_settings -> 'sampleRate' in ('44100', '48000')
        and audio_settings -> 'bufferSize' in ('32', '64', '128', '256', '512', '1024')
        and audio_settings -> 'noiseSuppression' in ('true', 'false')
        and audio_settings -> 'echoCancellation' in ('true', 'false')
        and audio_settings -> 'autoGainControl' in ('true', 'false')
        and audio_settings -> 'channelConfig' -> 'channelCount' in ('1', '2')
        and audio_settings -> 'inputGain' between '-24' and '24'
        and jsonb_typeof(audio_settings -> 'effects') = 'object'
        and audio_settings -> 'directMonitoring' in ('true', 'false')
        and audio_settings -> 'monitoringVolume' between '0' and '1'),
    constraint saved_track_presets_midi_settings_shape check (
        jsonb_typeof(midi_settings) = 'object' and octet_length(midi_settings::text) <= 16384
        and midi_settings - array['deviceId', 'deviceName', 'channel', 'soundBank', 'soundPreset', 'noteMapping',
            'arpeggiator', 'velocityCurve'] = '{}'
        and (midi_settings -> 'channel' = '"all"' or midi_settings -> 'channel' between '1' and '16')
        and midi_settings -> 'velocityCurve' in ('"linear"', '"soft"', '"hard"')),
    constraint saved_track_presets_effects_shape check (
        jsonb_typeof(effects) = 'object' and octet_length(effects::text) <= 65536
        and effects - array[
            'wah', 'overdrive', 'distortion', 'ampSimulator', 'cabinet', 'noiseGate', 'eq', 'compressor', 'chorus',
            'flanger', 'phaser', 'delay', 'tremolo', 'reverb', 'limiter', 'pitchCorrection', 'vocalDoubler',
            'deEsser', 'formantShifter', 'harmonizer', 'bitcrusher', 'ringModulator', 'frequencyShifter',
            'granularDelay', 'rotarySpeaker', 'autoPan', 'multiFilter', 'vibrato', 'transientShaper',
            'stereoImager', 'exciter', 'multibandCompressor', 'stereoDelay', 'roomSimulator', 'shimmerReverb'] = '{}'
        and not jsonb_path_exists(effects, '$.* ? (@.type() != "object" || !exists(@.enabled ? (@.type() == "boolean")))'))
);
create index saved_track_presets_user_id_idx on public.saved_track_presets (user_id, created_at desc, id desc);
-- One preset of each kind is the one to start with.
create unique index saved_track_presets_default_key on public.saved_track_presets (user_id, track_type)
    where is_default;

create table public.user_custom_loops (
    id text primary key check (id ~ '^[A-Za-z0-9_-]{1,128}$'),
    user_id text not null check (user_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    name text not null check (char_length(name) between 1 and 100),
    category text not null check (category ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
    subcategory text not null default 'custom' check (subcategory ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
    bpm integer not null default 120 check (bpm between 40 and 240),
    bars integer not null default 2 check (bars between 1 and 64),
    time_signature jsonb not null default '[4, 4]' check (
        case when jsonb_typeof(time_signature) = 'array' then
            jsonb_array_length(time_signature) = 2
            and time_signature -> 0 in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14',
                '15', '16')
            and time_signature -> 1 in ('1', '2', '4', '8', '16', '32')
        else false end),
    key text check (key ~ '^[A-G](#|b)?( ?(m|min|minor|maj|major))?$'),
    midi_data jsonb not null default '[]' check (
        case when jsonb_typeof(midi_data) = 'array' then
            jsonb_array_length(midi_data) <= 4096
            and jsonb_array_length(midi_data) = jsonb_array_length(jsonb_path_query_array(midi_data, 'strict $[*] ?
                (@.t >= 0 && @.t <= 1 && @.n >= 0 && @.n <= 127 && @.v >= 0 && @.v <= 127 && @.d >= 0 && @.d <= 1)'))
        else midi_data is null end),
    sound_preset text not null check (sound_preset ~ '^[a-z0-9_-]+(/[a-z0-9_-]+)*$' and char_length(sound_preset) <= 100),
    tags jsonb not null default '["custom"]' check (
        octet_length(tags::text) <= 2048
        and case when jsonb_typeof(tags) = 'array' then
            jsonb_array_length(tags) <= 20 and not jsonb_path_exists(tags, '$[*] ? (@.type() != "string")')
        else false end),
    intensity integer not null default 3 check (intensity between 1 and 5),
    complexity integer not null default 2 check (complexity between 1 and 5),
    description text check (char_length(description) <= 500),
    is_favorite boolean not null default false,
    is_promoted boolean not null default false,
    promoted_at timestamptz,
    -- On delete set null: the loop stays promoted when the administrator's account goes.
    promoted_by uuid references public.user_profiles (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index user_custom_loops_user_id_idx on public.user_custom_loops (user_id, created_at desc, id desc);
create index user_custom_loops_promoted_by_idx on public.user_custom_loops (promoted_by)
    where promoted_by is not null;

alter table public.tracks enable row level security;
alter table public.tracks force row level security;
alter table public.room_tracks enable row level security;
alter table public.room_tracks force row level security;
alter table public.user_tracks enable row level security;
alter table public.user_tracks force row level security;
alter table public.room_loop_tracks enable row level security;
alter table public.room_loop_tracks force row level security;
alter table public.songs enable row level security;
alter table public.songs force row level security;
alter table public.saved_track_presets enable row level security;
alter table public.saved_track_presets force row level security;
alter table public.user_custom_loops enable row level security;
alter table public.user_custom_loops force row level security;
