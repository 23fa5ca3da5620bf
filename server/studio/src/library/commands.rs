//! Keeping the library: administrators show and hide, and say in which order. The database notes it in the audit log.
//!
//! Every `session` acts as the administrator; each command fails with [`Fault::NotFound`] when there is no such row, or
//! the asker is no administrator.

use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use schema::{
    system_instant_band_presets as bands, system_instrument_categories, system_instruments as instruments,
    system_loop_categories, system_loops as loops,
};

/// Shows or hides a loop. Rooms that play it go on.
pub async fn show_loop(session: &mut Session, id: &str, is_active: bool) -> Result<(), Error> {
    let row = diesel::update(loops::table.find(id)).set(loops::is_active.eq(is_active));
    found(row.execute(session.conn()).await?)
}

/// Shows or hides an instrument.
pub async fn show_instrument(session: &mut Session, id: &str, is_active: bool) -> Result<(), Error> {
    let row = diesel::update(instruments::table.find(id)).set(instruments::is_active.eq(is_active));
    found(row.execute(session.conn()).await?)
}

/// Shows or hides a band and says where it stands.
pub async fn arrange_band(
    session: &mut Session,
    id: &str,
    is_active: bool,
    sort_order: i32,
) -> Result<(), Error> {
    let row = diesel::update(bands::table.find(id))
        .set((bands::is_active.eq(is_active), bands::sort_order.eq(sort_order)));
    found(row.execute(session.conn()).await?)
}

/// Which categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Categories {
    /// Those of loops.
    Loops,
    /// Those of instruments.
    Instruments,
}

/// Names a category and says where it stands. Errors: [`Fault::Invalid`] for a name without 1 to 50 characters.
pub async fn edit_category(
    session: &mut Session,
    of: Categories,
    id: &str,
    name: &str,
    sort_order: i32,
) -> Result<(), Error> {
    let name = name.trim();
    if !(1..=50).contains(&name.chars().count()) {
        return Err(Fault::invalid("name", "Use 1 to 50 characters.").into());
    }
    let changed = match of {
        Categories::Loops => {
            use system_loop_categories as categories;
            diesel::update(categories::table.find(id))
                .set((categories::name.eq(name), categories::sort_order.eq(sort_order)))
                .execute(session.conn())
                .await?
        }
        Categories::Instruments => {
            use system_instrument_categories as categories;
            diesel::update(categories::table.find(id))
                .set((categories::name.eq(name), categories::sort_order.eq(sort_order)))
                .execute(session.conn())
                .await?
        }
    };
    found(changed)
}

fn found(changed: usize) -> Result<(), Error> {
    if changed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}
