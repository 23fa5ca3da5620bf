-- Which parts somebody may wear: those without a rule, those of which one active rule is met, and those that were given
-- to them. user_unlocked_components holds the last ones: given by administrators and the server, read by their owner.

-- The active parts that an account may wear.
create or replace function public.avatar_components_of(p_user_id uuid) returns setof text
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return query
    with met as (
        select r.id
        from public.avatar_unlock_rules r
        cross join (select p.level from public.user_profiles p where p.id = p_user_id) me
        -- A statistic's key is its column, but for the hours.
        left join lateral (
            select case r.statistic_key
                when 'total_jam_hours' then s.total_jam_seconds / 3600.0
                else (to_jsonb(s) ->> r.statistic_key)::numeric
            end as reached
            from public.user_stats s where s.user_id = p_user_id and r.unlock_type = 'statistic'
        ) statistic on true
        where r.is_active and case r.unlock_type
            when 'none' then true
            when 'level' then me.level >= r.level_required
            when 'achievement' then exists (
                select from public.user_achievements a
                where a.user_id = p_user_id and a.achievement_id = r.achievement_id)
            when 'statistic' then case r.statistic_operator
                when '>=' then coalesce(statistic.reached, 0) >= r.statistic_value
                when '<=' then coalesce(statistic.reached, 0) <= r.statistic_value
                when '>' then coalesce(statistic.reached, 0) > r.statistic_value
                when '=' then coalesce(statistic.reached, 0) = r.statistic_value
            end
            -- By hand: user_unlocked_components.
            else false
        end
    )
    select c.id from public.avatar_components c
    where c.is_active and (
        not exists (select from public.avatar_component_unlocks u where u.component_id = c.id)
        or exists (
            select from public.avatar_component_unlocks u join met on met.id = u.unlock_rule_id
            where u.component_id = c.id)
        or exists (
            select from public.user_unlocked_components g
            where g.user_id = p_user_id and g.component_id = c.id));
end $$;
revoke all on function public.avatar_components_of(uuid) from public, anon, authenticated;
grant execute on function public.avatar_components_of(uuid) to service_role;

-- The same for the asker.
create or replace function public.my_avatar_components() returns setof text
language sql stable security definer set search_path = pg_catalog as $$
    select public.avatar_components_of((select auth.uid()))
$$;
revoke all on function public.my_avatar_components() from public, anon;
grant execute on function public.my_avatar_components() to authenticated, service_role;

-- The policies let administrators only.
grant select, insert (user_id, component_id, unlocked_reason), update (unlocked_reason), delete
    on public.user_unlocked_components to authenticated;
create policy own_read on public.user_unlocked_components for select to authenticated
    using (user_id = (select auth.uid()));
create policy admin_all on public.user_unlocked_components to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
