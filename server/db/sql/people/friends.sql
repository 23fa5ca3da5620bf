-- Who is whose friend, and who has blocked whom, as policies ask it. Definer rights: the tables' own policies ask the
-- profiles, whose policies ask these.

-- The asker's friends.
create or replace function public.my_friend_ids() returns setof uuid
language plpgsql stable security definer set search_path = '' rows 50 as $$
begin
    return query select friend_id from public.friendships where user_id = (select auth.uid()) and status = 'accepted';
end $$;
-- Those of them who show what they do.
create or replace function public.my_friend_ids_with_activity() returns setof uuid
language plpgsql stable security definer set search_path = '' rows 50 as $$
begin
    return query select f.friend_id from public.friendships f join public.user_profiles p on p.id = f.friend_id
    where f.user_id = (select auth.uid()) and f.status = 'accepted' and p.show_activity;
end $$;
-- Those whom the asker has blocked, and those who have blocked the asker. Who is muted notices nothing.
create or replace function public.my_block_ids() returns setof uuid
language plpgsql stable security definer set search_path = '' rows 10 as $$
begin
    return query select blocked_id from public.blocks where blocker_id = (select auth.uid()) and kind = 'block'
    union
    select blocker_id from public.blocks where blocked_id = (select auth.uid()) and kind = 'block';
end $$;
-- Whether the asker may ask this person to be friends; also people whose profile the asker does not see.
create or replace function public.may_ask_friendship(p_user_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (select from public.user_profiles p
            where p.id = p_user_id and p.allow_friend_requests and p.profile_visibility <> 'private')
        and not exists (select from public.my_block_ids() blocked where blocked = p_user_id)
$$;
revoke all on function public.my_friend_ids(), public.my_friend_ids_with_activity(), public.my_block_ids(),
    public.may_ask_friendship(uuid) from public;
grant execute on function public.my_friend_ids(), public.my_friend_ids_with_activity(), public.my_block_ids(),
    public.may_ask_friendship(uuid) to authenticated;
