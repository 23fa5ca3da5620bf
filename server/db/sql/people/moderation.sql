-- reports: one reports in one's own name and sees one's own; administrators see and decide all.
-- admin_audit_log: append-only; the server writes, administrators read.

-- What was reported, as it was at that moment. Invoker rights on purpose: it keeps what the reporter can see, and
-- nobody learns anything by reporting it.
create or replace function public.keep_reported() returns trigger
language plpgsql set search_path = '' as $$
begin
    new.target_snapshot := case new.target_type
        when 'user' then (select jsonb_build_object('username', p.username, 'display_name', p.display_name, 'bio', p.bio)
            from public.user_profiles p where p.id::text = new.target_id)
        when 'room' then (select jsonb_build_object('name', r.name, 'description', r.description)
            from public.rooms r where r.id = new.target_id)
        when 'message' then (select jsonb_build_object('room_id', m.room_id, 'author_name', m.author_name,
                'user_id', m.user_id, 'content', m.content, 'created_at', m.created_at)
            from public.room_chat_messages m where m.id::text = new.target_id)
    end;
    return new;
end $$;
-- Whoever decides is the one who decided.
create or replace function public.sign_review() returns trigger
language plpgsql set search_path = '' as $$
begin
    new.updated_at := now();
    if new.status <> old.status then
        new.reviewed_at := now();
        new.reviewed_by := coalesce((select auth.uid()), new.reviewed_by);
    end if;
    return new;
end $$;
revoke all on function public.keep_reported(), public.sign_review() from public;
create or replace trigger keep_reported before insert on public.reports
    for each row execute function public.keep_reported();
create or replace trigger sign_review before update on public.reports
    for each row execute function public.sign_review();

grant select, insert (id, reporter_id, target_type, target_id, reason, description, evidence_urls),
    update (status, resolution, action_taken, assigned_to) on public.reports to authenticated;
create policy own_read on public.reports for select to authenticated
    using (reporter_id = (select auth.uid()) or (select auth.is_admin()));
create policy own_report on public.reports for insert to authenticated
    with check (reporter_id = (select auth.uid()));
create policy admin_decide on public.reports for update to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));

-- The link to an account that goes may go; nothing else changes.
create or replace function public.keep_audit_log() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    if new.admin_id is null and old.admin_id is not null
        and to_jsonb(new) - 'admin_id' = to_jsonb(old) - 'admin_id'
        and not exists (select from public.user_profiles where id = old.admin_id) then
        return new;
    end if;
    raise insufficient_privilege using message = 'permission denied for table admin_audit_log: rows are only added';
end $$;
revoke all on function public.keep_audit_log() from public;
create or replace trigger refuse_update before update on public.admin_audit_log
    for each row execute function public.keep_audit_log();
create or replace trigger refuse_delete before delete on public.admin_audit_log
    for each row execute function public.refuse_change();

grant select on public.admin_audit_log to authenticated;
create policy admin_read on public.admin_audit_log for select to authenticated
    using ((select auth.is_admin()));

-- What administrators change in the catalogues and reports is noted by the database itself, in the same transaction:
-- nobody can leave it out. What the server does on its own is no administrator's doing.
create or replace function public.note_admin_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    was constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    now_is constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    changed jsonb;
begin
    -- One's own report is not an administrator's deed.
    if (select auth.uid()) is null or (tg_table_name = 'reports' and tg_op <> 'UPDATE') then
        return null;
    end if;
    select coalesce(jsonb_agg(key order by key), '[]') into changed
        from jsonb_each(coalesce(now_is, was)) field
        where tg_op = 'UPDATE' and field.value is distinct from was -> field.key;
    if tg_op = 'UPDATE' and changed = '[]' then
        return null;
    end if;
    insert into public.admin_audit_log (admin_id, admin_name, action, target_type, details)
    select p.id, p.username, lower(tg_op) || '_row', tg_table_name, jsonb_strip_nulls(jsonb_build_object(
            'id', coalesce(now_is, was) -> 'id',
            'component_id', coalesce(now_is, was) -> 'component_id',
            'changed', case when tg_op = 'UPDATE' then changed end))
        from public.user_profiles p where p.id = (select auth.uid());
    return null;
end $$;
revoke all on function public.note_admin_change() from public;
do $$
declare noted text;
begin
    foreach noted in array array[
        'achievements', 'challenges', 'instruments', 'reports', 'avatar_categories', 'avatar_color_palettes',
        'avatar_components', 'avatar_component_unlocks', 'avatar_generation_presets', 'avatar_unlock_rules',
        'system_loop_categories', 'system_loop_subcategories', 'system_loops', 'system_instant_band_presets',
        'system_instrument_categories', 'system_instruments']
    loop
        execute format('create or replace trigger note_admin_change after insert or update or delete on public.%I
            for each row execute function public.note_admin_change()', noted);
    end loop;
end $$;
