-- Reports of abuse, and what administrators did. What is allowed stands in server/db/sql/people/. Both outlive the
-- accounts in them: only the link to the account goes.

create table public.reports (
    id uuid primary key default gen_random_uuid(),
    reporter_id uuid references public.user_profiles (id) on delete set null,
    target_type varchar not null check (target_type in ('user', 'room', 'message', 'content')),
    -- Text, because rooms have text ids.
    target_id text not null check (char_length(target_id) between 1 and 64),
    reason varchar not null check (reason in (
        'spam', 'harassment', 'hate', 'sexual', 'violence', 'self_harm', 'impersonation', 'copyright', 'other')),
    description text check (char_length(description) <= 2000),
    evidence_urls text[] not null default '{}'
        check (cardinality(evidence_urls) <= 10 and array_position(evidence_urls, null) is null
            and octet_length(array_to_string(evidence_urls, '')) <= 5000),
    status varchar not null default 'pending' check (status in ('pending', 'reviewed', 'resolved', 'dismissed')),
    reviewed_by uuid references public.user_profiles (id) on delete set null,
    reviewed_at timestamptz,
    resolution text check (char_length(resolution) <= 2000),
    action_taken varchar check (action_taken in ('none', 'warned', 'content_removed', 'room_closed', 'banned')),
    created_at timestamptz not null default now(),
    -- What was reported, as the reporter could see it at that moment; set by a trigger.
    target_snapshot jsonb
        check (jsonb_typeof(target_snapshot) = 'object' and octet_length(target_snapshot::text) <= 16384),
    assigned_to uuid references public.user_profiles (id) on delete set null,
    updated_at timestamptz not null default now()
);
create index reports_queue_idx on public.reports (status, created_at, id);
create index reports_reporter_id_idx on public.reports (reporter_id, created_at desc);
create index reports_reviewed_by_idx on public.reports (reviewed_by) where reviewed_by is not null;
create index reports_assigned_to_idx on public.reports (assigned_to) where assigned_to is not null;
create index reports_target_idx on public.reports (target_type, target_id);
-- Reporting the same thing again adds nothing while nobody has looked.
create unique index reports_one_open_key on public.reports (reporter_id, target_type, target_id)
    where status = 'pending';

-- Append-only.
create table public.admin_audit_log (
    id uuid primary key default gen_random_uuid(),
    admin_id uuid references public.user_profiles (id) on delete set null,
    -- Kept when the account goes; `server` for what was done at the server's console.
    admin_name text not null default 'server' check (char_length(admin_name) between 1 and 50),
    action varchar not null check (action ~ '^[a-z][a-z_]{0,49}$'),
    target_type varchar check (target_type ~ '^[a-z][a-z_]{0,49}$'),
    -- Of things with text ids, the id is in the details.
    target_id uuid,
    details jsonb not null default '{}'
        check (jsonb_typeof(details) = 'object' and octet_length(details::text) <= 16384),
    ip_address inet,
    created_at timestamptz not null default now()
);
create index admin_audit_log_page_idx on public.admin_audit_log (created_at desc, id desc);
create index admin_audit_log_admin_id_idx on public.admin_audit_log (admin_id, created_at desc);
create index admin_audit_log_target_idx on public.admin_audit_log (target_type, target_id);

alter table public.reports enable row level security;
alter table public.reports force row level security;
alter table public.admin_audit_log enable row level security;
alter table public.admin_audit_log force row level security;
