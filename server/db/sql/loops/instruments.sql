-- The instruments that can be played in a room: readable by everybody while they are active, kept by administrators.

create or replace trigger update_system_instrument_categories_updated_at
    before update on public.system_instrument_categories
    for each row execute function public.update_updated_at_column();
create or replace trigger update_system_instruments_updated_at before update on public.system_instruments
    for each row execute function public.update_updated_at_column();
create or replace trigger system_instruments_maker before insert on public.system_instruments
    for each row execute function public.note_maker();

grant select on public.system_instrument_categories, public.system_instruments to anon, authenticated;
-- The policies below let administrators only.
grant insert, delete on public.system_instrument_categories, public.system_instruments to authenticated;
grant update (name, icon, sort_order) on public.system_instrument_categories to authenticated;
grant update (
    name, category, type, icon, description, tags, layout, note_range_min, note_range_max, synth_config, drum_map,
    is_active
) on public.system_instruments to authenticated;

create policy public_read on public.system_instrument_categories for select to anon, authenticated using (true);
create policy active_read on public.system_instruments for select to anon, authenticated using (is_active);
create policy admin_all on public.system_instrument_categories to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.system_instruments to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
