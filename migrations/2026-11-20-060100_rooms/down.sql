drop table public.room_webrtc_sessions;
drop table public.room_chat_messages;
drop table public.room_members;
drop table public.rooms;
