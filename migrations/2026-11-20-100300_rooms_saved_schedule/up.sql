-- When a saved room meets, which invitations are to be mailed, and the lobby's other orders. What is allowed stands in
-- server/db/sql/rooms/.

alter table public.saved_rooms
    -- The first meeting.
    add column starts_at timestamptz,
    -- Null: it happens once.
    add column repeats text check (repeats in ('weekly', 'fortnightly', 'monthly')),
    -- An IANA name: the hour stays the same there when the clocks change.
    add column time_zone text check (time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$'),
    add constraint saved_rooms_schedule_check check (
        (starts_at is null) = (time_zone is null) and (repeats is null or starts_at is not null));

-- An invitation to an address that is to be mailed, until it was. Who the address belongs to stands in the invitation.
create table public.room_invitation_mails (
    -- On delete cascade: nobody is invited any more.
    invitation_id uuid primary key references public.room_invitations (id) on delete cascade,
    queued_at timestamptz not null default now(),
    attempts integer not null default 0 check (attempts >= 0),
    next_at timestamptz not null default now(),
    sent_at timestamptz,
    -- Tried often enough, refused for good, or the invitation was over first.
    given_up_at timestamptz,
    check (sent_at is null or given_up_at is null)
);
create index room_invitation_mails_due_idx on public.room_invitation_mails (next_at, invitation_id)
    where sent_at is null and given_up_at is null;
alter table public.room_invitation_mails enable row level security;
alter table public.room_invitation_mails force row level security;

-- How many invitations somebody made lately.
create index room_invitations_inviter_idx on public.room_invitations (invited_by, created_at desc);
drop index public.room_invitations_invited_by_idx;

create index rooms_recent_idx on public.rooms (created_at desc, id desc) where is_public;
create index rooms_name_idx on public.rooms (lower(name), id) where is_public;
