-- What avatars are made of: readable by everybody while it is active, kept by administrators. Who made a part and when
-- is noted by the database.

-- For every table with `created_by`: nobody makes things in another's name.
create or replace function public.note_maker() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.created_by := coalesce((select auth.uid()), new.created_by);
    return new;
end $$;
revoke all on function public.note_maker() from public;

create or replace trigger avatar_components_maker before insert on public.avatar_components
    for each row execute function public.note_maker();
create or replace trigger avatar_components_updated_at before update on public.avatar_components
    for each row execute function public.update_updated_at_column();
create or replace trigger avatar_categories_updated_at before update on public.avatar_categories
    for each row execute function public.update_updated_at_column();
create or replace trigger avatar_unlock_rules_updated_at before update on public.avatar_unlock_rules
    for each row execute function public.update_updated_at_column();

grant select on public.avatar_color_palettes, public.avatar_categories, public.avatar_components,
    public.avatar_unlock_rules, public.avatar_component_unlocks, public.avatar_generation_presets
    to anon, authenticated;

-- The policies below let administrators only.
grant insert, delete on public.avatar_color_palettes, public.avatar_categories, public.avatar_components,
    public.avatar_unlock_rules, public.avatar_component_unlocks, public.avatar_generation_presets
    to authenticated;
grant update (display_name, colors) on public.avatar_color_palettes to authenticated;
grant update (
    display_name, layer_order, is_required, max_selections, supports_color_variants, default_color_palette, is_active,
    render_x, render_y, render_width, render_height, prompt_addition
) on public.avatar_categories to authenticated;
grant update (
    category_id, name, image_url, thumbnail_url, r2_key, tags, rarity, color_variants, base_color, generation_prompt,
    generation_model, generation_params, is_active
) on public.avatar_components to authenticated;
grant update (
    display_name, description, unlock_type, level_required, achievement_id, statistic_key, statistic_operator,
    statistic_value, is_active
) on public.avatar_unlock_rules to authenticated;
grant update (name, prompt_template, negative_prompt, style_suffix, model, params, is_active)
    on public.avatar_generation_presets to authenticated;

create policy public_read on public.avatar_color_palettes for select to anon, authenticated using (true);
create policy active_read on public.avatar_categories for select to anon, authenticated using (is_active);
create policy active_read on public.avatar_components for select to anon, authenticated using (is_active);
create policy active_read on public.avatar_unlock_rules for select to anon, authenticated using (is_active);
create policy public_read on public.avatar_component_unlocks for select to anon, authenticated using (true);
create policy active_read on public.avatar_generation_presets for select to anon, authenticated using (is_active);

create policy admin_all on public.avatar_color_palettes to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.avatar_categories to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.avatar_components to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.avatar_unlock_rules to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.avatar_component_unlocks to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
create policy admin_all on public.avatar_generation_presets to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
