//! Reading what avatars are made of, and one's own.

use db::{Error, OrUnexpected, Session};
use diesel::pg::data_types::PgNumeric;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model_people::avatars::{
    Canvas, Category, Comparison, Component, Condition, Frame, Palette, Rarity, Statistic, Thumbnails,
    UnlockRule,
};
use schema::{
    avatar_categories, avatar_color_palettes, avatar_component_unlocks, avatar_components,
    avatar_unlock_rules, user_avatar_canvas,
};
use std::collections::{BTreeMap, HashSet};

/// Parts in a page.
pub const COMPONENTS_PAGE: i64 = 60;

diesel::define_sql_function! {
    /// See `server/db/sql/avatars/canvas.sql`.
    fn my_avatar_canvas() -> Nullable<Jsonb>;
}
diesel::define_sql_function! {
    /// One row for each part: see `server/db/sql/avatars/unlocks.sql`.
    fn my_avatar_components() -> Text;
}

/// Every palette, by id.
pub async fn palettes(session: &mut Session) -> Result<Vec<Palette>, Error> {
    let rows: Vec<PaletteRow> = avatar_color_palettes::table
        .order(avatar_color_palettes::id)
        .select(PaletteRow::as_select())
        .load(session.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The active categories, from the back to the front.
pub async fn categories(session: &mut Session) -> Result<Vec<Category>, Error> {
    let rows: Vec<CategoryRow> = avatar_categories::table
        .filter(avatar_categories::is_active.eq(true))
        .order((avatar_categories::layer_order, avatar_categories::id))
        .select(CategoryRow::as_select())
        .load(session.conn())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A page of the active parts of a category, by id, after the part `after`; at most [`COMPONENTS_PAGE`].
pub async fn components(
    session: &mut Session,
    category: &str,
    after: Option<&str>,
) -> Result<Vec<Component>, Error> {
    let mut query = avatar_components::table
        .filter(avatar_components::is_active.eq(true))
        .filter(avatar_components::category_id.eq(category))
        .order(avatar_components::id)
        .limit(COMPONENTS_PAGE)
        .select(ComponentRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(avatar_components::id.gt(after));
    }
    let rows: Vec<ComponentRow> = query.load(session.conn()).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The active rules of a part: one of them must be met. None: the part is everybody's, or is given by hand.
pub async fn unlock_rules(session: &mut Session, component: &str) -> Result<Vec<UnlockRule>, Error> {
    let rows: Vec<RuleRow> = avatar_component_unlocks::table
        .inner_join(avatar_unlock_rules::table)
        .filter(avatar_component_unlocks::component_id.eq(component))
        .filter(avatar_unlock_rules::is_active.eq(true))
        .order(avatar_unlock_rules::id)
        .select(RuleRow::as_select())
        .load(session.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Ids of the active parts that the asker may wear. `session` acts as somebody signed in.
pub async fn my_components(session: &mut Session) -> Result<HashSet<String>, Error> {
    let ids: Vec<String> = diesel::select(my_avatar_components()).load(session.conn()).await?;
    Ok(ids.into_iter().collect())
}

/// The asker's own composition; an empty one when they have none. `session` acts as somebody signed in.
pub async fn my_canvas(session: &mut Session) -> Result<Canvas, Error> {
    let stored: Option<serde_json::Value> =
        diesel::select(my_avatar_canvas()).get_result(session.conn()).await?;
    stored.map_or_else(|| Ok(Canvas::default()), |stored| Canvas::from_stored(stored).or_unexpected())
}

/// The pictures of somebody's avatar, when the asker may see the profile and there are some.
pub async fn thumbnails(session: &mut Session, user: model::UserId) -> Result<Option<Thumbnails>, Error> {
    let found: Option<Option<serde_json::Value>> = user_avatar_canvas::table
        .filter(user_avatar_canvas::user_id.eq(user.0))
        .select(user_avatar_canvas::thumbnail_urls)
        .first(session.conn())
        .await
        .optional()?;
    found.flatten().map(|stored| serde_json::from_value(stored).or_unexpected()).transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = avatar_color_palettes, check_for_backend(diesel::pg::Pg))]
struct PaletteRow {
    id: String,
    display_name: String,
    colors: serde_json::Value,
}

impl TryFrom<PaletteRow> for Palette {
    type Error = Error;
    fn try_from(row: PaletteRow) -> Result<Self, Error> {
        let colors = serde_json::from_value(row.colors).or_unexpected()?;
        Ok(Palette { id: row.id, display_name: row.display_name, colors })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = avatar_categories, check_for_backend(diesel::pg::Pg))]
struct CategoryRow {
    id: String,
    display_name: String,
    layer_order: i32,
    is_required: bool,
    max_selections: i32,
    supports_color_variants: bool,
    default_color_palette: Option<String>,
    render_x: i32,
    render_y: i32,
    render_width: i32,
    render_height: i32,
}

impl From<CategoryRow> for Category {
    fn from(row: CategoryRow) -> Self {
        Category {
            id: row.id,
            display_name: row.display_name,
            layer_order: row.layer_order,
            is_required: row.is_required,
            max_selections: row.max_selections,
            supports_color_variants: row.supports_color_variants,
            palette: row.default_color_palette,
            frame: Frame {
                x: row.render_x,
                y: row.render_y,
                width: row.render_width,
                height: row.render_height,
            },
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = avatar_components, check_for_backend(diesel::pg::Pg))]
struct ComponentRow {
    id: String,
    category_id: String,
    name: String,
    image_url: String,
    thumbnail_url: Option<String>,
    tags: Vec<String>,
    rarity: String,
    color_variants: serde_json::Value,
    base_color: Option<String>,
}

impl TryFrom<ComponentRow> for Component {
    type Error = Error;
    fn try_from(row: ComponentRow) -> Result<Self, Error> {
        let rarity = Rarity::ALL.into_iter().find(|rarity| rarity.as_str() == row.rarity);
        let color_variants: BTreeMap<String, String> =
            serde_json::from_value(row.color_variants).or_unexpected()?;
        Ok(Component {
            id: row.id,
            category_id: row.category_id,
            name: row.name,
            image_url: row.image_url,
            thumbnail_url: row.thumbnail_url,
            tags: row.tags,
            rarity: rarity.ok_or_else(|| Error::unexpected(format!("no rarity {}", row.rarity)))?,
            color_variants,
            base_color: row.base_color,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = avatar_unlock_rules, check_for_backend(diesel::pg::Pg))]
struct RuleRow {
    id: String,
    display_name: String,
    description: Option<String>,
    unlock_type: String,
    level_required: Option<i32>,
    achievement_id: Option<String>,
    statistic_key: Option<String>,
    statistic_operator: Option<String>,
    statistic_value: Option<PgNumeric>,
}

impl TryFrom<RuleRow> for UnlockRule {
    type Error = Error;
    fn try_from(row: RuleRow) -> Result<Self, Error> {
        let condition =
            row.condition().ok_or_else(|| Error::unexpected(format!("unlock rule {}", row.id)))?;
        Ok(UnlockRule { id: row.id, display_name: row.display_name, description: row.description, condition })
    }
}

impl RuleRow {
    /// None for a row that the table's checks do not let in.
    fn condition(&self) -> Option<Condition> {
        Some(match self.unlock_type.as_str() {
            "none" => Condition::None,
            "level" => Condition::Level { level: self.level_required? },
            "achievement" => Condition::Achievement { achievement: self.achievement_id.clone()? },
            "statistic" => Condition::Statistic {
                key: Statistic::from_word(self.statistic_key.as_deref()?)?,
                comparison: Comparison::from_word(self.statistic_operator.as_deref()?)?,
                value: db::numeric::to_f64(self.statistic_value.as_ref()?),
            },
            "manual" => Condition::Manual,
            _ => return None,
        })
    }
}
