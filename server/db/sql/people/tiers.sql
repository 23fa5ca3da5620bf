-- subscription_tiers: everybody sees them, administrators change them. Which one somebody has is the server's.

grant select on public.subscription_tiers to anon, authenticated;
grant insert, update, delete on public.subscription_tiers to authenticated;
create policy public_read on public.subscription_tiers for select to anon, authenticated using (true);
create policy admin_make on public.subscription_tiers for insert to authenticated
    with check ((select auth.is_admin()));
create policy admin_change on public.subscription_tiers for update to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_delete on public.subscription_tiers for delete to authenticated
    using ((select auth.is_admin()));
