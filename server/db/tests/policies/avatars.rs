//! What avatars are made of, who may wear what, people's avatars, and the home page's characters.

use crate::area::{Area, Table};

pub const AREA: Area = Area {
    name: "avatars",
    tables: &[
        Table {
            name: "public.avatar_color_palettes",
            own: "(id, display_name) values ('mine', 'x')",
            foreign: "(id, display_name) values ('mine', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.avatar_categories",
            own: "(id, display_name, layer_order) values ('mine', 'x', 1)",
            foreign: "(id, display_name, layer_order) values ('mine', 'x', 1)",
            ..Table::USUAL
        },
        Table {
            name: "public.avatar_components",
            own: "(id, category_id, name, image_url, r2_key) values ('mine', 'hats', 'x', 'x', 'x')",
            foreign: "(id, category_id, name, image_url, r2_key, created_by) values ('mine', 'hats', 'x', 'x', 'x', '{other}')",
            ..Table::USUAL
        },
        Table {
            name: "public.avatar_unlock_rules",
            own: "(id, display_name, unlock_type) values ('mine', 'x', 'none')",
            foreign: "(id, display_name, unlock_type) values ('mine', 'x', 'none')",
            ..Table::USUAL
        },
        Table {
            name: "public.avatar_component_unlocks",
            key: "component_id || '/' || unlock_rule_id",
            label: "component_id || '/' || unlock_rule_id",
            own: "(component_id, unlock_rule_id) values ('cap', 'level_9')",
            foreign: "(component_id, unlock_rule_id) values ('cap', 'level_9')",
            ..Table::USUAL
        },
        Table {
            name: "public.avatar_generation_presets",
            own: "(id, name, prompt_template) values ('mine', 'x', 'x')",
            foreign: "(id, name, prompt_template) values ('mine', 'x', 'x')",
            ..Table::USUAL
        },
        Table {
            name: "public.user_avatar_canvas",
            key: "user_id",
            label: "full_body_url",
            own: "(user_id, canvas_data) values ('{me}', default)",
            foreign: "(user_id, canvas_data) values ('{other}', default)",
            values: &[(
                "canvas_data",
                r##"'{"version":1,"layers":[],"background":{"type":"color","value":"#ffffff"}}'"##,
            )],
        },
        Table {
            name: "public.user_unlocked_components",
            key: "user_id || '/' || component_id",
            label: "unlocked_reason",
            own: "(user_id, component_id) values ('{me}', 'crown')",
            foreign: "(user_id, component_id) values ('{other}', 'crown')",
            ..Table::USUAL
        },
        Table {
            name: "public.homepage_characters",
            label: "name",
            own: "(name) values ('mine')",
            foreign: "(name, created_by) values ('mine', '{other}')",
            ..Table::USUAL
        },
    ],
    rows: &[
        r##"insert into public.avatar_color_palettes (id, display_name, colors) values ('plain', 'Plain', '["#000000"]')"##,
        "insert into public.avatar_categories (id, display_name, layer_order, is_active)
         values ('hats', 'Hats', 1, true), ('retired', 'Retired', 2, false)",
        "insert into public.avatar_components (id, category_id, name, image_url, r2_key, is_active)
         values ('cap', 'hats', 'Cap', '/cap', 'cap', true), ('crown', 'hats', 'Crown', '/crown', 'crown', true),
            ('retired', 'hats', 'Retired', '/retired', 'retired', false)",
        "insert into public.avatar_unlock_rules (id, display_name, unlock_type, level_required, is_active)
         values ('level_9', 'Level 9', 'level', 9, true), ('retired', 'Retired', 'manual', null, false)",
        "insert into public.avatar_component_unlocks values ('crown', 'level_9')",
        "insert into public.avatar_generation_presets (id, name, prompt_template, is_active)
         values ('ink', 'Ink', 'x', true), ('retired', 'Retired', 'x', false)",
        "insert into public.user_avatar_canvas (user_id, full_body_url)
         values ('{ada}', 'ada'), ('{bob}', 'bob'), ('{dan}', 'dan')",
        "insert into public.user_unlocked_components (user_id, component_id, unlocked_reason)
         values ('{ada}', 'crown', 'ada'), ('{bob}', 'crown', 'bob')",
        "insert into public.homepage_characters (name, is_active) values ('walker', true), ('retired', false)",
    ],
};
