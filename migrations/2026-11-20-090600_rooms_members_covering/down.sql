drop index public.room_members_user_rooms_idx;
