-- People's avatars, the parts they were given, and the characters of the home page. What is allowed stands in
-- server/db/sql/avatars/.
--
-- A canvas: {"version": 1, "layers": [{"id", "componentId", "categoryId", "transform": {…}, "colorVariant"?, "zIndex"}],
-- "background": {"type", "value"}}. The server checks it to the last field (model_people::avatars::Canvas); these
-- checks keep out what no reader could read.

create table public.user_avatar_canvas (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null constraint user_avatar_canvas_user_id_key unique
        references public.user_profiles (id) on delete cascade,
    canvas_data jsonb not null default
        '{"version":1,"layers":[],"background":{"type":"transparent","value":null}}'
        check ((jsonb_typeof(canvas_data) = 'object' and octet_length(canvas_data::text) <= 65536
            and canvas_data -> 'version' = '1'
            and jsonb_typeof(canvas_data -> 'layers') = 'array' and jsonb_array_length(canvas_data -> 'layers') <= 64
            and not jsonb_path_exists(canvas_data, 'strict $.layers[*] ? (@.type() != "object")', '{}', true)
            and not jsonb_path_exists(canvas_data, 'lax $.layers[*] ? (!exists (@.componentId ? (@.type() == "string")))')
            and not jsonb_path_exists(canvas_data, 'lax $.layers[*] ? (!exists (@.categoryId ? (@.type() == "string")))')
            and not jsonb_path_exists(canvas_data, 'lax $.layers[*] ? (!exists (@.transform ? (@.type() == "object")))')
            and canvas_data #>> '{background,type}' in ('color', 'image', 'transparent')) is true),
    full_body_url text check (char_length(full_body_url) between 1 and 500),
    headshot_url text check (char_length(headshot_url) between 1 and 500),
    -- Size (xs, sm, md, lg): URL.
    thumbnail_urls jsonb check (
        (jsonb_typeof(thumbnail_urls) = 'object' and octet_length(thumbnail_urls::text) <= 4096
        and thumbnail_urls - array['xs', 'sm', 'md', 'lg'] = '{}'
        and not jsonb_path_exists(thumbnail_urls, 'strict $.* ? (@.type() != "string")', '{}', true)) is not false),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.user_unlocked_components (
    user_id uuid not null references public.user_profiles (id) on delete cascade,
    component_id text not null references public.avatar_components (id) on delete cascade,
    unlocked_at timestamptz not null default now(),
    unlocked_reason text check (char_length(unlocked_reason) <= 500),
    primary key (user_id, component_id)
);
create index user_unlocked_components_component_id_idx on public.user_unlocked_components (component_id);

create table public.homepage_characters (
    id uuid primary key default gen_random_uuid(),
    name varchar not null check (char_length(name) between 1 and 100),
    description text check (char_length(description) <= 500),
    canvas_data jsonb not null default
        '{"version":1,"layers":[],"background":{"type":"transparent","value":null}}'
        check ((jsonb_typeof(canvas_data) = 'object' and octet_length(canvas_data::text) <= 65536
            and canvas_data -> 'version' = '1'
            and jsonb_typeof(canvas_data -> 'layers') = 'array' and jsonb_array_length(canvas_data -> 'layers') <= 64
            and not jsonb_path_exists(canvas_data, 'strict $.layers[*] ? (@.type() != "object")', '{}', true)
            and not jsonb_path_exists(canvas_data, 'lax $.layers[*] ? (!exists (@.componentId ? (@.type() == "string")))')
            and not jsonb_path_exists(canvas_data, 'lax $.layers[*] ? (!exists (@.categoryId ? (@.type() == "string")))')
            and not jsonb_path_exists(canvas_data, 'lax $.layers[*] ? (!exists (@.transform ? (@.type() == "object")))')
            and canvas_data #>> '{background,type}' in ('color', 'image', 'transparent')) is true),
    full_body_url text check (char_length(full_body_url) between 1 and 500),
    thumbnail_url text check (char_length(thumbnail_url) between 1 and 500),
    personality varchar check (personality in ('energetic', 'calm', 'quirky', 'mysterious', 'friendly')),
    preferred_scenes text[] check (
        preferred_scenes <@ array['campfire', 'rooftop', 'beach', 'studio', 'space', 'forest']
        and cardinality(preferred_scenes) <= 6),
    -- Times the usual speed.
    walk_speed numeric not null default 1.0 check (walk_speed between 0.1 and 10),
    idle_animation varchar not null default 'bounce' check (idle_animation in ('bounce', 'sway', 'still', 'dance')),
    is_active boolean not null default true,
    sort_order integer not null default 0,
    -- The character stays when its maker's account goes.
    created_by uuid references public.user_profiles (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index homepage_characters_order_idx on public.homepage_characters (sort_order, id) where is_active;
create index homepage_characters_created_by_idx on public.homepage_characters (created_by)
    where created_by is not null;

alter table public.user_avatar_canvas enable row level security;
alter table public.user_avatar_canvas force row level security;
alter table public.user_unlocked_components enable row level security;
alter table public.user_unlocked_components force row level security;
alter table public.homepage_characters enable row level security;
alter table public.homepage_characters force row level security;
