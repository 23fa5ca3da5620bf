-- The track that a profile shows first, and how far people are with challenges. What is allowed stands in
-- server/db/sql/people/.

alter table public.user_profiles
    -- On delete set null: a profile outlives its tracks.
    add column featured_track_id text references public.tracks (id) on delete set null;
create index user_profiles_featured_track_id_idx on public.user_profiles (featured_track_id)
    where featured_track_id is not null;

-- A challenge that somebody took on. What counts is what they do from then on.
create table public.user_challenges (
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    -- On delete cascade: without the challenge nobody can tell what this is about. What it paid stays paid.
    challenge_id uuid not null references public.challenges (id) on delete cascade,
    -- model_people::achievements::StatFacts, as they were when the person took it on.
    stats_before jsonb not null check (
        jsonb_typeof(stats_before) = 'object' and octet_length(stats_before::text) <= 2048),
    started_at timestamptz not null default now(),
    completed_at timestamptz,
    -- When its XP was paid.
    claimed_at timestamptz,
    primary key (user_id, challenge_id),
    check (claimed_at is null or completed_at is not null)
);
create index user_challenges_challenge_id_idx on public.user_challenges (challenge_id);
alter table public.user_challenges enable row level security;
alter table public.user_challenges force row level security;
