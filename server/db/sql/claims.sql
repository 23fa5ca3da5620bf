-- Who asks. The server sets the claims with the role at the start of every transaction (server/db/src/session.rs).

create or replace function auth.jwt() returns jsonb
language sql stable
return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb, '{}'::jsonb);

-- The account that asks; null for anybody else, guests included: their claims have no `sub`.
create or replace function auth.uid() returns uuid
language sql stable
return (auth.jwt() ->> 'sub')::uuid;

revoke all on all functions in schema auth from public;
grant execute on function auth.jwt(), auth.uid() to anon, authenticated, service_role;

create or replace function public.update_updated_at_column() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.updated_at := now();
    return new;
end $$;
revoke all on function public.update_updated_at_column() from public;
