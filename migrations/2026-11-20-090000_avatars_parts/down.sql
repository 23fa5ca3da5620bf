drop table public.avatar_generation_presets;
drop table public.avatar_component_unlocks;
drop table public.avatar_unlock_rules;
drop table public.avatar_components;
drop table public.avatar_categories;
drop table public.avatar_color_palettes;
