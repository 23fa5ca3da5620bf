-- user_profiles: public ones readable by everybody, those for friends by friends, one's own always, and none across a
-- block; people change what is theirs to change. Tier,
-- ban, verification, XP, level and streaks are the server's (no grant on those columns).

create or replace trigger user_profiles_updated_at before update on public.user_profiles
    for each row execute function public.update_updated_at_column();

grant select (
    id, username, display_name, bio, account_type, is_verified, total_xp, level, current_daily_streak,
    longest_daily_streak, link_spotify, link_soundcloud, link_youtube, link_instagram, link_website, link_twitter,
    banner_url, location, profile_visibility, show_stats, show_activity, allow_friend_requests, allow_room_invites,
    created_at, featured_track_id
) on public.user_profiles to anon, authenticated;
grant update (
    display_name, bio, link_spotify, link_soundcloud, link_youtube, link_instagram, link_website, link_twitter,
    banner_url, location, timezone, profile_visibility, show_stats, show_activity, allow_friend_requests,
    allow_room_invites, preferences, featured_track_id
) on public.user_profiles to authenticated;

create policy public_read on public.user_profiles for select to anon, authenticated
    using (profile_visibility = 'public');
create policy friend_read on public.user_profiles for select to authenticated
    using (profile_visibility = 'friends' and id = any (array(select public.my_friend_ids())));
create policy not_blocked on public.user_profiles as restrictive for select to authenticated
    using (id <> all (array(select public.my_block_ids())));
create policy own_read on public.user_profiles for select to authenticated
    using (id = (select auth.uid()));
-- One shows one's own tracks. The sub-select runs under the policies of tracks.
create policy own_change on public.user_profiles for update to authenticated
    using (id = (select auth.uid()))
    with check (id = (select auth.uid())
        and (featured_track_id is null or (select t.uploaded_by = (select auth.uid())::text
            from public.tracks t where t.id = featured_track_id)));

-- Whether PostgreSQL knows this time zone.
create or replace function public.is_time_zone(p_name text) returns boolean
language plpgsql stable set search_path = '' as $$
begin
    perform now() at time zone p_name;
    -- PostgreSQL also takes abbreviations and its own formulas; people live in places.
    return p_name ~ '^(UTC|[A-Z][A-Za-z_]+/[A-Za-z0-9_+/-]+)$';
exception when invalid_parameter_value then
    return false;
end $$;
revoke all on function public.is_time_zone(text) from public;
grant execute on function public.is_time_zone(text) to anon, authenticated, service_role;

create or replace function public.check_time_zone() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    if new.timezone is not null and not public.is_time_zone(new.timezone) then
        raise check_violation using message = 'not a time zone', constraint = 'user_profiles_timezone_known';
    end if;
    return new;
end $$;
revoke all on function public.check_time_zone() from public;
create or replace trigger check_time_zone before insert or update of timezone on public.user_profiles
    for each row execute function public.check_time_zone();
