-- songs: arrangements. Read by those who may enter the room, changed by members within their permissions.

create or replace trigger songs_updated_at before update on public.songs
    for each row execute function public.update_updated_at_column();

-- The maker's name comes from the account.
create or replace function public.name_song_maker() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if (select auth.uid()) is not null then
        select display_name into new.created_by_name from public.user_profiles where id = (select auth.uid());
    end if;
    return new;
end $$;
revoke all on function public.name_song_maker() from public;
create or replace trigger name_maker before insert on public.songs
    for each row execute function public.name_song_maker();

grant select on public.songs to anon, authenticated;
grant insert (id, room_id, name, tracks, bpm, key, time_signature, duration, color, position, created_by),
    update (name, tracks, bpm, key, time_signature, duration, color, position),
    delete on public.songs to authenticated;
create policy room_read on public.songs for select to anon, authenticated
    using ((select true from public.rooms r where r.id = room_id));
-- For members, without asking for each row; it is tried first.
create policy within_read on public.songs for select to authenticated
    using (room_id = any (array(select public.my_room_ids())));
create policy member_make on public.songs for insert to authenticated
    with check (
        created_by = (select auth.uid())
        and room_id = any (array(select public.my_room_ids_with('tracks', 'createSong'))));
create policy member_edit on public.songs for update to authenticated
    using (room_id = any (array(select public.my_room_ids_with('tracks', 'editSongArrangement'))))
    with check (room_id = any (array(select public.my_room_ids_with('tracks', 'editSongArrangement'))));
create policy member_delete on public.songs for delete to authenticated
    using (room_id = any (array(select public.my_room_ids_with('tracks', 'deleteSong'))));
