-- media_objects: written by the server, which has looked at the file. One reads the records of one's own files; others
-- reach a file through the row that shows it.

grant select on public.media_objects to authenticated;
create policy own_read on public.media_objects for select to authenticated
    using (owner_id = (select auth.uid()));
