drop table public.admin_audit_log, public.reports;
