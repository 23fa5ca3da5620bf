-- What lies between people: follows, friendships, blocks; and what they are told. What is allowed stands in
-- server/db/sql/people/. All of it goes with either account.

create table public.follows (
    follower_id uuid not null references public.user_profiles (id) on delete cascade,
    following_id uuid not null references public.user_profiles (id) on delete cascade,
    created_at timestamptz not null default now(),
    primary key (follower_id, following_id),
    check (follower_id <> following_id)
);
create index idx_follows_follower_id on public.follows (follower_id);
create index idx_follows_following_id on public.follows (following_id);

-- A request is one row; a friendship is two, one from each side. A trigger keeps them together.
create table public.friendships (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    friend_id uuid not null references public.user_profiles (id) on delete cascade,
    status varchar not null default 'pending' check (status in ('pending', 'accepted', 'blocked')),
    requested_at timestamptz not null default now(),
    accepted_at timestamptz,
    jams_together integer not null default 0 check (jams_together >= 0),
    total_time_together_seconds bigint not null default 0 check (total_time_together_seconds >= 0),
    constraint friendships_user_id_friend_id_key unique (user_id, friend_id),
    check (user_id <> friend_id),
    check ((status = 'accepted') = (accepted_at is not null))
);
create index idx_friendships_user on public.friendships (user_id, status);
create index friendships_friend_id_idx on public.friendships (friend_id, status);
-- Two people who ask each other at the same moment do not end up with two requests.
create unique index friendships_one_request_key
    on public.friendships (least(user_id, friend_id), greatest(user_id, friend_id)) where status = 'pending';

create table public.blocks (
    blocker_id uuid not null references public.user_profiles (id) on delete cascade,
    blocked_id uuid not null references public.user_profiles (id) on delete cascade,
    -- block: neither reaches the other. mute: the blocker is not told of them, and they do not notice.
    kind varchar not null default 'block' check (kind in ('block', 'mute')),
    created_at timestamptz not null default now(),
    primary key (blocker_id, blocked_id),
    check (blocker_id <> blocked_id)
);
create index blocks_blocked_id_idx on public.blocks (blocked_id);

create table public.activity_feed (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    type text not null check (type in ('achievement', 'level_up', 'friend', 'session', 'room_created')),
    -- model_people::activity::Activity, without its type
    data jsonb not null default '{}' check (jsonb_typeof(data) = 'object' and octet_length(data::text) <= 4096),
    created_at timestamptz not null default now()
);
create index activity_feed_user_id_idx on public.activity_feed (user_id, created_at desc, id desc);

create table public.notifications (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    type varchar not null check (type in (
        'friend_request', 'friend_accepted', 'follow', 'achievement', 'level_up', 'reaction', 'message', 'session',
        'room_invite', 'system')),
    title varchar not null check (char_length(title) between 1 and 200),
    message text check (char_length(message) <= 1000),
    link_type varchar check (link_type in ('profile', 'room', 'achievement', 'friend')),
    -- Rooms and achievements have text ids: theirs are in the payload.
    link_id uuid,
    is_read boolean not null default false,
    read_at timestamptz,
    created_at timestamptz not null default now(),
    -- model_people::notifications::Payload
    payload jsonb not null default '{}'
        check (jsonb_typeof(payload) = 'object' and octet_length(payload::text) <= 4096),
    -- Unread ones with the same key are one, with several actors.
    group_key text check (char_length(group_key) between 1 and 200),
    -- Who did it, newest first. Ids without a key: the notification outlives them.
    actor_ids uuid[] not null default '{}' check (cardinality(actor_ids) <= 20 and array_position(actor_ids, null) is null),
    check (is_read = (read_at is not null))
);
create index idx_notifications_user on public.notifications (user_id, is_read, created_at desc);
create index notifications_page_idx on public.notifications (user_id, created_at desc, id desc);
create unique index notifications_group_key on public.notifications (user_id, group_key) where not is_read;

alter table public.follows enable row level security;
alter table public.follows force row level security;
alter table public.friendships enable row level security;
alter table public.friendships force row level security;
alter table public.blocks enable row level security;
alter table public.blocks force row level security;
alter table public.activity_feed enable row level security;
alter table public.activity_feed force row level security;
alter table public.notifications enable row level security;
alter table public.notifications force row level security;
