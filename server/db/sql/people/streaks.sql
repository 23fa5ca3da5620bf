-- The daily streak, in the person's time zone (UTC when they named none).
--
-- A day counts once. A missed day ends the streak, unless freezes cover all the days that were missed: one each, and
-- those days do not add to the streak. Every seventh day of a streak earns a freeze, and at most three are kept. A date
-- that is not after the last one (a late event, a journey west) changes nothing: the streak never goes backwards.
create or replace function public.update_user_streak(p_user_id uuid, p_at timestamptz default now())
returns table (new_streak integer, streak_continued boolean)
language plpgsql security definer set search_path = '' as $$
declare
    person record;
    today date;
    missed integer;
begin
    select current_daily_streak, longest_daily_streak, streak_freezes, last_active_date, timezone
        into person from public.user_profiles where id = p_user_id for update;
    if not found then
        raise foreign_key_violation using message = 'there is no such person';
    end if;
    today := (p_at at time zone coalesce(person.timezone, 'UTC'))::date;
    missed := today - person.last_active_date - 1;
    if missed < 0 then
        new_streak := person.current_daily_streak;
        streak_continued := true;
        return next;
        return;
    end if;
    streak_continued := missed <= person.streak_freezes and person.current_daily_streak > 0;
    streak_continued := coalesce(streak_continued, false);
    if streak_continued then
        new_streak := person.current_daily_streak + 1;
        person.streak_freezes := person.streak_freezes - missed;
        if new_streak % 7 = 0 then
            person.streak_freezes := least(person.streak_freezes + 1, 3);
        end if;
    else
        new_streak := 1;
    end if;
    update public.user_profiles set
        current_daily_streak = new_streak,
        longest_daily_streak = greatest(longest_daily_streak, new_streak),
        streak_freezes = person.streak_freezes,
        last_active_date = today
        where id = p_user_id;
    return next;
end $$;
revoke all on function public.update_user_streak(uuid, timestamptz) from public;
grant execute on function public.update_user_streak(uuid, timestamptz) to service_role;
