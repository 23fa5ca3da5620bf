drop table public.system_instant_band_presets;
drop table public.system_loops;
drop table public.system_loop_subcategories;
drop table public.system_loop_categories;
