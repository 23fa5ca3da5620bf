-- room_chat_messages: readable by those who may enter the room, written in one's own name by those who may enter it and
-- are not banned from it. Guests' messages, system messages and deletion are the server's.

-- Nobody speaks under another's name, and the time is the database's.
create or replace function public.name_chat_author() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if (select auth.uid()) = new.user_id then
        select display_name into new.author_name from public.user_profiles where id = new.user_id;
    end if;
    return new;
end $$;
revoke all on function public.name_chat_author() from public;
create or replace trigger name_author before insert on public.room_chat_messages
    for each row execute function public.name_chat_author();

grant select on public.room_chat_messages to anon, authenticated;
grant insert (id, room_id, user_id, author_name, content) on public.room_chat_messages to authenticated;

-- The sub-select on rooms runs under the policies of rooms: who sees the room reads its chat. It is a scalar one on
-- purpose: from `exists` the planner makes a hash of every room that the asker may see, before it reads one message.
create policy room_read on public.room_chat_messages for select to anon, authenticated
    using (not is_deleted and (select true from public.rooms r where r.id = room_id));
-- For members, without asking for each row; it is tried first.
create policy within_read on public.room_chat_messages for select to authenticated
    using (not is_deleted and room_id = any (array(select public.my_room_ids())));
create policy own_write on public.room_chat_messages for insert to authenticated
    with check (
        user_id = (select auth.uid()) and message_type = 'text' and not is_deleted
        and (select true from public.rooms r where r.id = room_id)
        and not room_id = any (array(select public.my_banned_room_ids())));
