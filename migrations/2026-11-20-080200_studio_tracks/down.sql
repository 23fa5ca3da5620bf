drop table public.user_custom_loops;
drop table public.saved_track_presets;
drop table public.songs;
drop table public.room_loop_tracks;
drop table public.user_tracks;
drop table public.room_tracks;
drop table public.tracks;
