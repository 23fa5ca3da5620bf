drop table public.user_challenges;
-- A policy reads the column; the texts of the older build bring back theirs.
drop policy if exists own_change on public.user_profiles;
alter table public.user_profiles drop column featured_track_id;
