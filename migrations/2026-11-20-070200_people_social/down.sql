drop table public.notifications, public.activity_feed, public.blocks, public.friendships, public.follows;
