//! The categories, palettes and unlock rules that every OpenStudio begins with.
//!
//! [`load`] adds what is missing and changes nothing that is there, so administrators' edits stay. A row that they
//! delete comes back at the next start: switch categories and rules off instead (`is_active`). The parts themselves
//! come with the art.

use db::{Error, Session};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use model_people::avatars::{Comparison, Statistic};
use schema::{achievements, avatar_categories, avatar_color_palettes, avatar_unlock_rules};
use serde_json::Value;

/// Id, name, colours.
type PaletteRow = (&'static str, &'static str, &'static [&'static str]);

const PALETTES: &[PaletteRow] = &[
    (
        "skin",
        "Skin",
        &["#fbe3d0", "#f2cfae", "#e3b48a", "#cf9a68", "#b27a4b", "#935c36", "#734327", "#55301d", "#3a2115"],
    ),
    (
        "hair",
        "Hair",
        &[
            "#15120f", "#2d221a", "#4a3222", "#6d4527", "#8f5a2c", "#b5793c", "#d6a45a", "#ecca85",
            "#f3e6c8", "#a33a22", "#c9ccd1", "#7d5ad6", "#2fa8c9", "#3fae6a", "#e8618c",
        ],
    ),
    (
        "eyes",
        "Eyes",
        &["#3b2a1d", "#6a4b2f", "#8a6b3a", "#5f7d4a", "#2f8a7a", "#3c78b4", "#6b6f9c", "#7f878f"],
    ),
    (
        "clothing",
        "Clothing",
        &[
            "#111317", "#3b4048", "#8b939c", "#f4f5f6", "#c8333a", "#e2762b", "#e8b62d", "#4a9a4f",
            "#2b7fb8", "#4b4fb4", "#8a49a8", "#d65a93",
        ],
    ),
    (
        "accessories",
        "Accessories",
        &["#e6b84a", "#c4c8cc", "#b87a4b", "#8f5f3c", "#15171a", "#f7f7f5", "#c23b44", "#2f86bd", "#48a05a"],
    ),
];

/// Id, name, whether it is required, most parts, palette, box (x, y, width, height) on the canvas of 512 by 512. From
/// the back to the front.
type CategoryRow = (&'static str, &'static str, bool, i32, Option<&'static str>, [i32; 4]);

const CATEGORIES: &[CategoryRow] = &[
    ("background", "Background", false, 1, None, [0, 0, 512, 512]),
    ("body", "Body", true, 1, Some("skin"), [96, 220, 320, 292]),
    ("hair_back", "Hair, back", false, 1, Some("hair"), [96, 20, 320, 240]),
    ("face", "Face", true, 1, Some("skin"), [128, 40, 256, 256]),
    ("eyes", "Eyes", true, 1, Some("eyes"), [156, 120, 200, 60]),
    ("eyebrows", "Eyebrows", false, 1, Some("hair"), [156, 100, 200, 40]),
    ("nose", "Nose", false, 1, Some("skin"), [216, 160, 80, 80]),
    ("mouth", "Mouth", true, 1, None, [186, 220, 140, 60]),
    ("facial_hair", "Facial hair", false, 1, Some("hair"), [156, 200, 200, 100]),
    ("ears", "Ears", false, 1, Some("skin"), [108, 120, 296, 100]),
    ("hair_front", "Hair, front", false, 1, Some("hair"), [96, 10, 320, 180]),
    ("clothing_base", "Clothes", false, 1, Some("clothing"), [96, 280, 320, 232]),
    ("clothing_outer", "Jacket", false, 1, Some("clothing"), [76, 270, 360, 242]),
    ("glasses", "Glasses", false, 1, None, [136, 110, 240, 80]),
    ("earrings", "Earrings", false, 2, Some("accessories"), [108, 140, 296, 80]),
    ("headwear", "Headwear", false, 1, Some("accessories"), [76, 0, 360, 160]),
    ("face_accessories", "On the face", false, 3, None, [128, 80, 256, 200]),
];

/// What meets a rule.
enum Met {
    Level(i32),
    Achievement(&'static str),
    Statistic(Statistic, i32),
    ByHand,
}

/// Id, name, description, what meets it.
type RuleRow = (&'static str, &'static str, &'static str, Met);

const RULES: &[RuleRow] = &[
    ("level_5", "Level 5", "Reach level 5.", Met::Level(5)),
    ("level_10", "Level 10", "Reach level 10.", Met::Level(10)),
    ("level_20", "Level 20", "Reach level 20.", Met::Level(20)),
    ("level_40", "Level 40", "Reach level 40.", Met::Level(40)),
    ("jam_10_hours", "10 hours", "Jam for 10 hours.", Met::Statistic(Statistic::TotalJamHours, 10)),
    ("jam_100_hours", "100 hours", "Jam for 100 hours.", Met::Statistic(Statistic::TotalJamHours, 100)),
    ("sessions_25", "25 sessions", "Finish 25 sessions.", Met::Statistic(Statistic::TotalSessions, 25)),
    ("people_10", "10 people", "Play with 10 people.", Met::Statistic(Statistic::UniqueCollaborators, 10)),
    ("people_50", "50 people", "Play with 50 people.", Met::Statistic(Statistic::UniqueCollaborators, 50)),
    ("rooms_5", "5 rooms", "Open 5 rooms.", Met::Statistic(Statistic::RoomsCreated, 5)),
    ("reactions_25", "25 reactions", "Get 25 reactions.", Met::Statistic(Statistic::ReactionsReceived, 25)),
    ("tracks_10", "10 tracks", "Upload 10 tracks.", Met::Statistic(Statistic::TracksUploaded, 10)),
    ("first_jam", "First Jam", "Finish your first session.", Met::Achievement("first_jam")),
    ("week_warrior", "Week Warrior", "Play on 7 days in a row.", Met::Achievement("week_warrior")),
    (
        "marathon_musician",
        "Marathon Musician",
        "Jam for 2 hours at once.",
        Met::Achievement("marathon_musician"),
    ),
    ("gift", "Gift", "Given by the people who run this place.", Met::ByHand),
];

/// Adds what is missing. `session` acts for the service, and the achievements are loaded before: a rule
/// that asks for one that is not there is left out.
pub async fn load(session: &mut Session) -> Result<(), Error> {
    load_palettes(session).await?;
    load_categories(session).await?;
    load_rules(session).await
}

async fn load_palettes(session: &mut Session) -> Result<(), Error> {
    use avatar_color_palettes as columns;
    let row = |(id, name, colors): &PaletteRow| {
        (
            columns::id.eq(*id),
            columns::display_name.eq(*name),
            columns::colors.eq(Value::from(colors.to_vec())),
        )
    };
    let rows: Vec<_> = PALETTES.iter().map(row).collect();
    diesel::insert_into(columns::table).values(rows).on_conflict_do_nothing().execute(session.conn()).await?;
    Ok(())
}

async fn load_categories(session: &mut Session) -> Result<(), Error> {
    use avatar_categories as columns;
    let row = |(layer, category): (i32, &CategoryRow)| {
        let (id, name, is_required, most, palette, [x, y, width, height]) = *category;
        (
            columns::id.eq(id),
            columns::display_name.eq(name),
            columns::layer_order.eq(layer),
            columns::is_required.eq(is_required),
            columns::max_selections.eq(most),
            columns::supports_color_variants.eq(palette.is_some()),
            columns::default_color_palette.eq(palette),
            columns::render_x.eq(x),
            columns::render_y.eq(y),
            columns::render_width.eq(width),
            columns::render_height.eq(height),
        )
    };
    let rows: Vec<_> = (0..).zip(CATEGORIES).map(row).collect();
    diesel::insert_into(columns::table).values(rows).on_conflict_do_nothing().execute(session.conn()).await?;
    Ok(())
}

async fn load_rules(session: &mut Session) -> Result<(), Error> {
    use avatar_unlock_rules as columns;
    let achievements: Vec<String> = achievements::table.select(achievements::id).load(session.conn()).await?;
    for (id, name, description, met) in RULES {
        // Administrators may have deleted the achievement.
        if matches!(met, Met::Achievement(wanted) if !achievements.iter().any(|there| there == wanted)) {
            continue;
        }
        let (kind, level, achievement, statistic) = match met {
            Met::Level(level) => ("level", Some(*level), None, None),
            Met::Achievement(id) => ("achievement", None, Some(*id), None),
            Met::Statistic(key, value) => ("statistic", None, None, Some((key.as_str(), *value))),
            Met::ByHand => ("manual", None, None, None),
        };
        let row = (
            columns::id.eq(*id),
            columns::display_name.eq(*name),
            columns::description.eq(*description),
            columns::unlock_type.eq(kind),
            columns::level_required.eq(level),
            columns::achievement_id.eq(achievement),
            columns::statistic_key.eq(statistic.map(|(key, _)| key)),
            columns::statistic_operator.eq(statistic.map(|_| Comparison::AtLeast.as_str())),
            columns::statistic_value.eq(statistic.map(|(_, value)| db::numeric::from_whole(value.into()))),
        );
        diesel::insert_into(columns::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(session.conn())
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model_people::avatars::{CANVAS_SIDE, is_color};
    use std::collections::BTreeSet;

    #[test]
    fn palettes_have_colours_once() {
        for (id, _, colors) in PALETTES {
            assert!(colors.iter().all(|color| is_color(color)), "{id}");
            assert_eq!(colors.iter().collect::<BTreeSet<_>>().len(), colors.len(), "{id}");
        }
    }

    #[test]
    fn categories_lie_on_the_canvas_and_know_their_palettes() {
        assert_eq!(CATEGORIES.len(), 17);
        let names: BTreeSet<&str> = CATEGORIES.iter().map(|category| category.0).collect();
        assert_eq!(names.len(), CATEGORIES.len());
        for (id, _, _, most, palette, [x, y, width, height]) in CATEGORIES {
            assert!(*x >= 0 && *y >= 0 && *width > 0 && *height > 0 && *most > 0, "{id}");
            assert!((x + width) as f32 <= CANVAS_SIDE && (y + height) as f32 <= CANVAS_SIDE, "{id}");
            let is_known = |wanted: &str| PALETTES.iter().any(|(id, _, _)| *id == wanted);
            assert!(palette.is_none_or(is_known), "{id}");
        }
    }

    #[test]
    fn rules_have_their_own_ids() {
        let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.0).collect();
        assert_eq!(ids.len(), RULES.len());
    }
}
