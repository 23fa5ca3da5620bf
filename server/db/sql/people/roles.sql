-- Site roles. Who is an administrator stands in auth.user_roles alone: the tier (account_type) has no say, and only
-- the server writes there.

-- Whether the asker is an administrator. In policies write `(select auth.is_admin())`: asked once, not for every row.
create or replace function auth.is_admin() returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
    return exists (
        select from auth.user_roles given join auth.roles role on role.id = given.role_id
        where given.user_id = (select auth.uid()) and role.name = 'admin');
end $$;
revoke all on function auth.is_admin() from public;
grant execute on function auth.is_admin() to anon, authenticated, service_role;

-- For tables to which rows are only added. The message is PostgreSQL's own for a refusal.
create or replace function public.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
    raise insufficient_privilege using message =
        format('permission denied for table %s: rows are only added', tg_table_name);
end $$;
revoke all on function public.refuse_change() from public;
