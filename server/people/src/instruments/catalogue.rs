//! The instruments that every OpenStudio begins with: `catalogue.tsv`.

use db::{Error, Session};
use diesel::ExpressionMethods;
use diesel_async::RunQueryDsl;
use schema::instruments;

/// Id, category and name of each, in the order in which they are shown.
fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    include_str!("catalogue.tsv").lines().filter_map(|line| {
        let mut fields = line.split('\t');
        Some([fields.next()?, fields.next()?, fields.next()?])
    })
}

/// Adds what is missing and changes nothing that is there. `session` acts for the service.
pub async fn load(session: &mut Session) -> Result<(), Error> {
    let row = |(order, [id, category, name]): (i32, [&'static str; 3])| {
        (
            instruments::id.eq(id),
            instruments::category.eq(category),
            instruments::name.eq(name),
            instruments::sort_order.eq(order),
        )
    };
    let rows: Vec<_> = (0..).zip(rows()).map(row).collect();
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
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn there_are_125_in_eight_categories() {
        let lines = include_str!("catalogue.tsv").lines().count();
        let all: Vec<_> = rows().collect();
        assert_eq!((lines, all.len()), (125, 125));
        assert_eq!(all.iter().map(|row| row[0]).collect::<BTreeSet<_>>().len(), 125);
        let mut categories = BTreeMap::new();
        for [_, category, _] in all {
            *categories.entry(category).or_insert(0) += 1;
        }
        let expected = [
            ("drums", 17),
            ("electronic", 14),
            ("guitar", 11),
            ("keyboard", 14),
            ("other", 19),
            ("strings", 14),
            ("vocals", 12),
            ("wind", 24),
        ];
        assert_eq!(categories.into_iter().collect::<Vec<_>>(), expected);
    }
}
