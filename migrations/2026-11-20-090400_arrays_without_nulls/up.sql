-- No null inside an array: nothing reads them.
alter table public.saved_rooms add constraint saved_rooms_tags_no_null check (array_position(tags, null) is null);
alter table public.songs add constraint songs_time_signature_no_null
    check (array_position(time_signature, null) is null);
