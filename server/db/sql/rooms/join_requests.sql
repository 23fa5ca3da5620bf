-- room_join_requests: who knocked at a room that lets newcomers in by approval. Written by the server after its checks;
-- read by whom it is about, by those who may manage the room's users, and by administrators.

grant select on public.room_join_requests to anon, authenticated;
create policy own_read on public.room_join_requests for select to anon, authenticated
    using (user_id = (select coalesce(auth.uid()::text, auth.jwt() ->> 'guest_id')));
create policy moderator_read on public.room_join_requests for select to authenticated
    using (room_id = any (array(select public.my_room_ids_with('room', 'manageUsers'))));
create policy admin_read on public.room_join_requests for select to authenticated
    using ((select auth.is_admin()));
