-- Which server processes live, and which of them runs a live room. What is allowed stands in
-- server/db/sql/rooms/processes.sql.

create table public.server_processes (
    id uuid primary key default gen_random_uuid(),
    started_at timestamptz not null default now(),
    -- Written every two seconds while the process lives; missing for six, it is dead.
    seen_at timestamptz not null default now(),
    -- It stopped in order, or another process found it dead.
    ended_at timestamptz,
    check (seen_at >= started_at),
    check (ended_at >= started_at)
);
create index server_processes_living_idx on public.server_processes (seen_at) where ended_at is null;
alter table public.server_processes enable row level security;
alter table public.server_processes force row level security;

-- A live room runs in the process that holds its lease.
create table public.room_leases (
    -- On delete cascade: no room, nothing to run.
    room_id text primary key references public.rooms (id) on delete cascade,
    -- On delete cascade: a process that is forgotten runs nothing.
    process_id uuid not null references public.server_processes (id) on delete cascade,
    taken_at timestamptz not null default now(),
    expires_at timestamptz not null,
    check (expires_at > taken_at)
);
create index room_leases_process_id_idx on public.room_leases (process_id);
alter table public.room_leases enable row level security;
alter table public.room_leases force row level security;
