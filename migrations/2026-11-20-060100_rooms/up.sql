-- Rooms, who belongs to them, what is said and what is sent. What is allowed stands in server/db/sql/rooms/.
--
-- The seed keeps user ids in these tables as text, because guests have no account. An account's id is its uuid in
-- lower case with hyphens.

create table public.rooms (
    id text primary key check (id ~ '^[a-z0-9]{8}$'),
    name text not null check (char_length(name) between 1 and 100),
    -- An account's id, or 'openstudio' for the house's own rooms and for rooms whose creator is gone.
    created_by text not null check (created_by = 'openstudio' or created_by ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    created_at timestamptz not null default now(),
    pop_location text not null default 'auto' check (char_length(pop_location) <= 50),
    max_users integer not null default 10 check (max_users between 2 and 50),
    is_public boolean not null default true,
    settings jsonb not null default '{}'
        check (jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 16384),
    description text check (char_length(description) <= 500),
    genre text check (genre in (
        'rock', 'jazz', 'blues', 'electronic', 'hiphop', 'classical', 'folk', 'metal', 'pop', 'rnb', 'country',
        'funk', 'experimental', 'jam', 'other')),
    tags jsonb check (jsonb_typeof(tags) = 'array' and octet_length(tags::text) <= 2048),
    rules text check (char_length(rules) <= 2000),
    creator_name text check (char_length(creator_name) <= 50),
    creator_username text check (char_length(creator_username) <= 30),
    last_activity timestamptz not null default now(),
    color text not null default 'indigo' check (color in (
        'indigo', 'purple', 'pink', 'rose', 'red', 'orange', 'amber', 'yellow', 'lime', 'green', 'emerald', 'teal',
        'cyan', 'sky', 'blue')),
    icon text not null default 'music' check (icon in (
        'music', 'guitar', 'drums', 'piano', 'microphone', 'headphones', 'saxophone', 'trumpet', 'violin', 'fire',
        'star', 'lightning', 'rocket', 'diamond', 'crown', 'heart', 'moon', 'sun', 'wave', 'mountain')),
    default_role text not null default 'member' check (default_role in ('performer', 'member', 'listener')),
    default_permissions jsonb
        check (jsonb_typeof(default_permissions) = 'object' and octet_length(default_permissions::text) <= 16384),
    require_approval boolean not null default false
);
create index rooms_lobby_idx on public.rooms (last_activity desc, id) where is_public;
create index rooms_created_by_idx on public.rooms (created_by);

create table public.room_members (
    id uuid primary key default gen_random_uuid(),
    room_id text not null references public.rooms (id) on delete cascade,
    user_id text not null check (char_length(user_id) between 1 and 64),
    user_name text not null check (char_length(user_name) between 1 and 50),
    user_avatar text check (char_length(user_avatar) <= 500),
    role text not null default 'member' check (role in ('owner', 'co-host', 'performer', 'member', 'listener')),
    custom_permissions jsonb
        check (jsonb_typeof(custom_permissions) = 'object' and octet_length(custom_permissions::text) <= 16384),
    joined_at timestamptz not null default now(),
    last_active_at timestamptz not null default now(),
    invited_by text check (char_length(invited_by) <= 64),
    is_banned boolean not null default false,
    ban_reason text check (char_length(ban_reason) <= 1000),
    constraint room_members_room_id_user_id_key unique (room_id, user_id)
);
create index idx_room_members_room on public.room_members (room_id);
create index idx_room_members_user on public.room_members (user_id);

create table public.room_chat_messages (
    id uuid primary key default gen_random_uuid(),
    room_id varchar not null references public.rooms (id) on delete cascade,
    user_id uuid references public.user_profiles (id) on delete set null,
    -- The sender's name at that time: guests have no account, and accounts go.
    author_name text not null check (char_length(author_name) between 1 and 50),
    content text not null check (char_length(content) between 1 and 2000),
    message_type varchar not null default 'text' check (message_type in ('text', 'reaction', 'system', 'join', 'leave')),
    reaction_type varchar check (reaction_type in ('fire', 'clap', 'shred', 'love', 'mindblown', 'magic')),
    target_user_id uuid references public.user_profiles (id) on delete set null,
    created_at timestamptz not null default now(),
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by uuid references public.user_profiles (id) on delete set null
);
create index idx_room_chat_messages_room on public.room_chat_messages (room_id, created_at desc);
create index room_chat_messages_user_id_idx on public.room_chat_messages (user_id) where user_id is not null;
create index room_chat_messages_target_user_id_idx on public.room_chat_messages (target_user_id)
    where target_user_id is not null;
create index room_chat_messages_deleted_by_idx on public.room_chat_messages (deleted_by) where deleted_by is not null;

create table public.room_webrtc_sessions (
    id uuid primary key default gen_random_uuid(),
    room_id text not null references public.rooms (id) on delete cascade,
    -- An account's id or a guest's.
    user_id text not null check (char_length(user_id) between 1 and 64),
    session_id text not null check (char_length(session_id) between 1 and 128),
    track_name text not null check (char_length(track_name) between 1 and 128),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint room_webrtc_sessions_room_id_track_name_key unique (room_id, track_name)
);
create index room_webrtc_sessions_user_id_idx on public.room_webrtc_sessions (user_id);

alter table public.rooms enable row level security;
alter table public.rooms force row level security;
alter table public.room_members enable row level security;
alter table public.room_members force row level security;
alter table public.room_chat_messages enable row level security;
alter table public.room_chat_messages force row level security;
alter table public.room_webrtc_sessions enable row level security;
alter table public.room_webrtc_sessions force row level security;
