-- server_processes, room_leases: the servers' own business; nobody else reads or writes them.

-- Whether a process lives: it has not ended, and was seen in the last six seconds.
create or replace function public.is_process_alive(process uuid) returns boolean
language plpgsql stable set search_path = '' as $$
begin
    return exists (select from public.server_processes p
        where p.id = process and p.ended_at is null and p.seen_at > now() - interval '6 seconds');
end $$;
revoke all on function public.is_process_alive(uuid) from public;
grant execute on function public.is_process_alive(uuid) to service_role;
