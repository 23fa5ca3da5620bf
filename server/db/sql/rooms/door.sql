-- Everything about the asker, an account or a guest, that decides whether a room lets them in; one row for every room.
-- Definer rights: a ban's reason and the level of a room that somebody keeps are told to whom they concern, and the
-- tables' own policies would ask the same tables again for each of them.
-- Its columns grow, which `create or replace` does not take.
drop function if exists public.my_door(text);
create function public.my_door(p_room_id text) returns table (
    member_role text, custom_permissions jsonb, is_banned boolean, ban_reason text, banned_until timestamptz,
    invitation_id uuid, invited_by_name text, request_status text, request_decided_at timestamptz,
    asked_now timestamptz, is_admin boolean, is_friend boolean, min_level integer, own_level integer)
language plpgsql stable security definer set search_path = pg_catalog rows 1 as $$
declare
    account constant uuid := auth.uid();
    me constant text := coalesce(account::text, auth.jwt() ->> 'guest_id');
begin
    -- A row in room_bans decides, by its time; without one, the mark on the membership (is_banned_from_room).
    return query select m.role::text, m.custom_permissions,
        case when b.id is null then coalesce(m.is_banned, false)
            else b.expires_at is null or b.expires_at > now() end,
        case when b.id is null then m.ban_reason else b.reason end::text,
        b.expires_at, i.id, i.inviter, q.status::text, q.decided_at, now(), auth.is_admin(),
        coalesce(s.room_type = 'friends' and s.owner_id = any (array(select public.my_friend_ids())), false),
        coalesce(s.min_level, 0), coalesce(p.level, 0)
    from (values (p_room_id)) room (id)
    left join public.room_members m on m.room_id = room.id and m.user_id = account::text
    left join public.room_bans b on b.room_id = room.id and b.user_id = me
    left join public.room_join_requests q on q.room_id = room.id and q.user_id = me
    left join public.saved_rooms s on s.code = room.id
    left join public.user_profiles p on p.id = account
    left join lateral (
        select inv.id, inviter.display_name::text as inviter
        from public.room_invitations inv
        left join public.user_profiles inviter on inviter.id::text = inv.invited_by
        where inv.room_id = room.id and inv.status = 'pending'
            and (inv.expires_at is null or inv.expires_at > now())
            and (inv.invited_user_id = account::text or inv.invited_email = (select auth.my_proven_email()))
        order by inv.created_at limit 1) i on true;
end $$;
revoke all on function public.my_door(text) from public;
grant execute on function public.my_door(text) to anon, authenticated, service_role;
