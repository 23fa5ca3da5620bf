-- notifications: the server tells, one reads one's own and marks it read.

-- Tells somebody something. With a key, an unread one with the same key is brought up to date instead of adding
-- another. Whoever is blocked or muted by the person, or has blocked them, is not told of.
create or replace function public.notify(
    p_user_id uuid, p_actor_id uuid, p_type text, p_title text, p_link_type text, p_link_id uuid, p_payload jsonb,
    p_group_key text
) returns void
language plpgsql security definer set search_path = '' as $$
begin
    if p_actor_id is not null and exists (select from public.blocks b
        where (b.blocker_id = p_user_id and b.blocked_id = p_actor_id)
            or (b.blocker_id = p_actor_id and b.blocked_id = p_user_id and b.kind = 'block')) then
        return;
    end if;
    insert into public.notifications as told
        (user_id, type, title, link_type, link_id, payload, group_key, actor_ids)
    values (p_user_id, p_type, p_title, p_link_type, p_link_id, coalesce(p_payload, '{}'), p_group_key,
        case when p_actor_id is null then '{}' else array[p_actor_id] end)
    on conflict (user_id, group_key) where not is_read do update set
        title = excluded.title, link_type = excluded.link_type, link_id = excluded.link_id,
        payload = excluded.payload, created_at = now(),
        actor_ids = (excluded.actor_ids || array_remove(told.actor_ids, excluded.actor_ids[1]))[1:20];
end $$;
revoke all on function public.notify(uuid, uuid, text, text, text, uuid, jsonb, text) from public;
grant execute on function public.notify(uuid, uuid, text, text, text, uuid, jsonb, text) to service_role;

-- The time is the database's.
create or replace function public.set_read_at() returns trigger
language plpgsql set search_path = '' as $$
begin
    new.read_at := case when new.is_read then coalesce(old.read_at, now()) end;
    return new;
end $$;
revoke all on function public.set_read_at() from public;
create or replace trigger set_read_at before update of is_read on public.notifications
    for each row execute function public.set_read_at();

grant select, update (is_read) on public.notifications to authenticated;
create policy own_read on public.notifications for select to authenticated
    using (user_id = (select auth.uid()));
create policy own_mark on public.notifications for update to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
