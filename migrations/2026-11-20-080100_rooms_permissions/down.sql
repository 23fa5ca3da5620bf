alter table public.room_members drop constraint room_members_custom_permissions_shape;
alter table public.rooms drop constraint rooms_default_permissions_shape;
alter table public.rooms drop constraint rooms_tags_shape;
alter table public.rooms drop constraint rooms_settings_shape;
