//! The categories of loops and instruments that every OpenStudio begins with.
//!
//! [`load`] adds what is missing and changes nothing that is there, so administrators' edits stay; a row that they
//! delete comes back at the next start. Loops, instruments and bands come with the part that plays them.

use db::{Error, Session};
use diesel::ExpressionMethods;
use diesel_async::RunQueryDsl;
use schema::{system_instrument_categories, system_loop_categories, system_loop_subcategories};

/// Id, name, icon.
type Category = (&'static str, &'static str, &'static str);

const LOOP_CATEGORIES: &[Category] = &[
    ("drums", "Drums", "drums"),
    ("bass", "Bass", "bass"),
    ("keys", "Keys", "piano"),
    ("guitar", "Guitar", "guitar"),
    ("synth", "Synth", "wave"),
    ("full-beats", "Full beats", "lightning"),
];

/// Category, id, name.
const LOOP_SUBCATEGORIES: &[(&str, &str, &str)] = &[
    ("drums", "rock-drums", "Rock"),
    ("drums", "electronic-drums", "Electronic"),
    ("drums", "hip-hop-drums", "Hip hop"),
    ("drums", "jazz-drums", "Jazz"),
    ("bass", "synth-bass", "Synth bass"),
    ("bass", "funk-bass", "Funk bass"),
    ("keys", "chords", "Chords"),
    ("keys", "pads", "Pads"),
    ("guitar", "strummed", "Strummed"),
    ("guitar", "picked", "Picked"),
    ("synth", "leads", "Leads"),
    ("synth", "arpeggios", "Arpeggios"),
    ("full-beats", "lofi", "Lo-fi"),
    ("full-beats", "edm", "Dance"),
];

const INSTRUMENT_CATEGORIES: &[Category] = &[
    ("drums", "Drums", "drums"),
    ("bass", "Bass", "bass"),
    ("keys", "Keys", "piano"),
    ("lead", "Lead", "star"),
    ("fx", "Effects", "lightning"),
];

/// Adds what is missing. `session` acts for the service.
pub async fn load(session: &mut Session) -> Result<(), Error> {
    use {
        system_instrument_categories as instruments, system_loop_categories as loops,
        system_loop_subcategories as parts,
    };
    let rows: Vec<_> = (0..)
        .zip(LOOP_CATEGORIES)
        .map(|(order, (id, name, icon))| {
            (loops::id.eq(*id), loops::name.eq(*name), loops::icon.eq(*icon), loops::sort_order.eq(order))
        })
        .collect();
    diesel::insert_into(loops::table).values(rows).on_conflict_do_nothing().execute(session.conn()).await?;
    let rows: Vec<_> = (0..)
        .zip(LOOP_SUBCATEGORIES)
        .map(|(order, (category, id, name))| {
            (
                parts::category_id.eq(*category),
                parts::id.eq(*id),
                parts::name.eq(*name),
                parts::sort_order.eq(order),
            )
        })
        .collect();
    diesel::insert_into(parts::table).values(rows).on_conflict_do_nothing().execute(session.conn()).await?;
    let rows: Vec<_> = (0..)
        .zip(INSTRUMENT_CATEGORIES)
        .map(|(order, (id, name, icon))| {
            (
                instruments::id.eq(*id),
                instruments::name.eq(*name),
                instruments::icon.eq(*icon),
                instruments::sort_order.eq(order),
            )
        })
        .collect();
    diesel::insert_into(instruments::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_subcategory_has_a_category_and_its_own_id() {
        let ids: BTreeSet<&str> = LOOP_SUBCATEGORIES.iter().map(|(_, id, _)| *id).collect();
        assert_eq!(ids.len(), LOOP_SUBCATEGORIES.len());
        for (category, id, _) in LOOP_SUBCATEGORIES {
            assert!(LOOP_CATEGORIES.iter().any(|(known, _, _)| known == category), "{id}");
        }
        for (category, _, _) in LOOP_CATEGORIES {
            assert!(LOOP_SUBCATEGORIES.iter().any(|(of, _, _)| of == category), "{category} is divided");
        }
    }
}
