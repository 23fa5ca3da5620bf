-- saved_rooms: public ones are everybody's to see, one's own always, and those whose room one sees; the owner keeps them,
-- within the tier's limit. What happened in them is counted by the server.
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

-- How many rooms the asker keeps, and may keep; a negative number is no limit.
create or replace function public.my_saved_rooms_limit() returns table (kept bigint, allowed integer)
language sql stable security definer set search_path = pg_catalog rows 1 as $$
    select (select count(*) from public.user_saved_rooms where user_id = (select auth.uid())::text)
            + (select count(*) from public.saved_rooms where owner_id = (select auth.uid())),
        case when auth.is_admin() then -1
            else coalesce((
                select t.max_saved_rooms from public.user_profiles p
                join public.subscription_tiers t on t.id = p.account_type
                where p.id = (select auth.uid())), 0) end
$$;

-- The next meeting that has not begun more than three hours ago; null when there is none any more. The hour is that of
-- the room's own zone, also after the clocks changed; the 31st of a shorter month is its last day.
create or replace function public.next_meeting(
    p_starts_at timestamptz, p_repeats text, p_time_zone text, p_now timestamptz) returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
    first constant timestamp := p_starts_at at time zone p_time_zone;
    since constant timestamptz := p_now - interval '3 hours';
    step constant interval := case p_repeats
        when 'weekly' then interval '7 days' when 'fortnightly' then interval '14 days'
        when 'monthly' then interval '1 month' end;
    behind bigint;
    meeting timestamptz;
begin
    if p_starts_at is null or p_starts_at >= since then
        return p_starts_at;
    end if;
    if step is null then
        return null;
    end if;
    -- A guess that is never too late, and at most a few steps early.
    behind := case p_repeats
        when 'monthly' then (extract(epoch from since - p_starts_at) / 2678400)::bigint - 1
        else (extract(epoch from since - p_starts_at) / extract(epoch from step))::bigint - 1 end;
    behind := greatest(behind, 0);
    loop
        meeting := (first + step * behind::double precision) at time zone p_time_zone;
        exit when meeting >= since;
        behind := behind + 1;
    end loop;
    return meeting;
end $$;

-- A saved room belongs to who owns the room.
create or replace function public.hand_saved_room_over() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- The house keeps nothing: when an account goes, its saved rooms go with it.
    if new.created_by <> 'openstudio' then
        update public.saved_rooms set owner_id = new.created_by::uuid where code = new.id;
    end if;
    return null;
end $$;
create or replace trigger hand_saved_room_over after update of created_by on public.rooms
    for each row when (old.created_by is distinct from new.created_by)
    execute function public.hand_saved_room_over();

revoke all on function public.can_save_room(uuid), public.i_can_save_room(), public.check_room_ownership(),
    public.check_saved_room_limit(), public.my_saved_rooms_limit(),
    public.next_meeting(timestamptz, text, text, timestamptz), public.hand_saved_room_over() from public;
grant execute on function public.can_save_room(uuid) to service_role;
grant execute on function public.i_can_save_room(), public.my_saved_rooms_limit() to authenticated;
grant execute on function public.next_meeting(timestamptz, text, text, timestamptz)
    to anon, authenticated, service_role;

grant select on public.saved_rooms to anon, authenticated;
grant insert (
    id, owner_id, code, name, description, room_type, max_users, genre, skill_level, min_level, min_reputation, theme,
    banner_url, welcome_message, rules, tags, settings, starts_at, repeats, time_zone
), update (
    name, description, room_type, max_users, genre, skill_level, min_level, min_reputation, theme, banner_url,
    welcome_message, rules, tags, settings, starts_at, repeats, time_zone
), delete on public.saved_rooms to authenticated;
create policy public_read on public.saved_rooms for select to anon, authenticated
    using (room_type = 'public');
create policy own_read on public.saved_rooms for select to authenticated
    using (owner_id = (select auth.uid()));
-- The sub-select runs under the policies of rooms: who sees the room sees when it meets.
create policy room_read on public.saved_rooms for select to anon, authenticated
    using ((select true from public.rooms r where r.id = code));
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
