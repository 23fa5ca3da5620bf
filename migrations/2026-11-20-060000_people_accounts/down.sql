drop table public.user_profiles;
-- With the functions and triggers of server/db/sql, which are applied again after the next `up`.
drop schema auth cascade;
drop extension citext;
