drop table public.lyria_rate_limits;
drop table public.lyria_usage;
