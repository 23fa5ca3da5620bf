alter table public.songs drop constraint songs_time_signature_no_null;
alter table public.saved_rooms drop constraint saved_rooms_tags_no_null;
