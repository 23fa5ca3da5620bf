drop table public.system_instruments;
drop table public.system_instrument_categories;
