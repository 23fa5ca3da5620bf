-- Site roles. Who is an administrator stands in auth.user_roles alone: the tier (account_type) has no say, and only
-- the server writes there.

-- Whether the asker is an administrator. In policies write `(select auth.is_admin())`: asked once, not for every row.
create or replace function auth.is_admin() returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    select exists (
        select from auth.user_roles given join auth.roles role on role.id = given.role_id
        where given.user_id = (select auth.uid()) and role.name = 'admin')
$$;
revoke all on function auth.is_admin() from public;
grant execute on function auth.is_admin() to anon, authenticated, service_role;
