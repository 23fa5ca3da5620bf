-- Text ids of accounts have no foreign key (the seed), so this keeps them honest when an account goes: what is theirs
-- goes with them, what belongs to a room becomes the house's.

create or replace function public.forget_user_in_rooms() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare gone constant text := old.id::text;
begin
    delete from public.user_saved_rooms where user_id = gone;
    delete from public.room_bans where user_id = gone;
    update public.room_bans set banned_by = 'openstudio' where banned_by = gone;
    delete from public.room_join_requests where user_id = gone;
    update public.room_join_requests set decided_by = 'openstudio' where decided_by = gone;
    delete from public.room_invitations where invited_user_id = gone or invited_by = gone;
    update public.session_history
        set participant_ids = array_remove(participant_ids, old.id), collaborators = collaborators - gone
        where participant_ids @> array[old.id];
    return old;
end $$;
revoke all on function public.forget_user_in_rooms() from public;
create or replace trigger on_auth_user_deleted_rooms after delete on auth.users
    for each row execute function public.forget_user_in_rooms();
