//! The library of loops and instruments.

use crate::area::{Area, Table};

pub const AREA: Area = Area {
    name: "loops",
    tables: &[
        Table {
            name: "public.system_loop_categories",
            own: "(id, name, icon) values ('mine', 'x', 'x')",
            foreign: "(id, name, icon) values ('mine', 'x', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.system_loop_subcategories",
            own: "(id, category_id, name) values ('mine', 'strings', 'x')",
            foreign: "(id, category_id, name) values ('mine', 'strings', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.system_loops",
            own: "(id, name, category, sound_preset) values ('mine', 'x', 'strings', 'x')",
            foreign: "(id, name, category, sound_preset, created_by) values ('mine', 'x', 'strings', 'x', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.system_instant_band_presets",
            own: "(id, name, loop_ids) values ('mine', 'x', '{bow}')",
            foreign: "(id, name, loop_ids) values ('mine', 'x', '{bow}')",
            ..Table::USUAL
        },
        Table {
            name: "public.system_instrument_categories",
            own: "(id, name, icon) values ('mine', 'x', 'x')",
            foreign: "(id, name, icon) values ('mine', 'x', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.system_instruments",
            own: "(id, name, category, type) values ('strings/mine', 'x', 'strings', 'synth')",
            foreign: "(id, name, category, type, created_by) values ('strings/mine', 'x', 'strings', 'synth', '{other}')",
            ..Table::USUAL
        },
    ],
    rows: &[
        "insert into public.system_loop_categories (id, name, icon) values ('strings', 'Strings', 'violin')",
        "insert into public.system_loop_subcategories (id, category_id, name) values ('quartet', 'strings', 'Quartet')",
        "insert into public.system_loops (id, name, category, subcategory, sound_preset, is_active)
         values ('bow', 'Bow', 'strings', 'quartet', 'strings/violin', true),
            ('retired', 'Retired', 'strings', null, 'strings/violin', false)",
        "insert into public.system_instant_band_presets (id, name, loop_ids, is_active)
         values ('duo', 'Duo', '{bow,retired}', true), ('retired', 'Retired', '{}', false)",
        "insert into public.system_instrument_categories (id, name, icon) values ('strings', 'Strings', 'violin')",
        "insert into public.system_instruments (id, name, category, type, is_active)
         values ('strings/violin', 'Violin', 'strings', 'sampler', true),
            ('strings/retired', 'Retired', 'strings', 'sampler', false)",
    ],
};
