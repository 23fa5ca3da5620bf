//! Adding, describing and removing what one plays.

use db::{Error, Session};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_people::instruments::{InstrumentForm, OWN_MAX};
use schema::{instruments, user_instruments as own};
use uuid::Uuid;

/// The asker adds an instrument, or describes one of theirs anew. The first is the primary one. `session` acts as the
/// asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`], also for an instrument that the catalogue does not have or
/// has switched off; [`Fault::Conflict`] beyond [`OWN_MAX`].
pub async fn add(session: &mut Session, form: InstrumentForm) -> Result<(), Error> {
    let me = asker(session)?;
    let form = form.checked()?;
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let details = (own::variant.eq(some(form.variant)), own::finish.eq(some(form.finish)));
    let mine = own::table.filter(own::user_id.eq(me));
    let described = diesel::update(mine.filter(own::instrument_id.eq(&form.instrument)))
        .set(details.clone())
        .execute(session.conn())
        .await?;
    if described > 0 {
        return Ok(());
    }
    let count: i64 = mine.select(count_star()).get_result(session.conn()).await?;
    if usize::try_from(count).is_ok_and(|count| count >= OWN_MAX) {
        return Err(Fault::conflict("You have 50 instruments already.").into());
    }
    let category: Option<String> = instruments::table
        .find(&form.instrument)
        .filter(instruments::is_active)
        .select(instruments::category)
        .first(session.conn())
        .await
        .optional()?;
    let category =
        category.ok_or_else(|| Fault::invalid("instrument", "Choose an instrument of the list."))?;
    let row = (
        own::id.eq(Uuid::now_v7()),
        own::user_id.eq(me),
        own::instrument_id.eq(form.instrument),
        own::category.eq(category),
        own::is_primary.eq(count == 0),
        details,
    );
    diesel::insert_into(own::table).values(row).execute(session.conn()).await?;
    Ok(())
}

/// The asker plays this one most; the one before is an ordinary one again. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] when it is not theirs.
pub async fn make_primary(session: &mut Session, instrument: &str) -> Result<(), Error> {
    let me = asker(session)?;
    let mine = own::table.filter(own::user_id.eq(me));
    // First the old one: there is never more than one.
    diesel::update(mine.filter(own::is_primary))
        .set(own::is_primary.eq(false))
        .execute(session.conn())
        .await?;
    let made = diesel::update(mine.filter(own::instrument_id.eq(instrument)))
        .set(own::is_primary.eq(true))
        .execute(session.conn())
        .await?;
    if made == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// The asker takes an instrument off the profile, with its hours and level. When it was the primary one, the one that
/// they have had longest is. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] when it is not theirs.
pub async fn remove(session: &mut Session, instrument: &str) -> Result<(), Error> {
    let me = asker(session)?;
    let mine = own::table.filter(own::user_id.eq(me));
    let was_primary: Option<bool> = diesel::delete(mine.filter(own::instrument_id.eq(instrument)))
        .returning(own::is_primary)
        .get_result(session.conn())
        .await
        .optional()?;
    let Some(was_primary) = was_primary else { return Err(Fault::NotFound.into()) };
    if was_primary {
        let next: Option<String> = mine
            .order((own::created_at, own::id))
            .select(own::instrument_id)
            .first(session.conn())
            .await
            .optional()?;
        if let Some(next) = next {
            make_primary(session, &next).await?;
        }
    }
    Ok(())
}

fn asker(session: &Session) -> Result<UserId, Fault> {
    session.actor().user_id().ok_or(Fault::Unauthenticated)
}

/// An administrator shows or hides an instrument of the catalogue, and says where it stands in its list; who plays it
/// keeps it. `session` acts as the administrator.
///
/// Errors: [`Fault::NotFound`] when there is none, or the asker is no administrator.
pub async fn arrange(session: &mut Session, id: &str, is_active: bool, sort_order: i32) -> Result<(), Error> {
    let changed = diesel::update(instruments::table.find(id))
        .set((instruments::is_active.eq(is_active), instruments::sort_order.eq(sort_order)))
        .execute(session.conn())
        .await?;
    if changed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}
