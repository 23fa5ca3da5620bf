-- activity_feed: the server tells; one reads one's own and what one's friends show, and takes out what is one's own.

grant select, delete on public.activity_feed to authenticated;
create policy own_read on public.activity_feed for select to authenticated
    using (user_id = (select auth.uid()));
create policy friend_read on public.activity_feed for select to authenticated
    using (user_id = any (array(select public.my_friend_ids_with_activity())));
create policy own_remove on public.activity_feed for delete to authenticated
    using (user_id = (select auth.uid()));
