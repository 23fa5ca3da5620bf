-- Who belongs to which room, as policies ask it. Definer rights: a policy that read room_members under its own
-- policies, which read rooms, would never end.

-- Whether somebody may not enter a room any more. A row in room_bans decides, by its time; without one, the mark on
-- the membership.
create or replace function public.is_banned_from_room(p_room_id text, p_user_id text) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select coalesce(
        (select b.expires_at is null or b.expires_at > now() from public.room_bans b
            where b.room_id = p_room_id and b.user_id = p_user_id),
        (select m.is_banned from public.room_members m
            where m.room_id = p_room_id and m.user_id = p_user_id),
        false)
$$;

-- The rooms that the asker was banned from, by the same rule. Guests too: their claims carry the id that was banned.
create or replace function public.my_banned_room_ids() returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 5 as $$
begin
    return query select room_id from public.room_bans
    where user_id = (select coalesce(auth.uid()::text, auth.jwt() ->> 'guest_id'))
        and (expires_at is null or expires_at > now())
    union
    select m.room_id from public.room_members m
    where m.user_id = (select auth.uid())::text and m.is_banned
        and not exists (select from public.room_bans b where b.room_id = m.room_id and b.user_id = m.user_id);
end $$;

-- The rooms that the asker belongs to; as one array, which costs a list's policy less than a set. Setting a search path
-- at each call costs it a fifth more, so here every name and operator says where it is from instead.
create or replace function public.my_rooms() returns text[]
language plpgsql stable security definer as $$
declare
    me constant text := auth.uid();
begin
    -- The rule of my_banned_room_ids, written out: this is asked with every list of a room.
    return array(select m.room_id
        from public.room_members m
        where m.user_id operator(pg_catalog.=) me
            and m.room_id operator(pg_catalog.<>) all (array(
                select b.room_id from public.room_bans b
                where b.user_id operator(pg_catalog.=) me
                    and (b.expires_at is null or b.expires_at operator(pg_catalog.>) pg_catalog.now())))
            -- A ban that has run out outweighs the mark.
            and (not m.is_banned
                or (select true from public.room_bans b
                    where b.room_id operator(pg_catalog.=) m.room_id and b.user_id operator(pg_catalog.=) me)));
end $$;
-- The same as a set, for policies whose planner should know how many there are.
create or replace function public.my_room_ids() returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 20 as $$
begin
    return query select unnest(public.my_rooms());
end $$;

-- The asker's address, when it was proven to be theirs: an address that somebody just claims opens nothing.
create or replace function auth.my_proven_email() returns text
language sql stable security definer set search_path = pg_catalog as $$
    select lower(email::text) from auth.users where id = (select auth.uid()) and is_verified
$$;

-- The rooms that the asker is invited to now.
create or replace function public.my_invited_room_ids() returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 5 as $$
begin
    return query select room_id from public.room_invitations
    where (invited_user_id = (select auth.uid())::text or invited_email = (select auth.my_proven_email()))
        and status = 'pending' and (expires_at is null or expires_at > now())
        and room_id <> all (array(select public.my_banned_room_ids()));
end $$;

-- The rooms whose owners keep them for their friends, the asker among these.
create or replace function public.my_friends_room_ids() returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 10 as $$
begin
    return query select s.code::text from public.saved_rooms s
    where s.room_type = 'friends' and s.owner_id = any (array(select public.my_friend_ids()))
        and s.code <> all (array(select public.my_banned_room_ids()));
end $$;

-- The rooms whose moderators let the asker in, an account or a guest, after they had waited at the door.
create or replace function public.my_approved_room_ids() returns setof text
language plpgsql stable security definer set search_path = pg_catalog rows 5 as $$
begin
    return query select q.room_id from public.room_join_requests q
    where q.user_id = (select coalesce(auth.uid()::text, auth.jwt() ->> 'guest_id')) and q.status = 'approved'
        and q.room_id <> all (array(select public.my_banned_room_ids()));
end $$;

revoke all on function public.is_banned_from_room(text, text), public.my_banned_room_ids(), public.my_rooms(), public.my_room_ids(),
    auth.my_proven_email(), public.my_invited_room_ids(), public.my_friends_room_ids(), public.my_approved_room_ids()
    from public;
grant execute on function public.is_banned_from_room(text, text) to service_role;
grant execute on function public.my_banned_room_ids(), public.my_approved_room_ids() to anon, authenticated;
grant execute on function public.my_rooms(), public.my_room_ids(), auth.my_proven_email(), public.my_invited_room_ids(),
    public.my_friends_room_ids() to authenticated;
