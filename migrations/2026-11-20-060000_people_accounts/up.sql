-- Accounts, sign-ins, site roles and profiles. What is allowed stands in server/db/sql/people/.

create extension if not exists citext with schema public;
create schema auth;

create table auth.users (
    id uuid primary key,
    email public.citext not null constraint users_email_key unique
        check (octet_length(email::text) between 3 and 254),
    -- PHC string (argon2id). No account has an empty one; '!' can never match and marks accounts nobody signs in to.
    password_hash text not null check (password_hash <> ''),
    is_verified boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table auth.sessions (
    id uuid primary key,
    user_id uuid not null references auth.users (id) on delete cascade,
    -- sha256 of the secret in the cookie: reading this table signs nobody in.
    token_hash bytea not null constraint sessions_token_hash_key unique check (octet_length(token_hash) = 32),
    ip_address inet,
    user_agent text check (char_length(user_agent) <= 512),
    created_at timestamptz not null default now(),
    last_active_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    check (expires_at > created_at)
);
create index sessions_user_id_idx on auth.sessions (user_id, last_active_at desc);

create table auth.roles (
    id uuid primary key default gen_random_uuid(),
    name text not null constraint roles_name_key unique check (name ~ '^[a-z][a-z_]{0,49}$'),
    description text not null default '' check (char_length(description) <= 500),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table auth.permissions (
    id uuid primary key default gen_random_uuid(),
    action text not null check (action ~ '^[A-Za-z][A-Za-z_]{0,49}$'),
    resource text not null check (resource ~ '^[A-Za-z][A-Za-z_]{0,49}$'),
    description text not null default '' check (char_length(description) <= 500),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint permissions_action_resource_key unique (action, resource)
);

create table auth.role_permissions (
    role_id uuid not null references auth.roles (id) on delete cascade,
    permission_id uuid not null references auth.permissions (id) on delete cascade,
    created_at timestamptz not null default now(),
    primary key (role_id, permission_id)
);
create index role_permissions_permission_id_idx on auth.role_permissions (permission_id);

create table auth.user_roles (
    user_id uuid not null references auth.users (id) on delete cascade,
    role_id uuid not null references auth.roles (id) on delete cascade,
    created_at timestamptz not null default now(),
    primary key (user_id, role_id)
);
create index user_roles_role_id_idx on auth.user_roles (role_id);

create table public.user_profiles (
    id uuid primary key references auth.users (id) on delete cascade,
    username varchar not null constraint user_profiles_username_key unique
        check (username ~ '^[a-z][a-z0-9_]{2,29}$'),
    display_name varchar not null check (char_length(display_name) between 1 and 50),
    bio text not null default '' check (char_length(bio) <= 2000),
    account_type varchar not null default 'free' check (account_type in ('free', 'basic', 'pro', 'enterprise')),
    is_verified boolean not null default false,
    is_banned boolean not null default false,
    ban_reason text check (char_length(ban_reason) <= 1000),
    ban_expires_at timestamptz,
    total_xp integer not null default 0 check (total_xp >= 0),
    level integer not null default 1 check (level >= 1),
    current_daily_streak integer not null default 0 check (current_daily_streak >= 0),
    longest_daily_streak integer not null default 0 check (longest_daily_streak >= 0),
    last_active_date date,
    streak_freezes integer not null default 1 check (streak_freezes >= 0),
    link_spotify varchar check (link_spotify ~ '^https://' and char_length(link_spotify) <= 300),
    link_soundcloud varchar check (link_soundcloud ~ '^https://' and char_length(link_soundcloud) <= 300),
    link_youtube varchar check (link_youtube ~ '^https://' and char_length(link_youtube) <= 300),
    link_instagram varchar check (link_instagram ~ '^https://' and char_length(link_instagram) <= 300),
    link_website varchar check (link_website ~ '^https?://' and char_length(link_website) <= 300),
    link_twitter varchar check (link_twitter ~ '^https://' and char_length(link_twitter) <= 300),
    banner_url text check (char_length(banner_url) <= 500),
    location text check (char_length(location) <= 100),
    timezone text check (char_length(timezone) <= 64),
    profile_visibility varchar not null default 'public' check (profile_visibility in ('public', 'friends', 'private')),
    show_stats boolean not null default true,
    show_activity boolean not null default true,
    allow_friend_requests boolean not null default true,
    allow_room_invites boolean not null default true,
    preferences jsonb not null default
        '{"theme":"dark","accentColor":"#6366f1","compactMode":false,"autoJitterBuffer":true,"showTutorialTips":true,"defaultBufferSize":256,"defaultSampleRate":48000,"emailNotifications":true,"soundNotifications":true}'
        check (jsonb_typeof(preferences) = 'object' and octet_length(preferences::text) <= 16384),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    last_online_at timestamptz not null default now()
);
create index idx_user_profiles_username on public.user_profiles (username);
create index idx_user_profiles_level on public.user_profiles (level desc);
create index idx_user_profiles_last_online on public.user_profiles (last_online_at desc);

alter table auth.users enable row level security;
alter table auth.users force row level security;
alter table auth.sessions enable row level security;
alter table auth.sessions force row level security;
alter table auth.roles enable row level security;
alter table auth.roles force row level security;
alter table auth.permissions enable row level security;
alter table auth.permissions force row level security;
alter table auth.role_permissions enable row level security;
alter table auth.role_permissions force row level security;
alter table auth.user_roles enable row level security;
alter table auth.user_roles force row level security;
alter table public.user_profiles enable row level security;
alter table public.user_profiles force row level security;
