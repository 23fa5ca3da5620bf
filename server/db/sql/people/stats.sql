-- user_stats: made with the profile, counted by the server. One reads one's own, and those of profiles that one sees
-- and that show them.

-- The seed makes the profile when an account appears; ours comes with the account, for its name is a part of signing
-- up. What is left is everything that a profile brings with it.
create or replace function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    insert into public.user_stats (user_id) values (new.id) on conflict do nothing;
    return new;
end $$;
revoke all on function public.handle_new_user() from public;
create or replace trigger make_stats after insert on public.user_profiles
    for each row execute function public.handle_new_user();

create or replace trigger user_stats_updated_at before update on public.user_stats
    for each row execute function public.update_updated_at_column();

-- Adds to a counter; never below zero, never above what an integer holds. Only these columns, whoever asks.
create or replace function public.increment_stat(p_user_id uuid, p_stat text, p_amount integer default 1) returns void
language plpgsql security definer set search_path = '' as $$
declare
    counted integer;
begin
    if p_stat is null or p_stat not in (
        'reactions_received', 'reactions_given', 'messages_sent', 'rooms_created', 'rooms_joined', 'tracks_uploaded',
        'tracks_generated', 'stems_separated', 'total_sessions', 'unique_collaborators', 'weekend_sessions',
        'first_welcomes') then
        raise invalid_parameter_value using message = format('%s is not a counter', coalesce(p_stat, 'null'));
    end if;
    execute format(
        'update public.user_stats set %1$I = least(greatest(%1$I::bigint + $2, 0), 2147483647) where user_id = $1',
        p_stat) using p_user_id, p_amount;
    -- `found` does not tell about dynamic statements.
    get diagnostics counted = row_count;
    if counted = 0 then
        raise foreign_key_violation using message = 'there is no such person';
    end if;
end $$;
revoke all on function public.increment_stat(uuid, text, integer) from public;
grant execute on function public.increment_stat(uuid, text, integer) to service_role;

grant select on public.user_stats to anon, authenticated;
create policy shown_read on public.user_stats for select to anon, authenticated
    using ((select p.show_stats from public.user_profiles p where p.id = user_id));
create policy own_read on public.user_stats for select to authenticated
    using (user_id = (select auth.uid()));
