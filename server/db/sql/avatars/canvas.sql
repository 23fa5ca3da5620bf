-- user_avatar_canvas: people compose their own avatar, from parts that they may wear. The pictures that are made of it
-- are the server's to write, and everybody's to see who may see the profile; the composition itself only its owner's.

create or replace function public.update_avatar_canvas_updated_at() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    new.updated_at := now();
    return new;
end $$;
revoke all on function public.update_avatar_canvas_updated_at() from public;
create or replace trigger update_avatar_canvas_timestamp before update on public.user_avatar_canvas
    for each row execute function public.update_avatar_canvas_updated_at();

-- Refuses parts that the owner may not wear, and too many of a category, whoever writes. What was worn before may be
-- kept on: a statistic of the week falls again, and a part may be switched off.
create or replace function public.check_avatar_parts() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    refused text;
    worn jsonb := '[]';
begin
    if tg_op = 'UPDATE' then
        worn := old.canvas_data -> 'layers';
    end if;
    select layer ->> 'componentId' into refused
    from jsonb_array_elements(new.canvas_data -> 'layers') layer
    where not exists (
            select from public.avatar_components c
            where c.id = layer ->> 'componentId' and c.category_id = layer ->> 'categoryId')
        or layer ->> 'componentId' not in (
            select public.avatar_components_of(new.user_id)
            union all select before ->> 'componentId' from jsonb_array_elements(worn) before)
    limit 1;
    if refused is not null then
        raise exception 'permission denied for avatar part %', refused using errcode = 'insufficient_privilege';
    end if;
    select layer ->> 'categoryId' into refused
    from jsonb_array_elements(new.canvas_data -> 'layers') layer
    join public.avatar_categories c on c.id = layer ->> 'categoryId'
    group by c.id, c.max_selections, layer ->> 'categoryId' having count(*) > c.max_selections
    limit 1;
    if refused is not null then
        raise exception 'permission denied for more avatar parts of %', refused using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
revoke all on function public.check_avatar_parts() from public;
create or replace trigger check_parts before insert or update of canvas_data on public.user_avatar_canvas
    for each row execute function public.check_avatar_parts();

-- Without canvas_data: the columns of a grant are the same for every row.
grant select (id, user_id, full_body_url, headshot_url, thumbnail_urls, created_at, updated_at)
    on public.user_avatar_canvas to anon, authenticated;
grant insert (id, user_id, canvas_data), update (canvas_data), delete on public.user_avatar_canvas to authenticated;

-- The sub-select runs under the policies of user_profiles: who sees the profile sees its picture.
create policy profile_read on public.user_avatar_canvas for select to anon, authenticated
    using ((select true from public.user_profiles p where p.id = user_id));
create policy own_make on public.user_avatar_canvas for insert to authenticated
    with check (user_id = (select auth.uid()));
create policy own_change on public.user_avatar_canvas for update to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy own_delete on public.user_avatar_canvas for delete to authenticated
    using (user_id = (select auth.uid()));

-- The asker's own composition; null when there is none.
create or replace function public.my_avatar_canvas() returns jsonb
language sql stable security definer set search_path = pg_catalog as $$
    select canvas_data from public.user_avatar_canvas where user_id = (select auth.uid())
$$;
revoke all on function public.my_avatar_canvas() from public, anon;
grant execute on function public.my_avatar_canvas() to authenticated;
