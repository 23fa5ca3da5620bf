-- homepage_characters: who walks about on the home page. Kept by administrators.

create or replace function public.update_homepage_characters_updated_at() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.updated_at := now();
    return new;
end $$;
revoke all on function public.update_homepage_characters_updated_at() from public;
create or replace trigger update_homepage_characters_timestamp before update on public.homepage_characters
    for each row execute function public.update_homepage_characters_updated_at();
create or replace trigger homepage_characters_maker before insert on public.homepage_characters
    for each row execute function public.note_maker();

grant select on public.homepage_characters to anon, authenticated;
-- The policy lets administrators only.
grant insert, update (
    name, description, canvas_data, full_body_url, thumbnail_url, personality, preferred_scenes, walk_speed,
    idle_animation, is_active, sort_order
), delete on public.homepage_characters to authenticated;
create policy active_read on public.homepage_characters for select to anon, authenticated using (is_active);
create policy admin_all on public.homepage_characters to authenticated
    using ((select auth.is_admin())) with check ((select auth.is_admin()));
