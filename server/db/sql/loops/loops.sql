-- The library of loops: readable by everybody while it is active, kept by administrators.

create or replace trigger update_system_loop_categories_updated_at before update on public.system_loop_categories
    for each row execute function public.update_updated_at_column();
create or replace trigger update_system_loop_subcategories_updated_at before update on public.system_loop_subcategories
    for each row execute function public.update_updated_at_column();
create or replace trigger update_system_loops_updated_at before update on public.system_loops
    for each row execute function public.update_updated_at_column();
create or replace trigger update_system_instant_band_presets_updated_at
    before update on public.system_instant_band_presets
    for each row execute function public.update_updated_at_column();
create or replace trigger system_loops_maker before insert on public.system_loops
    for each row execute function public.note_maker();

-- A band is made of loops that exist. (An array has no foreign key.)
create or replace function public.check_band_loops() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    missing text;
begin
    -- Key share: a loop that is being deleted at this moment waits, or is gone.
    perform from public.system_loops where id = any (new.loop_ids) for key share;
    select wanted into missing from unnest(new.loop_ids) wanted
    where not exists (select from public.system_loops l where l.id = wanted) limit 1;
    if missing is not null then
        raise exception 'there is no loop %', missing using errcode = 'foreign_key_violation';
    end if;
    return new;
end $$;
revoke all on function public.check_band_loops() from public;
create or replace trigger check_loops before insert or update of loop_ids on public.system_instant_band_presets
    for each row execute function public.check_band_loops();

-- A deleted loop leaves its bands.
create or replace function public.leave_bands() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    update public.system_instant_band_presets set loop_ids = array_remove(loop_ids, old.id)
    where loop_ids @> array[old.id];
    return old;
end $$;
revoke all on function public.leave_bands() from public;
create or replace trigger leave_bands after delete on public.system_loops
    for each row execute function public.leave_bands();

grant select on public.system_loop_categories, public.system_loop_subcategories, public.system_loops,
    public.system_instant_band_presets to anon, authenticated;

-- The policies below let administrators only.
grant insert, delete on public.system_loop_categories, public.system_loop_subcategories, public.system_loops,
    public.system_instant_band_presets to authenticated;
grant update (name, icon, sort_order) on public.system_loop_categories to authenticated;
grant update (category_id, name, sort_order) on public.system_loop_subcategories to authenticated;
grant update (
    name, category, subcategory, bpm, bars, time_signature_numerator, time_signature_denominator, key, midi_data,
    sound_preset, tags, intensity, complexity, is_active
) on public.system_loops to authenticated;
grant update (name, description, loop_ids, bpm_range_min, bpm_range_max, genre, is_active, sort_order)
    on public.system_instant_band_presets to authenticated;

create policy public_read on public.system_loop_categories for select to anon, authenticated using (true);
create policy public_read on public.system_loop_subcategories for select to anon, authenticated using (true);
create policy active_read on public.system_loops for select to anon, authenticated using (is_active);
create policy active_read on public.system_instant_band_presets for select to anon, authenticated using (is_active);

create policy admin_all on public.system_loop_categories to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.system_loop_subcategories to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.system_loops to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.system_instant_band_presets to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
