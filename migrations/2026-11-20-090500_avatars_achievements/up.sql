-- A rule asks for an achievement that exists. One that a rule asks for stays: without it the rule could not be met.
alter table public.avatar_unlock_rules add constraint avatar_unlock_rules_achievement_id_fkey
    foreign key (achievement_id) references public.achievements (id) on delete restrict;
