-- What avatars are made of: categories with their boxes, colours, parts, and what unlocks a part. What is allowed
-- stands in server/db/sql/avatars/.

create table public.avatar_color_palettes (
    id text primary key check (id ~ '^[a-z][a-z0-9_]{0,49}$'),
    display_name text not null check (char_length(display_name) between 1 and 50),
    -- Colours in lower case, as CSS writes them.
    colors jsonb not null default '[]' check (
        (jsonb_typeof(colors) = 'array' and jsonb_array_length(colors) <= 64
        and not jsonb_path_exists(colors,
            'strict $[*] ? (@.type() != "string" || !(@ like_regex "^#[0-9a-f]{6}$"))', '{}', true)) is true),
    created_at timestamptz not null default now()
);

create table public.avatar_categories (
    id text primary key check (id ~ '^[a-z][a-z0-9_]{0,49}$'),
    display_name text not null check (char_length(display_name) between 1 and 50),
    layer_order integer not null check (layer_order between 0 and 999),
    is_required boolean not null default false,
    max_selections integer not null default 1 check (max_selections between 1 and 16),
    supports_color_variants boolean not null default false,
    -- A palette that a category uses stays.
    default_color_palette text references public.avatar_color_palettes (id) on delete restrict,
    is_active boolean not null default true,
    -- The box on the canvas of 512 by 512.
    render_x integer not null default 0 check (render_x between 0 and 511),
    render_y integer not null default 0 check (render_y between 0 and 511),
    render_width integer not null default 512 check (render_width between 1 and 512),
    render_height integer not null default 512 check (render_height between 1 and 512),
    prompt_addition text check (char_length(prompt_addition) <= 1000),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (render_x + render_width <= 512 and render_y + render_height <= 512)
);
create index avatar_categories_default_color_palette_idx on public.avatar_categories (default_color_palette)
    where default_color_palette is not null;
create index avatar_categories_order_idx on public.avatar_categories (layer_order, id) where is_active;

create table public.avatar_components (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9_-]{0,99}$'),
    -- A category with parts stays: it is switched off instead.
    category_id text not null references public.avatar_categories (id) on delete restrict,
    name text not null check (char_length(name) between 1 and 100),
    image_url text not null check (char_length(image_url) between 1 and 500),
    thumbnail_url text check (char_length(thumbnail_url) between 1 and 500),
    r2_key text not null check (char_length(r2_key) between 1 and 500),
    tags text[] not null default '{}' check (
        cardinality(tags) <= 20 and array_position(tags, null) is null
        and char_length(array_to_string(tags, '')) <= 600),
    rarity text not null default 'common' check (rarity in ('common', 'rare', 'epic', 'legendary')),
    -- Name of the variant: URL of its picture.
    color_variants jsonb not null default '{}' check (
        (jsonb_typeof(color_variants) = 'object' and octet_length(color_variants::text) <= 16384
        and not jsonb_path_exists(color_variants, 'strict $.* ? (@.type() != "string")', '{}', true)) is true),
    base_color text check (base_color ~ '^#[0-9a-f]{6}$'),
    generation_prompt text check (char_length(generation_prompt) <= 4000),
    generation_model text check (char_length(generation_model) <= 100),
    generation_params jsonb check (
        jsonb_typeof(generation_params) = 'object' and octet_length(generation_params::text) <= 16384),
    is_active boolean not null default true,
    -- The part stays when its maker's account goes.
    created_by uuid references public.user_profiles (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index idx_avatar_components_category on public.avatar_components (category_id);
create index idx_avatar_components_tags on public.avatar_components using gin (tags);
create index avatar_components_list_idx on public.avatar_components (category_id, id) where is_active;
create index avatar_components_created_by_idx on public.avatar_components (created_by) where created_by is not null;

create table public.avatar_unlock_rules (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9_-]{0,99}$'),
    display_name text not null check (char_length(display_name) between 1 and 100),
    description text check (char_length(description) <= 500),
    unlock_type text not null check (unlock_type in ('none', 'level', 'achievement', 'statistic', 'manual')),
    level_required integer check (level_required between 1 and 1000),
    -- The key to achievements comes with that table, in a later migration.
    achievement_id text check (char_length(achievement_id) between 1 and 100),
    statistic_key text check (statistic_key in (
        'total_jam_hours', 'total_sessions', 'sessions_this_week', 'sessions_this_month', 'unique_collaborators',
        'reactions_received', 'reactions_given', 'messages_sent', 'rooms_created', 'rooms_joined', 'tracks_uploaded',
        'tracks_generated', 'stems_separated', 'longest_session_seconds', 'average_session_seconds')),
    statistic_operator text check (statistic_operator in ('>=', '<=', '=', '>')),
    statistic_value numeric check (statistic_value between 0 and 1000000000),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Each kind has what it needs, and nothing else.
    check ((unlock_type = 'level') = (level_required is not null)),
    check ((unlock_type = 'achievement') = (achievement_id is not null)),
    check ((unlock_type = 'statistic') = (statistic_key is not null)
        and (unlock_type = 'statistic') = (statistic_operator is not null)
        and (unlock_type = 'statistic') = (statistic_value is not null))
);
create index avatar_unlock_rules_achievement_id_idx on public.avatar_unlock_rules (achievement_id)
    where achievement_id is not null;

create table public.avatar_component_unlocks (
    component_id text not null references public.avatar_components (id) on delete cascade,
    -- A part whose last rule went would be everybody's: rules in use stay.
    unlock_rule_id text not null references public.avatar_unlock_rules (id) on delete restrict,
    primary key (component_id, unlock_rule_id)
);
create index avatar_component_unlocks_unlock_rule_id_idx on public.avatar_component_unlocks (unlock_rule_id);

create table public.avatar_generation_presets (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9_-]{0,99}$'),
    name text not null check (char_length(name) between 1 and 100),
    prompt_template text not null check (char_length(prompt_template) between 1 and 4000),
    negative_prompt text check (char_length(negative_prompt) <= 4000),
    style_suffix text check (char_length(style_suffix) <= 1000),
    -- Not a list: providers add models.
    model text not null default 'flux-schnell' check (char_length(model) between 1 and 100),
    params jsonb not null default '{}' check (
        (jsonb_typeof(params) = 'object' and octet_length(params::text) <= 16384) is true),
    is_active boolean not null default true,
    created_at timestamptz not null default now()
);

alter table public.avatar_color_palettes enable row level security;
alter table public.avatar_color_palettes force row level security;
alter table public.avatar_categories enable row level security;
alter table public.avatar_categories force row level security;
alter table public.avatar_components enable row level security;
alter table public.avatar_components force row level security;
alter table public.avatar_unlock_rules enable row level security;
alter table public.avatar_unlock_rules force row level security;
alter table public.avatar_component_unlocks enable row level security;
alter table public.avatar_component_unlocks force row level security;
alter table public.avatar_generation_presets enable row level security;
alter table public.avatar_generation_presets force row level security;
