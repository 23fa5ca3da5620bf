-- The instruments that can be played in a room: categories and instruments. What is allowed stands in
-- server/db/sql/loops/.

create table public.system_instrument_categories (
    id text primary key check (id ~ '^[a-z][a-z0-9-]{0,49}$'),
    name text not null check (char_length(name) between 1 and 50),
    icon text not null check (char_length(icon) between 1 and 50),
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.system_instruments (
    -- Category and name: `keys/organ`.
    id text primary key check (id ~ '^[a-z][a-z0-9-]{0,49}/[a-z0-9][a-z0-9-]{0,49}$'),
    name text not null check (char_length(name) between 1 and 100),
    -- A category with instruments stays.
    category text not null references public.system_instrument_categories (id) on delete restrict,
    type text not null check (type in ('synth', 'drums', 'sampler')),
    icon text not null default '🎹' check (char_length(icon) between 1 and 50),
    description text check (char_length(description) <= 500),
    tags text[] not null default '{}' check (
        cardinality(tags) <= 20 and array_position(tags, null) is null
        and char_length(array_to_string(tags, '')) <= 600),
    layout text not null default 'piano' check (layout in ('piano', 'drums', 'pads')),
    note_range_min integer not null default 36 check (note_range_min between 0 and 127),
    note_range_max integer not null default 84 check (note_range_max between 0 and 127),
    synth_config jsonb check (
        jsonb_typeof(synth_config) = 'object' and octet_length(synth_config::text) <= 16384
        and coalesce(jsonb_typeof(synth_config -> 'oscillators') = 'array', synth_config is null)),
    -- MIDI note: name of the drum.
    drum_map jsonb check (
        jsonb_typeof(drum_map) = 'object' and octet_length(drum_map::text) <= 16384
        and not jsonb_path_exists(drum_map, 'strict $.* ? (@.type() != "string")', '{}', true)),
    is_active boolean not null default true,
    -- The instrument stays when its maker's account goes.
    created_by uuid references public.user_profiles (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (note_range_min <= note_range_max),
    check (split_part(id, '/', 1) = category)
);
create index system_instruments_category_idx on public.system_instruments (category, id);
create index system_instruments_created_by_idx on public.system_instruments (created_by)
    where created_by is not null;

alter table public.system_instrument_categories enable row level security;
alter table public.system_instrument_categories force row level security;
alter table public.system_instruments enable row level security;
alter table public.system_instruments force row level security;
