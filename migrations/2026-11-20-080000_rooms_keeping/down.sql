drop table public.session_history;
drop table public.room_permission_logs;
drop table public.room_invitations;
drop table public.room_bans;
drop table public.user_saved_rooms;
drop table public.saved_rooms;
