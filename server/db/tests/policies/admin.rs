//! Reports of abuse, and what administrators did.

use crate::area::{Area, Table};

pub const AREA: Area = Area {
    name: "admin",
    tables: &[
        Table {
            name: "public.reports",
            label: "(select username from public.user_profiles p where p.id = reporter_id)",
            own: "(reporter_id, target_type, target_id, reason) values ('{me}', 'room', 'public00', 'spam')",
            foreign: "(reporter_id, target_type, target_id, reason) values ('{other}', 'room', 'public00', 'spam')",
            ..Table::USUAL
        },
        Table {
            name: "public.admin_audit_log",
            label: "action",
            own: "(admin_id, action) values ('{me}', 'unban_user')",
            foreign: "(admin_id, action) values ('{other}', 'unban_user')",
            ..Table::USUAL
        },
    ],
    rows: &[
        "insert into public.reports (reporter_id, target_type, target_id, reason)
         values ('{ada}', 'user', '{dan}', 'spam'), ('{bob}', 'user', '{dan}', 'spam')",
        "insert into public.admin_audit_log (admin_id, admin_name, action) values ('{amy}', 'amy', 'ban_user')",
    ],
};
