-- room_loop_tracks: loops that a room plays. Read by those who may enter the room, changed by members within their
-- permissions.
-- user_custom_loops: one's own, nobody else's to see. Promoting one copies it to the library and is the server's.

create or replace function public.update_room_loop_tracks_updated_at() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.updated_at := now();
    return new;
end $$;
create or replace function public.update_user_custom_loops_updated_at() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.updated_at := now();
    return new;
end $$;
revoke all on function public.update_room_loop_tracks_updated_at(), public.update_user_custom_loops_updated_at()
    from public;
create or replace trigger room_loop_tracks_updated_at before update on public.room_loop_tracks
    for each row execute function public.update_room_loop_tracks_updated_at();
create or replace trigger user_custom_loops_updated_at before update on public.user_custom_loops
    for each row execute function public.update_user_custom_loops_updated_at();

-- The maker's name comes from the account.
create or replace function public.name_loop_maker() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if (select auth.uid()) is not null then
        select display_name into new.created_by_name from public.user_profiles where id = (select auth.uid());
    end if;
    return new;
end $$;
revoke all on function public.name_loop_maker() from public;
create or replace trigger name_maker before insert on public.room_loop_tracks
    for each row execute function public.name_loop_maker();

grant select on public.room_loop_tracks to anon, authenticated;
grant insert (
    id, room_id, created_by, loop_id, custom_midi_data, is_playing, start_time, loop_start_beat, sound_preset,
    sound_settings, tempo_locked, target_bpm, key_locked, target_key, transpose_amount, volume, pan, muted, solo, effects,
    humanize_enabled, humanize_timing, humanize_velocity, color, name, position
), update (
    loop_id, custom_midi_data, is_playing, start_time, loop_start_beat, sound_preset, sound_settings, tempo_locked,
    target_bpm, key_locked, target_key, transpose_amount, volume, pan, muted, solo, effects, humanize_enabled,
    humanize_timing, humanize_velocity, color, name, position
), delete on public.room_loop_tracks to authenticated;
create policy room_read on public.room_loop_tracks for select to anon, authenticated
    using ((select true from public.rooms r where r.id = room_id));
-- For members, without asking for each row; it is tried first.
create policy within_read on public.room_loop_tracks for select to authenticated
    using (room_id = any (array(select public.my_room_ids())));
create policy member_make on public.room_loop_tracks for insert to authenticated
    with check (
        created_by = (select auth.uid())::text
        and room_id = any (array(select public.my_room_ids_with('recording', 'createLoop'))));
create policy member_edit on public.room_loop_tracks for update to authenticated
    using (room_id = any (array(select public.my_room_ids_with('recording', 'editLoops'))))
    with check (room_id = any (array(select public.my_room_ids_with('recording', 'editLoops'))));
create policy member_delete on public.room_loop_tracks for delete to authenticated
    using (room_id = any (array(select public.my_room_ids_with('recording', 'deleteLoops'))));

grant select, insert (
    id, user_id, name, category, subcategory, bpm, bars, time_signature, key, midi_data, sound_preset, tags, intensity,
    complexity, description, is_favorite
), update (
    name, category, subcategory, bpm, bars, time_signature, key, midi_data, sound_preset, tags, intensity, complexity,
    description, is_favorite
), delete on public.user_custom_loops to authenticated;
create policy own_read on public.user_custom_loops for select to authenticated
    using (user_id = (select auth.uid())::text);
create policy own_make on public.user_custom_loops for insert to authenticated
    with check (user_id = (select auth.uid())::text);
create policy own_change on public.user_custom_loops for update to authenticated
    using (user_id = (select auth.uid())::text) with check (user_id = (select auth.uid())::text);
create policy own_delete on public.user_custom_loops for delete to authenticated
    using (user_id = (select auth.uid())::text);
