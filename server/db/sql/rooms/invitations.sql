-- room_invitations: seen by the invited person, by those who moderate the room, and by who made them. Whoever may invite
-- people (room.inviteUsers) does, and takes their own back; moderators take back and delete all. The invited person
-- accepts or declines (becoming a member is the server's: accept_room_invitation). An invitation by link has no invited
-- person: whoever knows its code asks the server.
-- room_invitation_mails: which of them are to be mailed; written by the server, seen with the invitation.

-- A new code. gen_random_uuid() takes its bits from PostgreSQL's cryptographic source; 32 letters and digits that
-- nobody mistakes for another (no I, O, 0, 1) take 5 bits each, so every code is equally likely.
create or replace function public.generate_invite_code(length integer default 12) returns text
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
    alphabet constant text := 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
    code text;
    bits bytea;
begin
    if length is null or length not between 8 and 64 then
        raise invalid_parameter_value using message = 'an invite code has 8 to 64 characters';
    end if;
    loop
        code := '';
        while char_length(code) < length loop
            bits := uuid_send(gen_random_uuid());
            for place in 0..15 loop
                -- Bytes 6 and 8 hold the version of the uuid.
                if place not in (6, 8) and char_length(code) < length then
                    code := code || substr(alphabet, (get_byte(bits, place) & 31) + 1, 1);
                end if;
            end loop;
        end loop;
        exit when not exists (select from public.room_invitations where invite_code = code);
    end loop;
    return code;
end $$;

-- Whether somebody could accept it now. Under the asker's rights: what one may not see is not valid.
create or replace function public.is_invitation_valid(invitation_id uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
    select exists (
        select from public.room_invitations
        where id = invitation_id and status = 'pending' and (expires_at is null or expires_at > now())
            and (uses_max is null or uses < uses_max))
$$;

-- The asker's own open invitations, with the names that their page shows: the room's and the inviter's are not always
-- theirs to read otherwise.
create or replace function public.get_my_pending_invitations() returns table (
    id uuid, room_id text, room_name text, invited_by text, inviter_name text, message text, expires_at timestamptz,
    created_at timestamptz)
language sql stable security definer set search_path = pg_catalog rows 10 as $$
    select i.id, i.room_id, r.name, i.invited_by, p.display_name::text, i.message, i.expires_at, i.created_at
    from public.room_invitations i
    join public.rooms r on r.id = i.room_id
    left join public.user_profiles p on p.id::text = i.invited_by
    where (i.invited_user_id = (select auth.uid())::text or i.invited_email = (select auth.my_proven_email()))
        and i.status = 'pending' and (i.expires_at is null or i.expires_at > now())
    order by i.created_at desc, i.id desc
$$;

-- Closes what has expired; answers how many.
create or replace function public.cleanup_expired_invitations() returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare closed integer;
begin
    update public.room_invitations set status = 'expired' where status = 'pending' and expires_at <= now();
    get diagnostics closed = row_count;
    return closed;
end $$;

-- Makes an account a member of the room that it was invited to, in the room's default role; null when the invitation
-- cannot be accepted by it. An invitation to somebody is accepted once. A link stays open for others until it was used as
-- often as it may be; who belongs to the room already uses nothing up. The lock on the row is the counter's: two who come
-- with the last use queue here, and one of them gets null.
create or replace function public.accept_room_invitation(p_invitation_id uuid, p_user_id uuid) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
    invitation public.room_invitations;
    address text;
    is_link boolean;
begin
    select * into invitation from public.room_invitations where id = p_invitation_id for update;
    if invitation.id is null or invitation.status <> 'pending' or invitation.expires_at <= now() then
        return null;
    end if;
    select lower(email::text) into address from auth.users where id = p_user_id and is_verified;
    if invitation.invited_user_id <> p_user_id::text
        or (invitation.invited_email is not null and invitation.invited_email is distinct from address)
        or public.is_banned_from_room(invitation.room_id, p_user_id::text) then
        return null;
    end if;
    is_link := num_nonnulls(invitation.invited_user_id, invitation.invited_email) = 0;
    if is_link and exists (
        select from public.room_members m
        where m.room_id = invitation.room_id and m.user_id = p_user_id::text) then
        return invitation.room_id;
    end if;
    if is_link and invitation.uses >= invitation.uses_max then
        return null;
    end if;
    insert into public.room_members (room_id, user_id, user_name, role, invited_by)
    select r.id, p.id::text, p.display_name, r.default_role, invitation.invited_by
    from public.rooms r, public.user_profiles p
    where r.id = invitation.room_id and p.id = p_user_id
    on conflict (room_id, user_id) do nothing;
    update public.room_invitations
        set uses = uses + 1, status = case when is_link then status else 'accepted' end
        where id = invitation.id;
    return invitation.room_id;
end $$;

-- Notes that one of the asker's own invitations to an address is to be mailed; true when it is.
create or replace function public.queue_invitation_mail(p_invitation_id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into public.room_invitation_mails (invitation_id)
    select id from public.room_invitations
    where id = p_invitation_id and invited_by = (select auth.uid())::text and status = 'pending'
        and invited_email is not null
    on conflict do nothing;
    return found;
end $$;

-- Every invitation has a code. Who wants no invitations, was banned from the room, or blocked the inviter or was blocked
-- by them, gets none.
create or replace function public.prepare_room_invitation() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    if new.invite_code is null then
        new.invite_code := public.generate_invite_code();
    end if;
    if new.invited_user_id is not null and (
        public.is_banned_from_room(new.room_id, new.invited_user_id)
        or not exists (
            select from public.user_profiles p where p.id::text = new.invited_user_id and p.allow_room_invites)
        or exists (
            select from public.blocks b
            where b.kind = 'block' and (b.blocker_id::text, b.blocked_id::text) in (
                (new.invited_by, new.invited_user_id), (new.invited_user_id, new.invited_by)))
    ) then
        -- One message for both: this runs before the policies, so for everybody who tries.
        raise insufficient_privilege
            using message = 'permission denied for room_invitations: this person cannot be invited';
    end if;
    return new;
end $$;
create or replace trigger prepare_invitation before insert on public.room_invitations
    for each row execute function public.prepare_room_invitation();
create or replace trigger room_invitations_updated_at before update on public.room_invitations
    for each row execute function public.update_updated_at_column();

revoke all on function public.generate_invite_code(integer), public.is_invitation_valid(uuid),
    public.get_my_pending_invitations(), public.cleanup_expired_invitations(),
    public.accept_room_invitation(uuid, uuid), public.queue_invitation_mail(uuid), public.prepare_room_invitation()
    from public;
grant execute on function public.get_my_pending_invitations(), public.queue_invitation_mail(uuid) to authenticated;
grant execute on function public.is_invitation_valid(uuid) to authenticated, service_role;
grant execute on function public.generate_invite_code(integer), public.cleanup_expired_invitations(),
    public.accept_room_invitation(uuid, uuid) to service_role;

grant select, insert (id, room_id, invited_user_id, invited_email, invited_by, message, expires_at, uses_max),
    update (status), delete on public.room_invitations to authenticated;
create policy own_read on public.room_invitations for select to authenticated
    using (invited_user_id = (select auth.uid())::text or invited_email = (select auth.my_proven_email()));
create policy moderator_read on public.room_invitations for select to authenticated
    using (room_id = any (array(select public.my_moderated_room_ids())));
create policy inviter_read on public.room_invitations for select to authenticated
    using (
        invited_by = (select auth.uid())::text
        and room_id = any (array(select public.my_room_ids_with('room', 'inviteUsers'))));
create policy inviter_invite on public.room_invitations for insert to authenticated
    with check (
        invited_by = (select auth.uid())::text and status = 'pending'
        and room_id = any (array(select public.my_room_ids_with('room', 'inviteUsers'))));
-- Accepting by statement alone makes nobody a member, so it is not offered: only declining is.
create policy own_decline on public.room_invitations for update to authenticated
    using (
        status = 'pending'
        and (invited_user_id = (select auth.uid())::text or invited_email = (select auth.my_proven_email())))
    with check (
        status = 'declined'
        and (invited_user_id = (select auth.uid())::text or invited_email = (select auth.my_proven_email())));
create policy moderator_revoke on public.room_invitations for update to authenticated
    using (status = 'pending' and room_id = any (array(select public.my_moderated_room_ids())))
    with check (status = 'revoked' and room_id = any (array(select public.my_moderated_room_ids())));
create policy inviter_revoke on public.room_invitations for update to authenticated
    using (
        status = 'pending' and invited_by = (select auth.uid())::text
        and room_id = any (array(select public.my_room_ids_with('room', 'inviteUsers'))))
    with check (
        status = 'revoked' and invited_by = (select auth.uid())::text
        and room_id = any (array(select public.my_room_ids_with('room', 'inviteUsers'))));
create policy moderator_delete on public.room_invitations for delete to authenticated
    using (room_id = any (array(select public.my_moderated_room_ids())));

-- The sub-select runs under the policies of room_invitations.
grant select on public.room_invitation_mails to authenticated;
create policy invitation_read on public.room_invitation_mails for select to authenticated
    using ((select true from public.room_invitations i where i.id = invitation_id));
