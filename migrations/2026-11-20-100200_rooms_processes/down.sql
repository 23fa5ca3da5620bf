drop table public.room_leases;
drop table public.server_processes;
