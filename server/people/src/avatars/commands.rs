//! Composing one's avatar, giving parts, and keeping the catalogue.

use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_people::avatars::Canvas;
use schema::{
    avatar_categories as categories, avatar_components as components, avatar_unlock_rules as rules,
    user_avatar_canvas, user_unlocked_components,
};

/// Keeps the asker's composition. `session` acts as the asker.
///
/// Errors: [`Fault::Invalid`] for `canvas` when it is malformed, [`Fault::Forbidden`] when a part is locked or there are
/// too many of its kind, [`Fault::Unauthenticated`].
pub async fn save_canvas(session: &mut Session, canvas: &Canvas) -> Result<(), Error> {
    let Some(user) = session.actor().user_id() else { return Err(Fault::Unauthenticated.into()) };
    canvas.validate()?;
    let data = serde_json::to_value(canvas).or_unexpected()?;
    // Not `on conflict do update`: that reads the new value, and nobody may read the column.
    let changed = diesel::update(user_avatar_canvas::table)
        .filter(user_avatar_canvas::user_id.eq(user.0))
        .set(user_avatar_canvas::canvas_data.eq(&data))
        .execute(session.conn())
        .await?;
    if changed == 0 {
        let row = (user_avatar_canvas::user_id.eq(user.0), user_avatar_canvas::canvas_data.eq(&data));
        diesel::insert_into(user_avatar_canvas::table).values(row).execute(session.conn()).await?;
    }
    Ok(())
}

/// Gives somebody a part, whatever its rules say; giving it twice changes nothing. `session` acts for the service or as
/// an administrator.
///
/// Errors: [`Fault::NotFound`] when one of them does not exist, [`Fault::Forbidden`].
pub async fn give_component(
    session: &mut Session,
    user: UserId,
    component: &str,
    reason: &str,
) -> Result<(), Error> {
    let row = (
        user_unlocked_components::user_id.eq(user.0),
        user_unlocked_components::component_id.eq(component),
        user_unlocked_components::unlocked_reason.eq(reason),
    );
    diesel::insert_into(user_unlocked_components::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(())
}

/// An administrator shows or hides a kind of part and says how far in front it is drawn. `session` acts as the
/// administrator.
///
/// Errors: [`Fault::NotFound`] when there is none, or the asker is no administrator.
pub async fn arrange_category(
    session: &mut Session,
    id: &str,
    is_active: bool,
    layer_order: i32,
) -> Result<(), Error> {
    let changed = diesel::update(categories::table.find(id))
        .set((categories::is_active.eq(is_active), categories::layer_order.eq(layer_order)))
        .execute(session.conn())
        .await?;
    found(changed)
}

/// An administrator shows or hides a part; who wears it keeps wearing it. `session` acts as the administrator.
///
/// Errors: [`Fault::NotFound`] when there is none, or the asker is no administrator.
pub async fn show_component(session: &mut Session, id: &str, is_active: bool) -> Result<(), Error> {
    let changed = diesel::update(components::table.find(id))
        .set(components::is_active.eq(is_active))
        .execute(session.conn())
        .await?;
    found(changed)
}

/// An administrator switches a rule on or off. `session` acts as the administrator.
///
/// Errors: [`Fault::NotFound`] when there is none, or the asker is no administrator.
pub async fn switch_rule(session: &mut Session, id: &str, is_active: bool) -> Result<(), Error> {
    let changed = diesel::update(rules::table.find(id))
        .set(rules::is_active.eq(is_active))
        .execute(session.conn())
        .await?;
    found(changed)
}

fn found(changed: usize) -> Result<(), Error> {
    if changed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}
