drop index public.rooms_name_idx;
drop index public.rooms_recent_idx;
create index room_invitations_invited_by_idx on public.room_invitations (invited_by);
drop index public.room_invitations_inviter_idx;
drop table public.room_invitation_mails;
alter table public.saved_rooms
    drop constraint saved_rooms_schedule_check,
    drop column time_zone,
    drop column repeats,
    drop column starts_at;
