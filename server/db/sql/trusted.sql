-- The server, acting on its own after its own checks, may do everything; so may the owner of the tables, in whose name
-- the SECURITY DEFINER functions run. Last, because it covers every table that the texts before it know.

grant select, insert, update, delete on all tables in schema public, auth to service_role;
revoke all on public.__diesel_schema_migrations, public.__current_texts from service_role;

do $$
declare found record;
begin
    for found in
        select n.nspname, c.relname from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p') and c.relrowsecurity
    loop
        execute format('create policy server on %I.%I to service_role using (true) with check (true)',
            found.nspname, found.relname);
        execute format('create policy owner on %I.%I to current_user using (true) with check (true)',
            found.nspname, found.relname);
    end loop;
end $$;
