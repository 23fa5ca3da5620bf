-- What is counted when something happened in a room. All of it by the server, in the transaction that writes down what
-- happened.

-- Counts a session that was just closed, once: close_session() sees to that. A session in which the person was on
-- stage for a minute or more is a jam; coming in to listen is none. Days and hours are the person's own.
--
-- Whoever else is counted for is locked first, in one order, so that two sessions that end together wait for each
-- other instead of locking each other out.
create or replace function public.count_session(p_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
    ended public.session_history;
    zone text;
    began timestamp;
    is_jam integer;
    is_weekend integer;
    is_first_visit boolean;
    is_newcomer boolean;
    newly_met integer;
    week timestamptz;
    month timestamptz;
begin
    select * into strict ended from public.session_history where id = p_id;
    perform from public.user_stats s
        where s.user_id = ended.user_id
            or s.user_id in (select other::uuid from jsonb_object_keys(ended.collaborators) other)
        order by s.user_id for update;

    select coalesce(p.timezone, 'UTC') into zone from public.user_profiles p where p.id = ended.user_id;
    began := ended.joined_at at time zone zone;
    week := date_trunc('week', began) at time zone zone;
    month := date_trunc('month', began) at time zone zone;
    is_jam := (ended.jam_seconds >= 60)::integer;
    is_weekend := (extract(isodow from began) >= 6)::integer;
    is_first_visit := not exists (select from public.session_history h
        where h.user_id = ended.user_id and h.room_id = ended.room_id and h.left_at is not null and h.id <> p_id);
    select s.total_sessions = 0 into is_newcomer from public.user_stats s where s.user_id = ended.user_id;

    with met as (
        insert into public.user_collaborators as known (user_id, other_id, first_at, last_at, seconds)
        select ended.user_id, other.key::uuid, ended.joined_at, ended.left_at, other.value::integer
        from jsonb_each_text(ended.collaborators) other
        join public.user_profiles p on p.id = other.key::uuid
        on conflict (user_id, other_id) do update set
            last_at = greatest(known.last_at, excluded.last_at), sessions = known.sessions + 1,
            seconds = known.seconds + excluded.seconds
        -- A row that this statement inserted was deleted by nobody.
        returning xmax = 0 as is_new
    )
    select count(*) filter (where is_new) into newly_met from met;

    update public.user_stats s set
        total_jam_seconds = s.total_jam_seconds + ended.jam_seconds,
        solo_jam_seconds = s.solo_jam_seconds + ended.solo_seconds,
        longest_session_seconds = greatest(s.longest_session_seconds, ended.jam_seconds),
        total_sessions = s.total_sessions + is_jam,
        weekend_sessions = s.weekend_sessions + is_jam * is_weekend,
        average_session_seconds = case when s.total_sessions + is_jam > 0
            then least((s.total_jam_seconds + ended.jam_seconds) / (s.total_sessions + is_jam), 2147483647) else 0 end,
        rooms_joined = s.rooms_joined + is_first_visit::integer,
        unique_collaborators = s.unique_collaborators + newly_met,
        -- A session of an earlier week, closed late, does not count for this one.
        sessions_this_week = case when week > coalesce(s.week_began_at, '-infinity') then is_jam
            when week = s.week_began_at then s.sessions_this_week + is_jam else s.sessions_this_week end,
        week_began_at = greatest(s.week_began_at, week),
        sessions_this_month = case when month > coalesce(s.month_began_at, '-infinity') then is_jam
            when month = s.month_began_at then s.sessions_this_month + is_jam else s.sessions_this_month end,
        month_began_at = greatest(s.month_began_at, month),
        activity_by_hour = public.with_one_more(s.activity_by_hour, extract(hour from began)::integer, is_jam),
        activity_by_day = public.with_one_more(s.activity_by_day, extract(isodow from began)::integer - 1, is_jam)
        where s.user_id = ended.user_id;

    -- Whoever played with somebody in their first jam has welcomed them.
    if is_newcomer and is_jam = 1 then
        update public.user_stats s set first_welcomes = s.first_welcomes + 1
            where s.user_id in (select other::uuid from jsonb_object_keys(ended.collaborators) other);
    end if;

    update public.friendships f set
        jams_together = f.jams_together + 1,
        total_time_together_seconds = f.total_time_together_seconds + other.value::integer
        from jsonb_each_text(ended.collaborators) other
        where f.user_id = ended.user_id and f.friend_id = other.key::uuid and f.status = 'accepted';

    -- An hour on an instrument is 100 XP on it; its level follows as a person's does.
    update public.user_instruments i set
        total_hours = i.total_hours + played.hours,
        total_sessions = i.total_sessions + is_jam,
        last_played_at = greatest(i.last_played_at, ended.left_at),
        xp = least(floor((i.total_hours + played.hours) * 100), 2147483647)::integer,
        level = public.calculate_level(least(floor((i.total_hours + played.hours) * 100), 2147483647)::integer)
        from (select public.instrument_of_family(ended.user_id, family.key) as id, family.value::numeric / 3600 as hours
            from jsonb_each_text(ended.instruments) family) played
        where i.id = played.id;

    update public.saved_rooms r set
        total_sessions = r.total_sessions + 1,
        total_unique_visitors = r.total_unique_visitors + is_first_visit::integer,
        total_jam_seconds = r.total_jam_seconds + ended.jam_seconds,
        last_active_at = greatest(r.last_active_at, ended.left_at)
        where r.code = ended.room_id;
end $$;

-- An array of counters with one of them, counted from 0, raised.
create or replace function public.with_one_more(p_counters jsonb, p_index integer, p_amount integer) returns jsonb
language sql immutable set search_path = '' as $$
    select jsonb_set(p_counters, array[p_index::text], to_jsonb((p_counters ->> p_index)::integer + p_amount))
$$;

-- Which of a person's instruments is meant by a family: their main one when it is of it, else what they played last.
create or replace function public.instrument_of_family(p_user_id uuid, p_family text) returns uuid
language sql stable set search_path = '' as $$
    select i.id from public.user_instruments i
    where i.user_id = p_user_id and p_family = case
        when i.instrument_id in ('bass-guitar', 'fretless-bass', 'double-bass') then 'bass'
        when i.category in ('guitar', 'keyboard', 'drums', 'vocals') then i.category
        else 'other' end
    order by i.is_primary desc, i.last_played_at desc nulls last, i.created_at, i.id
    limit 1
$$;

-- Stores reactions beside the messages and counts them; those that are stored already count no more. Whoever's
-- account or room is gone is left out.
create or replace function public.store_reactions(p_reactions jsonb) returns void
language sql set search_path = '' as $$
    with told as (
        insert into public.room_chat_messages
            (id, room_id, user_id, author_name, content, message_type, reaction_type, target_user_id, created_at)
        select r.id, r.room_id, r.user_id, p.display_name, r.reaction, 'reaction', r.reaction, t.id, r.created_at
        from jsonb_to_recordset(p_reactions) as r (
            id uuid, room_id text, user_id uuid, target_user_id uuid, reaction text, created_at timestamptz)
        join public.rooms room on room.id = r.room_id
        join public.user_profiles p on p.id = r.user_id
        left join public.user_profiles t on t.id = r.target_user_id
        on conflict (id) do nothing
        returning user_id, target_user_id
    ), counted as (
        select person, sum(given) as given, sum(received) as received from (
            select user_id as person, 1 as given, 0 as received from told
            union all
            select target_user_id, 0, 1 from told where target_user_id <> user_id) one
        group by person
    ), locked as (
        select s.user_id from public.user_stats s where s.user_id in (select person from counted)
        order by s.user_id for update
    )
    update public.user_stats s set
        reactions_given = s.reactions_given + counted.given,
        reactions_received = s.reactions_received + counted.received
        from counted join locked on locked.user_id = counted.person
        where s.user_id = counted.person
$$;

-- Whoever opens a room, by whatever way, has opened one more. 'openstudio' is nobody.
create or replace function public.count_room() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    update public.user_stats set rooms_created = rooms_created + 1 where user_id = nullif(new.created_by, 'openstudio')::uuid;
    return null;
end $$;
create or replace trigger count_room after insert on public.rooms
    for each row execute function public.count_room();

revoke all on function public.count_session(uuid), public.with_one_more(jsonb, integer, integer),
    public.instrument_of_family(uuid, text), public.store_reactions(jsonb), public.count_room()
    from public;
grant execute on function public.count_session(uuid), public.with_one_more(jsonb, integer, integer),
    public.instrument_of_family(uuid, text), public.store_reactions(jsonb) to service_role;
