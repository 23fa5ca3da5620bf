-- What people have done: statistics, instruments, XP, achievements, challenges. What is allowed stands in
-- server/db/sql/people/. All of it goes with its account.

alter table public.user_profiles
    add constraint user_profiles_streak_freezes_max check (streak_freezes <= 3);

create table public.user_stats (
    user_id uuid primary key references public.user_profiles (id) on delete cascade,
    total_jam_seconds bigint not null default 0 check (total_jam_seconds >= 0),
    average_session_seconds integer not null default 0 check (average_session_seconds >= 0),
    longest_session_seconds integer not null default 0 check (longest_session_seconds >= 0),
    total_sessions integer not null default 0 check (total_sessions >= 0),
    sessions_this_week integer not null default 0 check (sessions_this_week >= 0),
    sessions_this_month integer not null default 0 check (sessions_this_month >= 0),
    unique_collaborators integer not null default 0 check (unique_collaborators >= 0),
    reactions_received integer not null default 0 check (reactions_received >= 0),
    reactions_given integer not null default 0 check (reactions_given >= 0),
    messages_sent integer not null default 0 check (messages_sent >= 0),
    rooms_created integer not null default 0 check (rooms_created >= 0),
    rooms_joined integer not null default 0 check (rooms_joined >= 0),
    tracks_uploaded integer not null default 0 check (tracks_uploaded >= 0),
    tracks_generated integer not null default 0 check (tracks_generated >= 0),
    stems_separated integer not null default 0 check (stems_separated >= 0),
    -- Sessions begun in each hour of the person's day, 0 to 23.
    activity_by_hour jsonb not null default '[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]'
        check (case jsonb_typeof(activity_by_hour) when 'array' then jsonb_array_length(activity_by_hour) = 24
            else false end),
    -- The same for the days of the week, Monday first.
    activity_by_day jsonb not null default '[0,0,0,0,0,0,0]'
        check (case jsonb_typeof(activity_by_day) when 'array' then jsonb_array_length(activity_by_day) = 7
            else false end),
    updated_at timestamptz not null default now(),
    -- In no seed; what achievements count.
    weekend_sessions integer not null default 0 check (weekend_sessions >= 0),
    solo_jam_seconds bigint not null default 0 check (solo_jam_seconds >= 0),
    first_welcomes integer not null default 0 check (first_welcomes >= 0)
);
insert into public.user_stats (user_id) select id from public.user_profiles;

-- The instruments that a profile can name; filled from server/people/src/instruments/catalogue.tsv at start.
create table public.instruments (
    id varchar primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
    category varchar not null check (category in (
        'guitar', 'keyboard', 'drums', 'vocals', 'strings', 'wind', 'electronic', 'other')),
    name text not null check (char_length(name) between 1 and 50),
    sort_order integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    constraint instruments_id_category_key unique (id, category)
);

create table public.user_instruments (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    instrument_id varchar not null,
    category varchar not null,
    is_primary boolean not null default false,
    variant varchar check (char_length(variant) <= 100),
    finish varchar check (char_length(finish) <= 100),
    total_hours numeric not null default 0 check (total_hours >= 0),
    total_sessions integer not null default 0 check (total_sessions >= 0),
    level integer not null default 1 check (level >= 1),
    xp integer not null default 0 check (xp >= 0),
    created_at timestamptz not null default now(),
    last_played_at timestamptz,
    constraint user_instruments_user_id_instrument_id_key unique (user_id, instrument_id),
    -- An instrument that somebody plays is not deleted but made inactive.
    constraint user_instruments_instrument_id_fkey foreign key (instrument_id, category)
        references public.instruments (id, category) on update cascade on delete restrict
);
create index user_instruments_instrument_id_idx on public.user_instruments (instrument_id, category);
create unique index user_instruments_primary_key on public.user_instruments (user_id) where is_primary;

create table public.achievements (
    id varchar primary key check (id ~ '^[a-z][a-z0-9_]{0,59}$'),
    name varchar not null check (char_length(name) between 1 and 100),
    description text not null check (char_length(description) <= 500),
    category varchar not null check (category in (
        'getting_started', 'jam_sessions', 'time_investment', 'social', 'room_master', 'instrument_mastery',
        'creation', 'streak', 'special', 'hidden')),
    icon varchar not null default 'trophy' check (char_length(icon) between 1 and 50),
    xp_reward integer not null default 50 check (xp_reward between 0 and 100000),
    -- model_people::achievements::Criteria
    criteria jsonb not null check (
        jsonb_typeof(criteria) = 'object' and jsonb_typeof(criteria -> 'type') = 'string'
        and octet_length(criteria::text) <= 2048),
    is_hidden boolean not null default false,
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    tier varchar not null default 'bronze' check (tier in ('bronze', 'silver', 'gold', 'platinum', 'diamond')),
    -- Shown instead of the description while a hidden one is locked.
    hint text check (char_length(hint) <= 300),
    -- The catalogue's version of this row, as it was last loaded; null for one that an administrator made. A row that
    -- differs from it was edited, and the catalogue leaves it alone.
    loaded jsonb
);
create index achievements_sort_order_idx on public.achievements (sort_order, id);

create table public.user_achievements (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    -- What somebody has earned is not deleted.
    achievement_id varchar not null references public.achievements (id) on update cascade on delete restrict,
    unlocked_at timestamptz not null default now(),
    constraint user_achievements_user_id_achievement_id_key unique (user_id, achievement_id)
);
create index user_achievements_achievement_id_idx on public.user_achievements (achievement_id);

-- Append-only, but that all of a person's rows go with the account.
create table public.user_xp_transactions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    amount integer not null,
    reason text not null check (char_length(reason) between 1 and 200),
    source_type text check (char_length(source_type) between 1 and 50),
    source_id uuid,
    balance_after integer not null check (balance_after >= 0),
    created_at timestamptz not null default now(),
    check (source_id is null or source_type is not null),
    -- The same thing pays once. Without a source_id (null is never equal to null) each call pays.
    constraint user_xp_transactions_once unique (user_id, source_type, source_id, reason)
);
create index user_xp_transactions_user_id_idx on public.user_xp_transactions (user_id, created_at desc, id desc);

create table public.challenges (
    id uuid primary key default gen_random_uuid(),
    type varchar not null check (type in ('daily', 'weekly')),
    name varchar not null check (char_length(name) between 1 and 100),
    description text not null check (char_length(description) <= 500),
    -- model_people::achievements::Criteria
    criteria jsonb not null check (
        jsonb_typeof(criteria) = 'object' and jsonb_typeof(criteria -> 'type') = 'string'
        and octet_length(criteria::text) <= 2048),
    xp_reward integer not null default 100 check (xp_reward between 0 and 100000),
    active_from date not null,
    active_until date not null,
    check (active_until >= active_from)
);
create index challenges_active_idx on public.challenges (active_from, active_until);

alter table public.user_stats enable row level security;
alter table public.user_stats force row level security;
alter table public.instruments enable row level security;
alter table public.instruments force row level security;
alter table public.user_instruments enable row level security;
alter table public.user_instruments force row level security;
alter table public.achievements enable row level security;
alter table public.achievements force row level security;
alter table public.user_achievements enable row level security;
alter table public.user_achievements force row level security;
alter table public.user_xp_transactions enable row level security;
alter table public.user_xp_transactions force row level security;
alter table public.challenges enable row level security;
alter table public.challenges force row level security;
