-- room_webrtc_sessions: written by the server as tracks come and go, readable by signed-in people who may enter the
-- room.

create or replace trigger room_webrtc_sessions_updated_at before update on public.room_webrtc_sessions
    for each row execute function public.update_updated_at_column();

grant select on public.room_webrtc_sessions to authenticated;
-- A scalar sub-select, for the reason that chat.sql gives.
create policy room_read on public.room_webrtc_sessions for select to authenticated
    using ((select true from public.rooms r where r.id = room_id));
