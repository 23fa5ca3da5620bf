drop table public.media_objects;
drop index public.user_profiles_account_type_idx;
alter table public.user_profiles
    drop constraint user_profiles_account_type_fkey,
    add constraint user_profiles_account_type_check check (account_type in ('free', 'basic', 'pro', 'enterprise'));
drop table public.subscription_tiers;
