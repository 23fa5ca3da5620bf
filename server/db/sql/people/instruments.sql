-- instruments: the catalogue; everybody sees it, administrators change it.
-- user_instruments: what somebody plays; seen with their profile. People choose, the server counts hours and XP.

grant select on public.instruments to anon, authenticated;
grant insert, update, delete on public.instruments to authenticated;
create policy public_read on public.instruments for select to anon, authenticated
    using (is_active or (select auth.is_admin()));
create policy admin_make on public.instruments for insert to authenticated
    with check ((select auth.is_admin()));
create policy admin_change on public.instruments for update to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_delete on public.instruments for delete to authenticated
    using ((select auth.is_admin()));

grant select on public.user_instruments to anon, authenticated;
grant insert (id, user_id, instrument_id, category, is_primary, variant, finish),
    update (is_primary, variant, finish), delete on public.user_instruments to authenticated;
create policy shown_read on public.user_instruments for select to anon, authenticated
    using ((select true from public.user_profiles p where p.id = user_id));
create policy own_add on public.user_instruments for insert to authenticated
    with check (user_id = (select auth.uid()));
create policy own_change on public.user_instruments for update to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy own_remove on public.user_instruments for delete to authenticated
    using (user_id = (select auth.uid()));
