drop table public.challenges, public.user_xp_transactions, public.user_achievements, public.achievements,
    public.user_instruments, public.instruments;
-- By a trigger, profiles make a row in it.
drop trigger if exists make_stats on public.user_profiles;
drop table public.user_stats;
alter table public.user_profiles drop constraint user_profiles_streak_freezes_max;
