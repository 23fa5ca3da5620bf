-- What sessions, reactions and statistics need to be kept so that no end of a server loses or doubles them. What is
-- allowed stands in server/db/sql/rooms/ and server/db/sql/people/.

-- An open session is brought up to date as it goes on, so that it can be closed as it stood when its server died.
-- Closing counts it into the statistics in one transaction; what it earns is paid afterwards, once.
alter table public.session_history
    -- The server's process that keeps it open. No foreign key: processes are forgotten sooner.
    add column process_id uuid,
    -- When it was last brought up to date.
    add column seen_at timestamptz not null default now(),
    -- When what it earned was paid.
    add column awarded_at timestamptz,
    -- Seconds on stage, and of them those as the only one there.
    add column jam_seconds integer not null default 0 check (jam_seconds >= 0),
    add column solo_seconds integer not null default 0 check (solo_seconds between 0 and jam_seconds),
    add column messages integer not null default 0 check (messages >= 0),
    add column reactions_given integer not null default 0 check (reactions_given >= 0),
    -- From other accounts.
    add column fires_received integer not null default 0 check (fires_received >= 0),
    -- At some moment no place was left.
    add column was_full boolean not null default false,
    -- Seconds between the room's opening and the person's coming; null for who opened it.
    add column joined_after_seconds integer check (joined_after_seconds >= 0),
    -- Seconds on stage together, by account.
    add column collaborators jsonb not null default '{}'
        check (jsonb_typeof(collaborators) = 'object' and octet_length(collaborators::text) <= 16384),
    -- Seconds on stage, by family of instruments.
    add column instruments jsonb not null default '{}'
        check (jsonb_typeof(instruments) = 'object' and octet_length(instruments::text) <= 1024);
-- Sessions from before earned nothing.
update public.session_history set awarded_at = left_at where left_at is not null;
alter table public.session_history
    add constraint session_history_awarded_after_left check (awarded_at is null or left_at is not null);
create index session_history_open_idx on public.session_history (seen_at) where left_at is null;
create index session_history_unpaid_idx on public.session_history (left_at)
    where left_at is not null and awarded_at is null;
create index session_history_visits_idx on public.session_history (user_id, room_id);

-- Tracks belong to the process that keeps them open.
alter table public.room_webrtc_sessions add column process_id uuid;
create index room_webrtc_sessions_process_id_idx on public.room_webrtc_sessions (process_id);

-- Who was on stage with whom: one row for each side.
create table public.user_collaborators (
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    other_id uuid not null references public.user_profiles (id) on delete cascade,
    first_at timestamptz not null,
    last_at timestamptz not null,
    sessions integer not null default 1 check (sessions >= 1),
    seconds bigint not null default 0 check (seconds >= 0),
    primary key (user_id, other_id),
    check (user_id <> other_id),
    check (last_at >= first_at)
);
create index user_collaborators_other_id_idx on public.user_collaborators (other_id);
alter table public.user_collaborators enable row level security;
alter table public.user_collaborators force row level security;

-- When the week and the month that are counted began, on the person's clock; null: nothing was counted yet.
alter table public.user_stats
    add column week_began_at timestamptz,
    add column month_began_at timestamptz;

-- Pages of a chat without the reactions between the messages.
create index room_chat_messages_page_idx on public.room_chat_messages (room_id, created_at desc, id desc)
    where not is_deleted and message_type <> 'reaction';
