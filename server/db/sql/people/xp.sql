-- XP and levels. user_xp_transactions is append-only: the server adds, one reads one's own.

-- The level of so much XP: 100 XP for the second, then ever more.
create or replace function public.calculate_level(xp integer) returns integer
language sql immutable parallel safe set search_path = '' as $$
    select greatest(1, floor(sqrt(greatest(xp, 0) / 100))::integer + 1)
$$;
-- The XP at which a level begins; at most what an integer holds, which is in level 4635.
create or replace function public.xp_for_level(lvl integer) returns integer
language sql immutable parallel safe set search_path = '' as $$
    select least(power(greatest(lvl, 1)::bigint - 1, 2) * 100, 2147483647)::integer
$$;
revoke all on function public.calculate_level(integer), public.xp_for_level(integer) from public;
grant execute on function public.calculate_level(integer), public.xp_for_level(integer)
    to anon, authenticated, service_role;

-- Adds XP (or takes it, down to zero), once for each (source_type, source_id, reason); a repetition answers what is
-- there and changes nothing. The lock on the profile makes payments to one person wait for each other.
create or replace function public.add_user_xp(
    p_user_id uuid, p_amount integer, p_reason text, p_source_type text default null, p_source_id uuid default null
) returns table (new_xp integer, new_level integer, leveled_up boolean)
language plpgsql security definer set search_path = '' as $$
declare
    old_xp integer;
    old_level integer;
begin
    select total_xp, level into old_xp, old_level from public.user_profiles where id = p_user_id for update;
    if not found then
        raise foreign_key_violation using message = 'there is no such person';
    end if;
    new_xp := least(greatest(old_xp::bigint + p_amount, 0), 2147483647);
    new_level := public.calculate_level(new_xp);
    insert into public.user_xp_transactions (user_id, amount, reason, source_type, source_id, balance_after)
        values (p_user_id, p_amount, p_reason, p_source_type, p_source_id, new_xp)
        on conflict on constraint user_xp_transactions_once do nothing;
    if not found then
        new_xp := old_xp;
        new_level := old_level;
        leveled_up := false;
        return next;
        return;
    end if;
    update public.user_profiles set total_xp = new_xp, level = new_level where id = p_user_id;
    leveled_up := new_level > old_level;
    if leveled_up then
        insert into public.activity_feed (user_id, type, data)
            values (p_user_id, 'level_up', jsonb_build_object('old_level', old_level, 'new_level', new_level));
        perform public.notify(p_user_id, null, 'level_up', format('You reached level %s', new_level), null, null,
            jsonb_build_object('old_level', old_level, 'new_level', new_level), 'level_up');
    end if;
    return next;
end $$;
revoke all on function public.add_user_xp(uuid, integer, text, text, uuid) from public;
grant execute on function public.add_user_xp(uuid, integer, text, text, uuid) to service_role;

create or replace trigger refuse_update before update on public.user_xp_transactions
    for each row execute function public.refuse_change();
-- Gone with the account, and only with it: when the foreign key deletes, the profile is already gone.
create or replace function public.keep_xp_transactions() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    if exists (select from public.user_profiles where id = old.user_id) then
        raise insufficient_privilege using message = 'permission denied for table user_xp_transactions: rows stay';
    end if;
    return old;
end $$;
revoke all on function public.keep_xp_transactions() from public;
create or replace trigger refuse_delete before delete on public.user_xp_transactions
    for each row execute function public.keep_xp_transactions();

grant select on public.user_xp_transactions to authenticated;
create policy own_read on public.user_xp_transactions for select to authenticated
    using (user_id = (select auth.uid()));
