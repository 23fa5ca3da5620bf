-- achievements: everybody sees those that are not hidden, and one's own; administrators change them.
-- user_achievements: unlocked by the server; one reads one's own, and those of profiles that one sees and that show
-- their statistics.
-- challenges: everybody sees those that have begun; administrators change them.
-- user_challenges: one sees one's own; the server counts and pays.

-- Definer rights: the policies of user_achievements ask the profiles, which this need not.
create or replace function public.my_achievement_ids() returns setof varchar
language sql stable security definer set search_path = '' rows 30 as $$
    select achievement_id from public.user_achievements where user_id = (select auth.uid())
$$;
revoke all on function public.my_achievement_ids() from public;
grant execute on function public.my_achievement_ids() to authenticated;

-- Unlocks an achievement, pays its XP and tells the person; false when it was unlocked before. Nothing happens twice,
-- however many ask at the same moment.
create or replace function public.unlock_achievement(p_user_id uuid, p_achievement_id text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
    unlocked uuid;
    wanted record;
begin
    select name, xp_reward into wanted from public.achievements where id = p_achievement_id;
    if not found then
        raise foreign_key_violation using message = 'there is no such achievement';
    end if;
    insert into public.user_achievements (user_id, achievement_id) values (p_user_id, p_achievement_id)
        on conflict on constraint user_achievements_user_id_achievement_id_key do nothing
        returning id into unlocked;
    if unlocked is null then
        return false;
    end if;
    insert into public.activity_feed (user_id, type, data)
        values (p_user_id, 'achievement', jsonb_build_object('achievement_id', p_achievement_id));
    perform public.notify(p_user_id, null, 'achievement', format('Unlocked: %s', wanted.name), 'achievement', null,
        jsonb_build_object('achievement_id', p_achievement_id, 'xp_reward', wanted.xp_reward),
        'achievement:' || p_achievement_id);
    perform public.add_user_xp(p_user_id, wanted.xp_reward, 'achievement:' || p_achievement_id, 'achievement', unlocked);
    return true;
end $$;
revoke all on function public.unlock_achievement(uuid, text) from public;
grant execute on function public.unlock_achievement(uuid, text) to service_role;

grant select (id, name, description, category, icon, xp_reward, criteria, is_hidden, sort_order, created_at, tier, hint)
    on public.achievements to anon, authenticated;
grant insert (id, name, description, category, icon, xp_reward, criteria, is_hidden, sort_order, tier, hint),
    update (name, description, category, icon, xp_reward, criteria, is_hidden, sort_order, tier, hint),
    delete on public.achievements to authenticated;
create policy public_read on public.achievements for select to anon, authenticated
    using (not is_hidden);
create policy own_read on public.achievements for select to authenticated
    using (id = any (array(select public.my_achievement_ids())) or (select auth.is_admin()));
create policy admin_make on public.achievements for insert to authenticated
    with check ((select auth.is_admin()));
create policy admin_change on public.achievements for update to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_delete on public.achievements for delete to authenticated
    using ((select auth.is_admin()));

grant select on public.user_achievements to anon, authenticated;
create policy shown_read on public.user_achievements for select to anon, authenticated
    using ((select p.show_stats from public.user_profiles p where p.id = user_id));
create policy own_read on public.user_achievements for select to authenticated
    using (user_id = (select auth.uid()));

grant select on public.challenges to anon, authenticated;
grant insert, update, delete on public.challenges to authenticated;
create policy public_read on public.challenges for select to anon, authenticated
    using (active_from <= current_date or (select auth.is_admin()));
create policy admin_make on public.challenges for insert to authenticated
    with check ((select auth.is_admin()));
create policy admin_change on public.challenges for update to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_delete on public.challenges for delete to authenticated
    using ((select auth.is_admin()));

grant select on public.user_challenges to authenticated;
create policy own_read on public.user_challenges for select to authenticated
    using (user_id = (select auth.uid()));
