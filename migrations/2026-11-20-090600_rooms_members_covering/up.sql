-- Which rooms somebody belongs to is asked with every list of a room (my_room_ids): from the index alone.
create index room_members_user_rooms_idx on public.room_members (user_id) include (room_id, is_banned);
