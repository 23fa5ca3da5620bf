-- What is kept of rooms: saved rooms, invitations, bans, the log of permissions, and who was in which session. What is
-- allowed stands in server/db/sql/rooms/.
--
-- Where the seed keeps user ids as text there is no foreign key; rooms/forget.sql clears up when an account goes.

-- A room that an account keeps with its settings, also while nobody has it open.
create table public.saved_rooms (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: they are the person's own settings.
    owner_id uuid not null references public.user_profiles (id) on delete cascade,
    code varchar not null constraint saved_rooms_code_key unique check (code ~ '^[a-z0-9]{8}$'),
    name varchar not null check (char_length(name) between 1 and 100),
    description text not null default '' check (char_length(description) <= 500),
    room_type varchar not null default 'private'
        check (room_type in ('public', 'private', 'friends', 'scheduled', 'recurring')),
    max_users integer not null default 10 check (max_users between 2 and 50),
    genre varchar check (genre in (
        'rock', 'jazz', 'blues', 'electronic', 'hiphop', 'classical', 'folk', 'metal', 'pop', 'rnb', 'country',
        'funk', 'experimental', 'jam', 'other')),
    skill_level varchar check (skill_level in ('beginner', 'intermediate', 'advanced', 'any')),
    min_level integer not null default 0 check (min_level >= 0),
    min_reputation numeric not null default 0 check (min_reputation >= 0),
    theme varchar not null default 'default' check (theme ~ '^[a-z][a-z0-9-]{0,49}$'),
    banner_url varchar check (banner_url ~ '^(https://|/)' and char_length(banner_url) <= 500),
    welcome_message text check (char_length(welcome_message) <= 1000),
    rules text check (char_length(rules) <= 2000),
    tags text[] not null default '{}' check (cardinality(tags) <= 10 and octet_length(tags::text) <= 2048),
    settings jsonb not null default
        '{"sampleRate":48000,"bitDepth":16,"bufferSize":256,"autoJitterBuffer":true,"backingTrackVolume":1.0,"masterVolume":1.0,"networkMode":"auto","maxPerformers":8,"allowListeners":true}',
    total_sessions integer not null default 0 check (total_sessions >= 0),
    total_unique_visitors integer not null default 0 check (total_unique_visitors >= 0),
    total_jam_seconds bigint not null default 0 check (total_jam_seconds >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    last_active_at timestamptz,
    -- A comparison with a missing key is null, which a check lets pass; numbers sort apart from every other JSON type,
    -- so `between` checks type and range.
    constraint saved_rooms_settings_check check (
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
        and settings -> 'allowListeners' in ('true', 'false'))
);
create index saved_rooms_owner_id_idx on public.saved_rooms (owner_id, created_at desc, id desc);
create index saved_rooms_public_idx on public.saved_rooms (last_active_at desc nulls last, id desc)
    where room_type = 'public';

-- A room of one's own that one wants to find again.
create table public.user_saved_rooms (
    id uuid primary key default gen_random_uuid(),
    user_id text not null check (user_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    -- On delete cascade: a room that is gone cannot be found again.
    room_id text not null references public.rooms (id) on delete cascade,
    notes text check (char_length(notes) <= 1000),
    saved_at timestamptz not null default now(),
    constraint user_saved_rooms_user_id_room_id_key unique (user_id, room_id)
);
create index user_saved_rooms_room_id_idx on public.user_saved_rooms (room_id);
create index user_saved_rooms_user_id_idx on public.user_saved_rooms (user_id, saved_at desc, id desc);

create table public.room_bans (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: a ban is from that room.
    room_id text not null references public.rooms (id) on delete cascade,
    -- An account's id or a guest's.
    user_id text not null check (char_length(user_id) between 1 and 64),
    reason text check (char_length(reason) <= 1000),
    banned_by text not null check (char_length(banned_by) between 1 and 64),
    banned_at timestamptz not null default now(),
    -- Null: for good.
    expires_at timestamptz check (expires_at > banned_at),
    constraint room_bans_room_id_user_id_key unique (room_id, user_id),
    check (user_id <> banned_by)
);
create index room_bans_user_id_idx on public.room_bans (user_id);
create index room_bans_room_id_idx on public.room_bans (room_id, banned_at desc, id desc);

create table public.room_invitations (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: there is nothing left to be invited to.
    room_id text not null references public.rooms (id) on delete cascade,
    invited_user_id text check (invited_user_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    invited_email text check (
        invited_email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and octet_length(invited_email) <= 254
        and invited_email = lower(invited_email)),
    invited_by text not null check (char_length(invited_by) between 1 and 64),
    status text not null default 'pending' check (status in ('pending', 'accepted', 'declined', 'expired', 'revoked')),
    -- The alphabet of generate_invite_code(): no I, O, 0 or 1.
    invite_code text constraint room_invitations_invite_code_key unique
        check (invite_code ~ '^[A-HJ-NP-Z2-9]{8,64}$'),
    message text check (char_length(message) <= 500),
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- To a person, to an address, or by link: never two of them.
    check (num_nonnulls(invited_user_id, invited_email) <= 1),
    -- Only a link stays open after it was used.
    check (status not in ('accepted', 'declined') or num_nonnulls(invited_user_id, invited_email) = 1)
);
create index room_invitations_room_id_idx on public.room_invitations (room_id, created_at desc, id desc);
create index room_invitations_invited_user_id_idx on public.room_invitations (invited_user_id)
    where invited_user_id is not null;
create index room_invitations_invited_email_idx on public.room_invitations (invited_email)
    where invited_email is not null;
create index room_invitations_invited_by_idx on public.room_invitations (invited_by);
create index room_invitations_expiry_idx on public.room_invitations (expires_at) where status = 'pending';
-- A person is invited to a room once at a time.
create unique index room_invitations_pending_user_key on public.room_invitations (room_id, invited_user_id)
    where status = 'pending';
create unique index room_invitations_pending_email_key on public.room_invitations (room_id, invited_email)
    where status = 'pending';

create table public.room_permission_logs (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: the log is about the room.
    room_id text not null references public.rooms (id) on delete cascade,
    target_user_id text not null check (char_length(target_user_id) between 1 and 64),
    action text not null check (action in ('role_change', 'permission_update', 'kick', 'ban', 'unban')),
    old_value jsonb check (jsonb_typeof(old_value) = 'object' and octet_length(old_value::text) <= 16384),
    new_value jsonb check (jsonb_typeof(new_value) = 'object' and octet_length(new_value::text) <= 16384),
    performed_by text not null check (char_length(performed_by) between 1 and 64),
    created_at timestamptz not null default now()
);
create index room_permission_logs_room_id_idx on public.room_permission_logs (room_id, created_at desc, id desc);

create table public.session_history (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: it is the person's own history.
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    -- No foreign key (the seed): a session happened, also when its room is gone.
    room_id varchar not null check (char_length(room_id) between 1 and 64),
    joined_at timestamptz not null default now(),
    left_at timestamptz check (left_at >= joined_at),
    duration_seconds integer check (duration_seconds >= 0),
    instrument_id varchar check (char_length(instrument_id) between 1 and 50),
    was_room_master boolean not null default false,
    -- Accounts that were there at the same time. No foreign keys in an array; rooms/forget.sql takes out who goes.
    participant_ids uuid[] not null default '{}'
        check (cardinality(participant_ids) <= 200 and array_position(participant_ids, null) is null)
);
create index idx_session_history_user on public.session_history (user_id, joined_at desc);
create index session_history_room_id_idx on public.session_history (room_id);
create index session_history_participants_idx on public.session_history using gin (participant_ids);

alter table public.saved_rooms enable row level security;
alter table public.saved_rooms force row level security;
alter table public.user_saved_rooms enable row level security;
alter table public.user_saved_rooms force row level security;
alter table public.room_bans enable row level security;
alter table public.room_bans force row level security;
alter table public.room_invitations enable row level security;
alter table public.room_invitations force row level security;
alter table public.room_permission_logs enable row level security;
alter table public.room_permission_logs force row level security;
alter table public.session_history enable row level security;
alter table public.session_history force row level security;
