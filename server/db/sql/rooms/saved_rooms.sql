-- saved_rooms: public ones are everybody's to see, one's own always; the owner keeps them, within the tier's limit. What
-- happened in them is counted by the server.
-- user_saved_rooms: one's own rooms that one keeps at hand; nobody else's business.

create or replace trigger saved_rooms_updated_at before update on public.saved_rooms
    for each row execute function public.update_updated_at_column();

-- Whether the tier leaves room for one more. Both kinds of saved rooms count. A negative limit is none; administrators
-- have none; a tier that is not in subscription_tiers allows none.
create or replace function public.can_save_room(p_user_id uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
    allowed integer;
    kept bigint;
begin
    if exists (
        select from auth.user_roles u join auth.roles r on r.id = u.role_id
        where u.user_id = p_user_id and r.name = 'admin'
    ) then
        return true;
    end if;
    select t.max_saved_rooms into allowed
    from public.user_profiles p join public.subscription_tiers t on t.id = p.account_type
    where p.id = p_user_id;
    if allowed < 0 then
        return true;
    end if;
    select (select count(*) from public.user_saved_rooms where user_id = p_user_id::text)
        + (select count(*) from public.saved_rooms where owner_id = p_user_id) into kept;
    return coalesce(kept < allowed, false);
end $$;

-- The same for the asker: what a policy and a page may ask about themselves.
create or replace function public.i_can_save_room() returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select (select auth.uid()) is not null and public.can_save_room((select auth.uid()))
$$;

-- Only its creator or owner saves a room. Two requests at once do not both take the last place: they queue here.
create or replace function public.check_room_ownership() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform from public.user_profiles where id = new.user_id::uuid for update;
    if not exists (
        select from public.rooms r where r.id = new.room_id and r.created_by = new.user_id
        union all
        select from public.room_members m
        where m.room_id = new.room_id and m.user_id = new.user_id and m.role = 'owner'
    ) then
        raise insufficient_privilege using message = 'permission denied for room: only its owner may save it';
    end if;
    -- What is there already is refused as such, by its unique key.
    if not exists (
        select from public.user_saved_rooms s where s.user_id = new.user_id and s.room_id = new.room_id
    ) and not public.can_save_room(new.user_id::uuid) then
        raise insufficient_privilege using message = 'permission denied for user_saved_rooms: the limit is reached';
    end if;
    return new;
end $$;
create or replace trigger enforce_room_ownership before insert on public.user_saved_rooms
    for each row execute function public.check_room_ownership();

create or replace function public.check_saved_room_limit() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform from public.user_profiles where id = new.owner_id for update;
    if not public.can_save_room(new.owner_id) then
        raise insufficient_privilege using message = 'permission denied for saved_rooms: the limit is reached';
    end if;
    return new;
end $$;
create or replace trigger enforce_saved_room_limit before insert on public.saved_rooms
    for each row execute function public.check_saved_room_limit();

revoke all on function public.can_save_room(uuid), public.i_can_save_room(), public.check_room_ownership(),
    public.check_saved_room_limit() from public;
grant execute on function public.can_save_room(uuid) to service_role;
grant execute on function public.i_can_save_room() to authenticated;

grant select on public.saved_rooms to anon, authenticated;
grant insert (
    id, owner_id, code, name, description, room_type, max_users, genre, skill_level, min_level, min_reputation, theme,
    banner_url, welcome_message, rules, tags, settings
), update (
    name, description, room_type, max_users, genre, skill_level, min_level, min_reputation, theme, banner_url,
    welcome_message, rules, tags, settings
), delete on public.saved_rooms to authenticated;
create policy public_read on public.saved_rooms for select to anon, authenticated
    using (room_type = 'public');
create policy own_read on public.saved_rooms for select to authenticated
    using (owner_id = (select auth.uid()));
create policy own_make on public.saved_rooms for insert to authenticated
    with check (owner_id = (select auth.uid()));
create policy own_change on public.saved_rooms for update to authenticated
    using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));
create policy own_delete on public.saved_rooms for delete to authenticated
    using (owner_id = (select auth.uid()));

grant select, insert (id, user_id, room_id, notes), update (notes), delete on public.user_saved_rooms to authenticated;
create policy own_read on public.user_saved_rooms for select to authenticated
    using (user_id = (select auth.uid())::text);
create policy own_make on public.user_saved_rooms for insert to authenticated
    with check (user_id = (select auth.uid())::text);
create policy own_change on public.user_saved_rooms for update to authenticated
    using (user_id = (select auth.uid())::text) with check (user_id = (select auth.uid())::text);
create policy own_delete on public.user_saved_rooms for delete to authenticated
    using (user_id = (select auth.uid())::text);
