-- The library of loops: categories, subcategories, loops, and bands of loops. What is allowed stands in
-- server/db/sql/loops/.

create table public.system_loop_categories (
    id text primary key check (id ~ '^[a-z][a-z0-9-]{0,49}$'),
    name text not null check (char_length(name) between 1 and 50),
    icon text not null check (char_length(icon) between 1 and 50),
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.system_loop_subcategories (
    id text primary key check (id ~ '^[a-z][a-z0-9-]{0,49}$'),
    -- A subcategory is nothing without its category. (Loops keep both from going, see there.)
    category_id text not null references public.system_loop_categories (id) on delete cascade,
    name text not null check (char_length(name) between 1 and 50),
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint system_loop_subcategories_id_category_id_key unique (id, category_id)
);
create index system_loop_subcategories_category_id_idx
    on public.system_loop_subcategories (category_id, sort_order, id);

create table public.system_loops (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9_-]{0,99}$'),
    name text not null check (char_length(name) between 1 and 100),
    -- A category with loops stays.
    category text not null references public.system_loop_categories (id) on delete restrict,
    subcategory text,
    bpm integer not null default 120 check (bpm between 40 and 240),
    bars integer not null default 1 check (bars between 1 and 64),
    time_signature_numerator integer not null default 4 check (time_signature_numerator between 1 and 16),
    time_signature_denominator integer not null default 4 check (time_signature_denominator in (1, 2, 4, 8, 16)),
    key text check (key ~ '^[A-G](#|b)?m?$'),
    -- Notes: start and length as fractions of the loop, MIDI number, velocity.
    midi_data jsonb not null default '[]' check (
        (jsonb_typeof(midi_data) = 'array' and jsonb_array_length(midi_data) <= 4096
        and octet_length(midi_data::text) <= 524288
        and not jsonb_path_exists(midi_data, 'strict $[*] ? (@.type() != "object")', '{}', true)
        and not jsonb_path_exists(midi_data, 'lax $[*] ? (
            !exists (@.t ? (@.type() == "number" && @ >= 0 && @ <= 1))
            || !exists (@.d ? (@.type() == "number" && @ >= 0 && @ <= 1))
            || !exists (@.n ? (@.type() == "number" && @ >= 0 && @ <= 127))
            || !exists (@.v ? (@.type() == "number" && @ >= 0 && @ <= 127)))')) is true),
    -- An instrument's id; without a key, because instruments come and go and the loop stays playable on another.
    sound_preset text not null check (char_length(sound_preset) between 1 and 100),
    tags text[] not null default '{}' check (
        cardinality(tags) <= 20 and array_position(tags, null) is null
        and char_length(array_to_string(tags, '')) <= 600),
    intensity integer not null default 3 check (intensity between 1 and 5),
    complexity integer not null default 2 check (complexity between 1 and 5),
    is_active boolean not null default true,
    -- The loop stays when its maker's account goes.
    created_by uuid references public.user_profiles (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Of the same category; a loop whose subcategory goes is in none.
    constraint system_loops_subcategory_fkey foreign key (subcategory, category)
        references public.system_loop_subcategories (id, category_id) on delete set null (subcategory)
);
create index idx_system_loops_category on public.system_loops (category);
create index idx_system_loops_tags on public.system_loops using gin (tags);
create index system_loops_subcategory_idx on public.system_loops (subcategory, category) where subcategory is not null;
create index system_loops_list_idx on public.system_loops (category, id) where is_active;
create index system_loops_created_by_idx on public.system_loops (created_by) where created_by is not null;

create table public.system_instant_band_presets (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9_-]{0,99}$'),
    name text not null check (char_length(name) between 1 and 100),
    description text check (char_length(description) <= 500),
    -- Ids of system_loops: a trigger refuses unknown ones, and takes out those that are deleted.
    loop_ids text[] not null default '{}' check (cardinality(loop_ids) <= 16 and array_position(loop_ids, null) is null),
    bpm_range_min integer not null default 80 check (bpm_range_min between 40 and 240),
    bpm_range_max integer not null default 140 check (bpm_range_max between 40 and 240),
    genre text check (char_length(genre) between 1 and 50),
    is_active boolean not null default true,
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (bpm_range_min <= bpm_range_max)
);
create index system_instant_band_presets_order_idx on public.system_instant_band_presets (sort_order, id)
    where is_active;
create index system_instant_band_presets_loop_ids_idx on public.system_instant_band_presets using gin (loop_ids);

alter table public.system_loop_categories enable row level security;
alter table public.system_loop_categories force row level security;
alter table public.system_loop_subcategories enable row level security;
alter table public.system_loop_subcategories force row level security;
alter table public.system_loops enable row level security;
alter table public.system_loops force row level security;
alter table public.system_instant_band_presets enable row level security;
alter table public.system_instant_band_presets force row level security;
