-- room_permission_logs: what was changed about whom, written by the server with the change, readable by those who
-- moderate the room. Entries are never changed; they go with the room.

create or replace trigger refuse_change before update on public.room_permission_logs
    for each row execute function public.refuse_change();

grant select on public.room_permission_logs to authenticated;
create policy moderator_read on public.room_permission_logs for select to authenticated
    using (room_id = any (array(select public.my_moderated_room_ids())));
create policy admin_read on public.room_permission_logs for select to authenticated
    using ((select auth.is_admin()));
