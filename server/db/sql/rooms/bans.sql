-- room_bans: written by the server after its checks; readable by those who moderate the room and by the banned person.

grant select on public.room_bans to authenticated;
create policy moderator_read on public.room_bans for select to authenticated
    using (room_id = any (array(select public.my_moderated_room_ids())));
create policy admin_read on public.room_bans for select to authenticated
    using ((select auth.is_admin()));
create policy own_read on public.room_bans for select to authenticated
    using (user_id = (select auth.uid())::text);
