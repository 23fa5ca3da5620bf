//! The achievements that every OpenStudio begins with: `catalogue.json`.
//!
//! [`load`] adds what is missing and brings up to date what nobody has edited: the column `loaded` remembers what the
//! catalogue said, and a row that says something else is an administrator's.

use db::{Error, OrUnexpected, Session};
use diesel::sql_types::Jsonb;
use diesel_async::RunQueryDsl;
use model_people::achievements::{Category, Criteria, Tier};
use serde::{Deserialize, Serialize};

/// One of `catalogue.json`. The hidden ones are those of the category `hidden`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub id: String,
    pub name: String,
    pub description: String,
    pub category: Category,
    pub tier: Tier,
    pub icon: String,
    pub xp_reward: i32,
    pub criteria: Criteria,
    #[serde(default)]
    pub hint: Option<String>,
}

pub(super) fn entries() -> serde_json::Result<Vec<Entry>> {
    serde_json::from_str(include_str!("catalogue.json"))
}

/// One statement for all rows: a list of objects in, nothing out.
const UPSERT: &str = "
insert into public.achievements as present
    (id, name, description, category, tier, icon, xp_reward, criteria, hint, is_hidden, sort_order, loaded)
select e ->> 'id', e ->> 'name', e ->> 'description', e ->> 'category', e ->> 'tier', e ->> 'icon',
    (e ->> 'xp_reward')::integer, e -> 'criteria', e ->> 'hint', e ->> 'category' = 'hidden', place::integer, e
from jsonb_array_elements($1) with ordinality listed (e, place)
on conflict (id) do update set
    name = excluded.name, description = excluded.description, category = excluded.category, tier = excluded.tier,
    icon = excluded.icon, xp_reward = excluded.xp_reward, criteria = excluded.criteria, hint = excluded.hint,
    is_hidden = excluded.is_hidden, loaded = excluded.loaded
where present.loaded is distinct from excluded.loaded
    and present.loaded = jsonb_build_object(
        'id', present.id, 'name', present.name, 'description', present.description, 'category', present.category,
        'tier', present.tier, 'icon', present.icon, 'xp_reward', present.xp_reward, 'criteria', present.criteria,
        'hint', present.hint)";

/// Brings the table up to date. `session` acts for the service.
pub async fn load(session: &mut Session) -> Result<(), Error> {
    load_entries(session, &entries().or_unexpected()?).await
}

pub(super) async fn load_entries(session: &mut Session, entries: &[Entry]) -> Result<(), Error> {
    let entries = serde_json::to_value(entries).or_unexpected()?;
    diesel::sql_query(UPSERT).bind::<Jsonb, _>(entries).execute(session.conn()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalogue_is_whole() {
        let all = entries().unwrap();
        assert_eq!(all.len(), 69);
        assert_eq!(all.iter().map(|one| one.id.as_str()).collect::<BTreeSet<_>>().len(), 69);
        assert_eq!(all.iter().map(|one| one.xp_reward).sum::<i32>(), 33_000);
        let of = |tier| all.iter().filter(|one| one.tier == tier).count();
        let tiers = [Tier::Bronze, Tier::Silver, Tier::Gold, Tier::Platinum, Tier::Diamond];
        assert_eq!(tiers.map(of), [15, 27, 19, 7, 1]);
        for one in &all {
            assert_eq!(one.category == Category::Hidden, one.hint.is_some(), "{}", one.id);
        }
    }
}
