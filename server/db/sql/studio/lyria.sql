-- lyria_usage, lyria_rate_limits: readable by the person they are about, written by the server. The functions are the
-- server's too: who could call them could count somebody else's seconds.

create or replace trigger lyria_rate_limits_updated_at before update on public.lyria_rate_limits
    for each row execute function public.update_updated_at_column();

-- What a tier may use. The existing product knows free, pro and admin (999999: no limit); basic lies between free and
-- pro, enterprise above pro, and an unknown tier is free.
create or replace function public.get_lyria_rate_limit_config(account_type text)
returns table (daily_seconds_limit integer, connections_per_minute integer, max_session_seconds integer)
language sql immutable parallel safe set search_path = pg_catalog rows 1 as $$
    select tier.seconds, tier.connections, tier.session
    from (values
        ('free', 1800, 5, 600),
        ('basic', 7200, 10, 1200),
        ('pro', 28800, 20, 3600),
        ('enterprise', 57600, 40, 3600),
        ('admin', 999999, 100, 999999)) tier (id, seconds, connections, session)
    where tier.id = case when account_type in ('basic', 'pro', 'enterprise', 'admin') then account_type else 'free' end
$$;

-- The tier that counts for a person: administrators have their own.
create or replace function public.lyria_tier(p_user_id uuid) returns text
language sql stable security definer set search_path = pg_catalog as $$
    select case
        when exists (
            select from auth.user_roles u join auth.roles r on r.id = u.role_id
            where u.user_id = p_user_id and r.name = 'admin') then 'admin'
        else (select account_type::text from public.user_profiles where id = p_user_id)
    end
$$;

-- When the day ends, as UTC counts days.
create or replace function public.next_utc_day() returns timestamptz
language sql stable parallel safe set search_path = pg_catalog as $$
    select timezone('utc', date_trunc('day', timezone('utc', now())) + interval '1 day')
$$;

-- Whether the person may connect now, what is left, and when the day's seconds begin anew. Counts whose time is over
-- are zero. No row for somebody without a profile.
create or replace function public.check_lyria_rate_limit(p_user_id uuid)
returns table (allowed boolean, daily_seconds_remaining integer, connections_remaining integer, reset_at timestamptz)
language sql stable security definer set search_path = pg_catalog rows 1 as $$
    with used as (
        select
            coalesce((select case when l.daily_reset_at > now() then l.daily_seconds_used else 0 end
                from public.lyria_rate_limits l where l.user_id = p_user_id), 0) as seconds,
            coalesce((select case when l.window_start > now() - interval '1 minute' then l.request_count else 0 end
                from public.lyria_rate_limits l where l.user_id = p_user_id), 0) as connections,
            coalesce((select l.daily_reset_at from public.lyria_rate_limits l
                where l.user_id = p_user_id and l.daily_reset_at > now()), public.next_utc_day()) as reset_at
    ), rest as (
        select greatest(c.daily_seconds_limit - u.seconds, 0) as seconds,
            greatest(c.connections_per_minute - u.connections, 0) as connections, u.reset_at
        from used u, public.get_lyria_rate_limit_config(public.lyria_tier(p_user_id)) c
        where exists (select from public.user_profiles p where p.id = p_user_id)
    )
    select r.seconds > 0 and r.connections > 0, r.seconds, r.connections, r.reset_at from rest r
$$;

-- Counts seconds of music; a new day begins at zero. Errors: negative seconds.
create or replace function public.add_lyria_usage_seconds(p_user_id uuid, p_seconds integer) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if p_seconds is null or p_seconds < 0 then
        raise invalid_parameter_value using message = 'usage is counted in whole seconds, from 0 up';
    end if;
    insert into public.lyria_rate_limits as l (user_id, daily_seconds_used) values (p_user_id, least(p_seconds, 86400))
    on conflict (user_id) do update set
        -- A day has no more seconds than this by far; the count cannot overflow.
        daily_seconds_used = least(
            case when l.daily_reset_at > now() then l.daily_seconds_used else 0 end::bigint + least(p_seconds, 86400),
            2000000000)::integer,
        daily_reset_at = case when l.daily_reset_at > now() then l.daily_reset_at else public.next_utc_day() end;
end $$;

-- Counts one connection; a minute after the first of them the count begins anew.
create or replace function public.increment_lyria_connection(p_user_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into public.lyria_rate_limits as l (user_id, request_count) values (p_user_id, 1)
    on conflict (user_id) do update set
        request_count = case when l.window_start > now() - interval '1 minute'
            then least(l.request_count, 2000000000) + 1 else 1 end,
        window_start = case when l.window_start > now() - interval '1 minute' then l.window_start else now() end;
end $$;

revoke all on function public.get_lyria_rate_limit_config(text), public.lyria_tier(uuid),
    public.check_lyria_rate_limit(uuid), public.next_utc_day(), public.add_lyria_usage_seconds(uuid, integer),
    public.increment_lyria_connection(uuid) from public;
grant execute on function public.get_lyria_rate_limit_config(text) to anon, authenticated, service_role;
grant execute on function public.check_lyria_rate_limit(uuid), public.add_lyria_usage_seconds(uuid, integer),
    public.increment_lyria_connection(uuid) to service_role;

grant select on public.lyria_usage, public.lyria_rate_limits to authenticated;
create policy own_read on public.lyria_usage for select to authenticated
    using (user_id = (select auth.uid()));
create policy own_read on public.lyria_rate_limits for select to authenticated
    using (user_id = (select auth.uid()));
