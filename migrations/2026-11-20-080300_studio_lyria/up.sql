-- Music made by a model while people play: who used how much, and how much they may. What is allowed stands in
-- server/db/sql/studio/lyria.sql.

create table public.lyria_usage (
    id uuid primary key default gen_random_uuid(),
    -- On delete cascade: nobody is charged for an account that is gone.
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    session_id text not null check (char_length(session_id) between 1 and 128),
    session_start timestamptz not null default now(),
    session_end timestamptz check (session_end >= session_start),
    duration_seconds integer not null default 0 check (duration_seconds >= 0),
    prompt_text text check (char_length(prompt_text) <= 2000),
    style text check (style in ('jazz', 'rock', 'electronic', 'ambient', 'lofi', 'funk', 'classical', 'blues')),
    mood text check (mood in ('energetic', 'chill', 'dark', 'uplifting', 'mysterious', 'aggressive')),
    bpm integer check (bpm between 60 and 200),
    scale text check (scale in (
        'SCALE_UNSPECIFIED', 'C_MAJOR_A_MINOR', 'D_FLAT_MAJOR_B_FLAT_MINOR', 'D_MAJOR_B_MINOR',
        'E_FLAT_MAJOR_C_MINOR', 'E_MAJOR_D_FLAT_MINOR', 'F_MAJOR_D_MINOR', 'G_FLAT_MAJOR_E_FLAT_MINOR',
        'G_MAJOR_E_MINOR', 'A_FLAT_MAJOR_F_MINOR', 'A_MAJOR_G_FLAT_MINOR', 'B_FLAT_MAJOR_G_MINOR',
        'B_MAJOR_A_FLAT_MINOR')),
    bytes_streamed bigint not null default 0 check (bytes_streamed >= 0),
    created_at timestamptz not null default now(),
    constraint lyria_usage_user_id_session_id_key unique (user_id, session_id)
);
create index lyria_usage_user_id_idx on public.lyria_usage (user_id, session_start desc, id desc);

create table public.lyria_rate_limits (
    -- On delete cascade, as above.
    user_id uuid primary key references public.user_profiles (id) on delete cascade,
    request_count integer not null default 0 check (request_count >= 0),
    window_start timestamptz not null default now(),
    daily_seconds_used integer not null default 0 check (daily_seconds_used >= 0),
    -- Tomorrow, as UTC counts days.
    daily_reset_at timestamptz not null
        default timezone('utc', date_trunc('day', timezone('utc', now())) + interval '1 day'),
    updated_at timestamptz not null default now()
);

alter table public.lyria_usage enable row level security;
alter table public.lyria_usage force row level security;
alter table public.lyria_rate_limits enable row level security;
alter table public.lyria_rate_limits force row level security;
