-- session_history: written by the server, since XP and statistics come from it; readable by the person it is about.

grant select on public.session_history to authenticated;
create policy own_read on public.session_history for select to authenticated
    using (user_id = (select auth.uid()));
