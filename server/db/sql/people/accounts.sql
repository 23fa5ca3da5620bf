-- auth.*: for the server only, but that a person may see and end their own sign-ins. Nobody but the server can name
-- password_hash or token_hash in a query.

create or replace trigger users_updated_at before update on auth.users
    for each row execute function public.update_updated_at_column();
create or replace trigger roles_updated_at before update on auth.roles
    for each row execute function public.update_updated_at_column();
create or replace trigger permissions_updated_at before update on auth.permissions
    for each row execute function public.update_updated_at_column();

-- Text ids of accounts have no foreign key (the seed), so this keeps them honest when an account goes: memberships
-- end, and rooms become the house's.
create or replace function auth.forget_user() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    delete from public.room_members where user_id = old.id::text;
    delete from public.room_webrtc_sessions where user_id = old.id::text;
    update public.rooms
        set created_by = 'openstudio', creator_name = null, creator_username = null
        where created_by = old.id::text;
    return old;
end $$;
revoke all on function auth.forget_user() from public;
create or replace trigger on_auth_user_deleted after delete on auth.users
    for each row execute function auth.forget_user();

grant select (id, user_id, ip_address, user_agent, created_at, last_active_at, expires_at, revoked_at),
    update (revoked_at) on auth.sessions to authenticated;
create policy own_read on auth.sessions for select to authenticated
    using (user_id = (select auth.uid()));
create policy own_end on auth.sessions for update to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()) and revoked_at is not null);
