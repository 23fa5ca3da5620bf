-- session_history: written by the server, since XP and statistics come from it; readable by the person it is about.
-- user_collaborators: the same.

-- Writes down how the open sessions of a process stand: new ones appear, known ones are brought up to date, closed ones
-- stay as they are. Whoever's account is gone is left out.
create or replace function public.keep_sessions(p_process_id uuid, p_at timestamptz, p_sessions jsonb) returns void
language sql set search_path = '' as $$
    insert into public.session_history as kept (
        id, user_id, room_id, joined_at, process_id, seen_at, instrument_id, was_room_master, participant_ids,
        jam_seconds, solo_seconds, messages, reactions_given, fires_received, was_full, joined_after_seconds,
        collaborators, instruments)
    select s.id, s.user_id, s.room_id, s.joined_at, p_process_id, greatest(p_at, s.joined_at), s.instrument_id,
        s.was_room_master, s.participant_ids, s.jam_seconds, s.solo_seconds, s.messages, s.reactions_given,
        s.fires_received, s.was_full, s.joined_after_seconds, s.collaborators, s.instruments
    from jsonb_to_recordset(p_sessions) as s (
        id uuid, user_id uuid, room_id text, joined_at timestamptz, instrument_id text, was_room_master boolean,
        participant_ids uuid[], jam_seconds integer, solo_seconds integer, messages integer, reactions_given integer,
        fires_received integer, was_full boolean, joined_after_seconds integer, collaborators jsonb, instruments jsonb)
    join public.user_profiles p on p.id = s.user_id
    order by s.id
    on conflict (id) do update set
        process_id = excluded.process_id, seen_at = excluded.seen_at, instrument_id = excluded.instrument_id,
        was_room_master = excluded.was_room_master, participant_ids = excluded.participant_ids,
        jam_seconds = excluded.jam_seconds, solo_seconds = excluded.solo_seconds, messages = excluded.messages,
        reactions_given = excluded.reactions_given, fires_received = excluded.fires_received,
        was_full = excluded.was_full, collaborators = excluded.collaborators, instruments = excluded.instruments
        where kept.left_at is null and kept.user_id = excluded.user_id
$$;

-- Closes a session at the moment when it was last brought up to date and counts it, in one transaction; false when it
-- was closed before, or is not there. So nothing counts twice, however often it is tried.
create or replace function public.close_session(p_id uuid) returns boolean
language plpgsql set search_path = '' as $$
begin
    update public.session_history
        set left_at = seen_at, duration_seconds = floor(extract(epoch from seen_at - joined_at))::integer
        where id = p_id and left_at is null;
    if not found then
        return false;
    end if;
    perform public.count_session(p_id);
    return true;
end $$;

-- Open sessions whose process died: it ended, was not seen for half a minute, or is not known at all. Never the
-- asking process's own.
create or replace function public.lost_session_ids(p_process_id uuid) returns setof uuid
language sql stable set search_path = '' rows 50 as $$
    select s.id from public.session_history s
    where s.left_at is null and s.process_id is distinct from p_process_id
        and not exists (select from public.server_processes p
            where p.id = s.process_id and p.ended_at is null and p.seen_at > now() - interval '30 seconds')
    order by s.seen_at, s.id
$$;

revoke all on function public.keep_sessions(uuid, timestamptz, jsonb), public.close_session(uuid),
    public.lost_session_ids(uuid) from public;
grant execute on function public.keep_sessions(uuid, timestamptz, jsonb), public.close_session(uuid),
    public.lost_session_ids(uuid) to service_role;

grant select on public.session_history to authenticated;
create policy own_read on public.session_history for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.user_collaborators to authenticated;
create policy own_read on public.user_collaborators for select to authenticated
    using (user_id = (select auth.uid()));
