-- rooms: public ones are everybody's to see, private ones their members', invited and approved people's and creator's,
-- those for friends their owner's friends' too; administrators see all, to look after them. A signed-in person makes
-- rooms in their own name; the creator changes and deletes them.

-- Nobody makes a room in another's name: the names come from the account.
create or replace function public.name_room_creator() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if (select auth.uid()) is not null then
        select display_name, username into new.creator_name, new.creator_username
        from public.user_profiles where id = (select auth.uid());
    end if;
    return new;
end $$;
revoke all on function public.name_room_creator() from public;
create or replace trigger name_creator before insert on public.rooms
    for each row execute function public.name_room_creator();

grant select on public.rooms to anon, authenticated;
grant insert (
    id, name, created_by, pop_location, max_users, is_public, settings, description, genre, tags, rules, creator_name,
    creator_username, color, icon, default_role, default_permissions, require_approval
), update (
    name, pop_location, max_users, is_public, settings, description, genre, tags, rules, color, icon, default_role,
    default_permissions, require_approval
), delete on public.rooms to authenticated;

create policy public_read on public.rooms for select to anon, authenticated
    using (is_public);
create policy member_read on public.rooms for select to authenticated
    using (created_by = (select auth.uid())::text or id = any (array(select public.my_room_ids())));
create policy invited_read on public.rooms for select to authenticated
    using (id = any (array(select public.my_invited_room_ids())));
create policy friends_read on public.rooms for select to authenticated
    using (id = any (array(select public.my_friends_room_ids())));
create policy approved_read on public.rooms for select to anon, authenticated
    using (id = any (array(select public.my_approved_room_ids())));
create policy admin_read on public.rooms for select to authenticated
    using ((select auth.is_admin()));
create policy own_make on public.rooms for insert to authenticated
    with check (created_by = (select auth.uid())::text);
create policy own_change on public.rooms for update to authenticated
    using (created_by = (select auth.uid())::text) with check (created_by = (select auth.uid())::text);
create policy own_delete on public.rooms for delete to authenticated
    using (created_by = (select auth.uid())::text);
