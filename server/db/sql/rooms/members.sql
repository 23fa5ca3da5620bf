-- room_members: readable by the members of the same room and by administrators; one's own row always. A creator enters
-- the new room as its owner, anybody signed in enters a public room and a friend a room for friends as what newcomers
-- are there; every other role and every ban is the server's.

-- Nobody joins under another's name.
create or replace function public.name_room_member() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if (select auth.uid())::text = new.user_id then
        select display_name into new.user_name from public.user_profiles where id = (select auth.uid());
    end if;
    return new;
end $$;
revoke all on function public.name_room_member() from public;
create or replace trigger name_member before insert on public.room_members
    for each row execute function public.name_room_member();

-- Nobody has read less than before. How far somebody has read is nobody else's business, so only the server reads it.
create or replace function public.keep_chat_read_at() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.chat_read_at := greatest(old.chat_read_at, new.chat_read_at);
    return new;
end $$;
revoke all on function public.keep_chat_read_at() from public;
-- Of every update, not of the column's alone: that would hold the column against its migration's way back.
create or replace trigger keep_chat_read_at before update on public.room_members
    for each row execute function public.keep_chat_read_at();

grant select (id, room_id, user_id, user_name, user_avatar, role, custom_permissions, joined_at, last_active_at,
    invited_by, is_banned),
    insert (id, room_id, user_id, user_name, role),
    update (last_active_at, chat_read_at),
    delete on public.room_members to authenticated;

create policy own_read on public.room_members for select to authenticated
    using (user_id = (select auth.uid())::text);
-- Tried before own_read (policies are tried from the end of the alphabet), because it lets nearly every row through.
create policy within_read on public.room_members for select to authenticated
    using (room_id = any ((select public.my_rooms())::text[]));
create policy admin_read on public.room_members for select to authenticated
    using ((select auth.is_admin()));
-- The sub-selects on rooms run under the policies of rooms.
create policy enter_as_owner on public.room_members for insert to authenticated
    with check (
        user_id = (select auth.uid())::text and role = 'owner'
        and exists (select from public.rooms r where r.id = room_id and r.created_by = (select auth.uid())::text));
create policy enter_as_newcomer on public.room_members for insert to authenticated
    with check (
        user_id = (select auth.uid())::text
        and room_id <> all (array(select public.my_banned_room_ids()))
        and exists (select from public.rooms r
            where r.id = room_id and not r.require_approval
                and (r.is_public or r.id = any (array(select public.my_friends_room_ids())))
                and role in ('listener', case r.default_role when 'performer' then 'performer' when 'member' then 'member' end)));
create policy own_change on public.room_members for update to authenticated
    using (user_id = (select auth.uid())::text) with check (user_id = (select auth.uid())::text);
-- A banned person may not leave: coming back would lift the ban.
create policy own_leave on public.room_members for delete to authenticated
    using (user_id = (select auth.uid())::text and not is_banned);
