drop table public.user_challenges;
alter table public.user_profiles drop column featured_track_id;
