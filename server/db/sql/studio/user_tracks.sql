-- user_tracks: channels. Read by those who may enter the room; made and changed by who plays on them, while they belong
-- to the room and are no mere listener. Taking over somebody's idle channel, and muting others, is the server's.

create or replace function public.update_user_tracks_updated_at() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.updated_at := now();
    return new;
end $$;
revoke all on function public.update_user_tracks_updated_at() from public;
create or replace trigger user_tracks_updated_at before update on public.user_tracks
    for each row execute function public.update_user_tracks_updated_at();

-- Nobody plays under another's name.
create or replace function public.name_user_track_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if (select auth.uid())::text = new.user_id then
        new.owner_user_id := new.user_id;
        select display_name into new.owner_user_name from public.user_profiles where id = (select auth.uid());
    end if;
    return new;
end $$;
revoke all on function public.name_user_track_owner() from public;
create or replace trigger name_owner before insert on public.user_tracks
    for each row execute function public.name_user_track_owner();

grant select on public.user_tracks to anon, authenticated;
grant insert (
    id, room_id, user_id, name, color, audio_settings, is_muted, is_solo, volume, pan, is_armed, track_type,
    midi_settings
), update (
    name, color, audio_settings, is_muted, is_solo, volume, pan, is_armed, is_active, midi_settings
), delete on public.user_tracks to authenticated;
create policy room_read on public.user_tracks for select to anon, authenticated
    using ((select true from public.rooms r where r.id = room_id));
-- For members, without asking for each row; it is tried first.
create policy within_read on public.user_tracks for select to authenticated
    using (room_id = any (array(select public.my_room_ids())));
create policy own_make on public.user_tracks for insert to authenticated
    with check (
        user_id = (select auth.uid())::text
        and room_id = any (array(select public.my_stage_room_ids())));
create policy own_change on public.user_tracks for update to authenticated
    using (owner_user_id = (select auth.uid())::text and room_id = any (array(select public.my_stage_room_ids())))
    with check (owner_user_id = (select auth.uid())::text and room_id = any (array(select public.my_stage_room_ids())));
create policy own_delete on public.user_tracks for delete to authenticated
    using (owner_user_id = (select auth.uid())::text and room_id = any (array(select public.my_room_ids())));
create policy moderator_delete on public.user_tracks for delete to authenticated
    using (room_id = any (array(select public.my_room_ids_with('room', 'manageUsers'))));
