-- follows: seen where both profiles are seen; one follows and unfollows in one's own name, and sends followers away.
-- friendships: seen by the two; one asks, the other accepts, either ends it. Jams and time together are the server's.
-- blocks: seen and made by the blocker only. A block ends what was between the two.

create or replace function public.tell_of_follow() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    follower record;
begin
    select username, display_name into follower from public.user_profiles where id = new.follower_id;
    perform public.notify(new.following_id, new.follower_id, 'follow', format('%s follows you', follower.display_name),
        'profile', new.follower_id,
        jsonb_build_object('username', follower.username, 'name', follower.display_name), 'follow');
    return new;
end $$;
revoke all on function public.tell_of_follow() from public;
create or replace trigger tell_of_follow after insert on public.follows
    for each row execute function public.tell_of_follow();

grant select on public.follows to anon, authenticated;
grant insert (follower_id, following_id), delete on public.follows to authenticated;
create policy shown_read on public.follows for select to anon, authenticated
    using ((select true from public.user_profiles p where p.id = follower_id)
        and (select true from public.user_profiles p where p.id = following_id));
create policy own_read on public.follows for select to authenticated
    using (follower_id = (select auth.uid()) or following_id = (select auth.uid()));
-- Whom one does not see, and who has blocked one, cannot be followed: the policies of profiles hide them.
create policy own_follow on public.follows for insert to authenticated
    with check (follower_id = (select auth.uid())
        and (select true from public.user_profiles p where p.id = following_id));
create policy own_end on public.follows for delete to authenticated
    using (follower_id = (select auth.uid()) or following_id = (select auth.uid()));

-- A request tells the other; an acceptance makes the other half of the friendship and tells the one who asked.
create or replace function public.tell_of_friendship() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    other record;
    is_request boolean := tg_op = 'INSERT';
begin
    if new.status = 'pending' and is_request then
        select username, display_name into other from public.user_profiles where id = new.user_id;
        perform public.notify(new.friend_id, new.user_id, 'friend_request',
            format('%s wants to be friends', other.display_name), 'friend', new.user_id,
            jsonb_build_object('username', other.username, 'name', other.display_name),
            'friend_request:' || new.user_id);
    elsif new.status = 'accepted' and not is_request and old.status = 'pending' then
        insert into public.friendships (user_id, friend_id, status, requested_at, accepted_at)
            values (new.friend_id, new.user_id, 'accepted', new.requested_at, new.accepted_at);
        insert into public.activity_feed (user_id, type, data) values
            (new.user_id, 'friend', jsonb_build_object('friend_id', new.friend_id)),
            (new.friend_id, 'friend', jsonb_build_object('friend_id', new.user_id));
        select username, display_name into other from public.user_profiles where id = new.friend_id;
        perform public.notify(new.user_id, new.friend_id, 'friend_accepted',
            format('%s is your friend now', other.display_name), 'friend', new.friend_id,
            jsonb_build_object('username', other.username, 'name', other.display_name),
            'friend_accepted:' || new.friend_id);
    end if;
    return new;
end $$;
-- The time is the database's.
create or replace function public.set_accepted_at() returns trigger
language plpgsql set search_path = '' as $$
begin
    if new.status = 'accepted' and old.status <> 'accepted' then
        new.accepted_at := now();
    end if;
    return new;
end $$;
-- Both halves end together.
create or replace function public.end_friendship() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    delete from public.friendships where user_id = old.friend_id and friend_id = old.user_id;
    return old;
end $$;
revoke all on function public.tell_of_friendship(), public.set_accepted_at(), public.end_friendship() from public;
create or replace trigger set_accepted_at before update of status on public.friendships
    for each row execute function public.set_accepted_at();
create or replace trigger tell_of_friendship after insert or update of status on public.friendships
    for each row execute function public.tell_of_friendship();
create or replace trigger end_friendship after delete on public.friendships
    for each row execute function public.end_friendship();

grant select, insert (id, user_id, friend_id), update (status), delete on public.friendships to authenticated;
create policy own_read on public.friendships for select to authenticated
    using (user_id = (select auth.uid()) or friend_id = (select auth.uid()));
create policy own_ask on public.friendships for insert to authenticated
    with check (user_id = (select auth.uid()) and status = 'pending' and public.may_ask_friendship(friend_id));
create policy own_accept on public.friendships for update to authenticated
    using (friend_id = (select auth.uid()) and status = 'pending')
    with check (friend_id = (select auth.uid()) and status = 'accepted');
create policy own_end on public.friendships for delete to authenticated
    using (user_id = (select auth.uid()) or friend_id = (select auth.uid()));

create or replace function public.end_what_was_between() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    if new.kind = 'block' then
        delete from public.follows where (follower_id, following_id)
            in ((new.blocker_id, new.blocked_id), (new.blocked_id, new.blocker_id));
        delete from public.friendships where (user_id, friend_id)
            in ((new.blocker_id, new.blocked_id), (new.blocked_id, new.blocker_id));
    end if;
    return new;
end $$;
revoke all on function public.end_what_was_between() from public;
create or replace trigger end_what_was_between after insert or update of kind on public.blocks
    for each row execute function public.end_what_was_between();

grant select, insert (blocker_id, blocked_id, kind), update (kind), delete on public.blocks to authenticated;
create policy own_all on public.blocks for all to authenticated
    using (blocker_id = (select auth.uid())) with check (blocker_id = (select auth.uid()));
