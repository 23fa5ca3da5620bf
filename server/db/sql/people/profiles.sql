-- user_profiles: public ones readable by everybody, one's own always; people change what is theirs to change. Tier,
-- ban, verification, XP, level and streaks are the server's (no grant on those columns).

create or replace trigger user_profiles_updated_at before update on public.user_profiles
    for each row execute function public.update_updated_at_column();

grant select (
    id, username, display_name, bio, account_type, is_verified, total_xp, level, current_daily_streak,
    longest_daily_streak, link_spotify, link_soundcloud, link_youtube, link_instagram, link_website, link_twitter,
    banner_url, location, profile_visibility, show_stats, show_activity, allow_friend_requests, allow_room_invites,
    created_at
) on public.user_profiles to anon, authenticated;
grant update (
    display_name, bio, link_spotify, link_soundcloud, link_youtube, link_instagram, link_website, link_twitter,
    banner_url, location, timezone, profile_visibility, show_stats, show_activity, allow_friend_requests,
    allow_room_invites, preferences
) on public.user_profiles to authenticated;

create policy public_read on public.user_profiles for select to anon, authenticated
    using (profile_visibility = 'public');
create policy own_read on public.user_profiles for select to authenticated
    using (id = (select auth.uid()));
create policy own_change on public.user_profiles for update to authenticated
    using (id = (select auth.uid())) with check (id = (select auth.uid()));
