-- As rooms/forget.sql, for what was played and uploaded.

create or replace function public.forget_user_in_studio() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare gone constant text := old.id::text;
begin
    delete from public.tracks where uploaded_by = gone;
    delete from public.room_tracks where uploaded_by = gone;
    delete from public.user_tracks where user_id = gone;
    update public.user_tracks set owner_user_id = null, is_active = false where owner_user_id = gone;
    update public.room_loop_tracks set created_by = null where created_by = gone;
    delete from public.saved_track_presets where user_id = gone;
    delete from public.user_custom_loops where user_id = gone;
    return old;
end $$;
revoke all on function public.forget_user_in_studio() from public;
create or replace trigger on_auth_user_deleted_studio after delete on auth.users
    for each row execute function public.forget_user_in_studio();
