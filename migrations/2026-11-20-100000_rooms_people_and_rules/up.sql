-- Who waits at a door, how often a link opens it, how far somebody has read, and slow mode. What is allowed stands in
-- server/db/sql/rooms/.

-- Somebody who knocks at a room that lets newcomers in by approval.
create table public.room_join_requests (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: there is no door left.
    room_id text not null references public.rooms (id) on delete cascade,
    -- An account's id or a guest's.
    user_id text not null check (char_length(user_id) between 1 and 64),
    is_guest boolean not null default false,
    user_name text not null check (char_length(user_name) between 1 and 50),
    status text not null default 'pending' check (status in ('pending', 'approved', 'declined')),
    asked_at timestamptz not null default now(),
    decided_at timestamptz,
    -- An account's id.
    decided_by text check (char_length(decided_by) between 1 and 64),
    constraint room_join_requests_room_id_user_id_key unique (room_id, user_id),
    check ((status = 'pending') = (decided_at is null))
);
create index room_join_requests_pending_idx on public.room_join_requests (room_id, asked_at, id)
    where status = 'pending';
create index room_join_requests_user_id_idx on public.room_join_requests (user_id);
alter table public.room_join_requests enable row level security;
alter table public.room_join_requests force row level security;

-- How often an invitation by link may be used, and was.
alter table public.room_invitations
    add column uses_max integer check (uses_max between 1 and 1000),
    add column uses integer not null default 0 check (uses >= 0),
    add constraint room_invitations_uses_within_max check (uses_max is null or uses <= uses_max);

-- Up to when the member has read the chat.
alter table public.room_members add column chat_read_at timestamptz;

-- Slow mode among a saved room's settings; rows from before have none of it.
alter table public.saved_rooms
    drop constraint saved_rooms_settings_check,
    add constraint saved_rooms_settings_check check (
        jsonb_typeof(settings) = 'object'
        and settings - array['sampleRate', 'bitDepth', 'bufferSize', 'autoJitterBuffer', 'backingTrackVolume',
            'masterVolume', 'networkMode', 'maxPerformers', 'allowListeners', 'slowModeSeconds'] = '{}'
        and settings -> 'sampleRate' in ('44100', '48000')
        and settings -> 'bitDepth' in ('16', '24')
        and settings -> 'bufferSize' in ('32', '64', '128', '256', '512', '1024')
        and settings -> 'autoJitterBuffer' in ('true', 'false')
        and settings -> 'backingTrackVolume' between '0' and '1'
        and settings -> 'masterVolume' between '0' and '1'
        and settings -> 'networkMode' in ('"auto"', '"sfu"')
        and settings -> 'maxPerformers' between '1' and '20'
        and settings -> 'allowListeners' in ('true', 'false')
        and coalesce(settings -> 'slowModeSeconds' between '0' and '300', true));
