-- Subscription tiers, and the files that people store. What is allowed stands in server/db/sql/people/.

create table public.subscription_tiers (
    id text primary key check (id ~ '^[a-z][a-z_]{0,29}$'),
    name text not null check (char_length(name) between 1 and 50),
    -- -1: no limit.
    max_saved_rooms integer not null check (max_saved_rooms >= -1),
    created_at timestamptz not null default now()
);
-- Here and not with the other catalogues, because every profile needs its tier to exist. Later edits are kept.
insert into public.subscription_tiers (id, name, max_saved_rooms) values
    ('free', 'Free', 3), ('basic', 'Basic', 5), ('pro', 'Pro', 10), ('enterprise', 'Enterprise', 25);

-- The list of tiers is a table now. A tier that somebody has cannot be deleted.
alter table public.user_profiles
    drop constraint user_profiles_account_type_check,
    add constraint user_profiles_account_type_fkey foreign key (account_type)
        references public.subscription_tiers (id) on update cascade on delete restrict;
create index user_profiles_account_type_idx on public.user_profiles (account_type);

-- A stored file, once; every table that shows one points here.
create table public.media_objects (
    id uuid primary key default gen_random_uuid(),
    -- The file of an account that is gone stays until nothing shows it and the sweep deletes it.
    owner_id uuid references public.user_profiles (id) on delete set null,
    sha256 bytea not null check (octet_length(sha256) = 32),
    storage_key text not null constraint media_objects_storage_key_key unique
        check (char_length(storage_key) between 1 and 500),
    mime_type text not null check (mime_type ~ '^[a-z]+/[a-z0-9.+-]+$' and char_length(mime_type) <= 100),
    size_bytes bigint not null check (size_bytes >= 0),
    duration_ms integer check (duration_ms >= 0),
    width integer check (width > 0),
    height integer check (height > 0),
    created_at timestamptz not null default now()
);
-- The same content is stored once for each owner.
create unique index media_objects_owner_id_sha256_key on public.media_objects (owner_id, sha256);

alter table public.subscription_tiers enable row level security;
alter table public.subscription_tiers force row level security;
alter table public.media_objects enable row level security;
alter table public.media_objects force row level security;
