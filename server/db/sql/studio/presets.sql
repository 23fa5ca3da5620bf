-- saved_track_presets: one's own, nobody else's to see. How often one is used is counted by the server.

create or replace function public.update_saved_track_presets_updated_at() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.updated_at := now();
    return new;
end $$;
revoke all on function public.update_saved_track_presets_updated_at() from public;
create or replace trigger saved_track_presets_updated_at before update on public.saved_track_presets
    for each row execute function public.update_saved_track_presets_updated_at();

grant select, insert (
    id, user_id, name, description, track_type, instrument_id, color, volume, is_muted, is_solo, audio_settings,
    midi_settings, effects, active_effect_preset, is_default
), update (
    name, description, track_type, instrument_id, color, volume, is_muted, is_solo, audio_settings, midi_settings,
    effects, active_effect_preset, is_default
), delete on public.saved_track_presets to authenticated;
create policy own_read on public.saved_track_presets for select to authenticated
    using (user_id = (select auth.uid())::text);
create policy own_make on public.saved_track_presets for insert to authenticated
    with check (user_id = (select auth.uid())::text);
create policy own_change on public.saved_track_presets for update to authenticated
    using (user_id = (select auth.uid())::text) with check (user_id = (select auth.uid())::text);
create policy own_delete on public.saved_track_presets for delete to authenticated
    using (user_id = (select auth.uid())::text);
