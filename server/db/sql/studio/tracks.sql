-- tracks: written by the server when an upload or a generation is complete. Read by who uploaded them, by those who may
-- enter their room, and by everybody when they are public (unlisted ones by whoever has the link: through the server).
-- room_tracks, a room's queue: read by those who may enter the room, changed by members within their permissions.
--
-- The sub-selects on rooms run under the policies of rooms, and are scalar for the reason that rooms/chat.sql gives.

create or replace trigger tracks_updated_at before update on public.tracks
    for each row execute function public.update_updated_at_column();

grant select on public.tracks to anon, authenticated;
grant update (name, artist, description, visibility, bpm, key), delete on public.tracks to authenticated;
create policy public_read on public.tracks for select to anon, authenticated
    using (visibility = 'public');
create policy room_read on public.tracks for select to anon, authenticated
    using (visibility <> 'draft' and (select true from public.rooms r where r.id = room_id));
create policy own_read on public.tracks for select to authenticated
    using (uploaded_by = (select auth.uid())::text);
create policy own_change on public.tracks for update to authenticated
    using (uploaded_by = (select auth.uid())::text) with check (uploaded_by = (select auth.uid())::text);
create policy own_delete on public.tracks for delete to authenticated
    using (uploaded_by = (select auth.uid())::text);

grant select on public.room_tracks to anon, authenticated;
grant insert (id, room_id, name, artist, duration, url, uploaded_by, youtube_id), update (name, artist), delete
    on public.room_tracks to authenticated;
create policy room_read on public.room_tracks for select to anon, authenticated
    using ((select true from public.rooms r where r.id = room_id));
-- For members, without asking for each row; it is tried first.
create policy within_read on public.room_tracks for select to authenticated
    using (room_id = any (array(select public.my_room_ids())));
create policy member_add on public.room_tracks for insert to authenticated
    with check (
        uploaded_by = (select auth.uid())::text
        and room_id = any (array(select public.my_room_ids_with('tracks', 'addToQueue'))));
create policy member_edit on public.room_tracks for update to authenticated
    using (room_id = any (array(select public.my_room_ids_with('tracks', 'editMetadata'))))
    with check (room_id = any (array(select public.my_room_ids_with('tracks', 'editMetadata'))));
create policy member_remove on public.room_tracks for delete to authenticated
    using (room_id = any (array(select public.my_room_ids_with('tracks', 'removeFromQueue'))));
