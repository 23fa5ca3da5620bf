drop table public.homepage_characters;
drop table public.user_unlocked_components;
drop table public.user_avatar_canvas;
