//! What administrators change about an achievement: its words, its XP, its place. The catalogue leaves alone what they
//! changed (see [`super::catalogue`]); what it takes stays the catalogue's.

use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, FieldProblem};
use schema::achievements;
use serde::Deserialize;

/// The new words, XP and place; all of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// 1 to 100 characters.
    pub name: String,
    /// Up to 500 characters.
    pub description: String,
    /// Shown while a hidden one is locked; up to 300 characters, empty for none.
    #[serde(default)]
    pub hint: String,
    /// 0 to 100000. What was paid stays paid.
    pub xp_reward: i32,
    /// Lower is earlier.
    pub sort_order: i32,
}

impl Edit {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    fn checked(mut self) -> Result<Self, Fault> {
        for text in [&mut self.name, &mut self.description, &mut self.hint] {
            *text = text.trim().to_owned();
        }
        let mut problems = FieldProblem::list();
        let chars = |text: &str| text.chars().count();
        problems.require((1..=100).contains(&chars(&self.name)), "name", "Use 1 to 100 characters.");
        problems.require(chars(&self.description) <= 500, "description", "Use at most 500 characters.");
        problems.require(chars(&self.hint) <= 300, "hint", "Use at most 300 characters.");
        problems.require((0..=100_000).contains(&self.xp_reward), "xp_reward", "Use 0 to 100000.");
        problems.into_result()?;
        Ok(self)
    }
}

/// Changes an achievement. `session` acts as the administrator; the database notes it in the audit log.
///
/// Errors: [`Fault::Invalid`]; [`Fault::NotFound`] when there is none, or the asker is no administrator.
pub async fn edit(session: &mut Session, id: &str, edit: Edit) -> Result<(), Error> {
    let edit = edit.checked()?;
    let changed = diesel::update(achievements::table.find(id))
        .set((
            achievements::name.eq(edit.name),
            achievements::description.eq(edit.description),
            achievements::hint.eq(Some(edit.hint).filter(|text| !text.is_empty())),
            achievements::xp_reward.eq(edit.xp_reward),
            achievements::sort_order.eq(edit.sort_order),
        ))
        .execute(session.conn())
        .await?;
    if changed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::commands::grant_at_console;
    use diesel::QueryableByName;
    use diesel::sql_types::Text;
    use test_kit::{TestDb, TestUser};

    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }

    async fn lines(test: &TestDb, by: &TestUser, sql: &str) -> Vec<String> {
        let actor = by.actor();
        let run = test.db.run(&actor, async |session: &mut Session| {
            Ok(diesel::sql_query(sql).load::<Line>(session.conn()).await?)
        });
        run.await.unwrap().into_iter().map(|line| line.line).collect()
    }

    fn renamed(name: &str) -> Edit {
        Edit {
            name: name.into(),
            description: "One jam, from its beginning to its end.".into(),
            hint: String::new(),
            xp_reward: 60,
            sort_order: 1,
        }
    }

    async fn try_edit(test: &TestDb, by: &TestUser, id: &str, to: Edit) -> Result<(), Error> {
        test.db.run(&by.actor(), async |session: &mut Session| edit(session, id, to.clone()).await).await
    }

    #[tokio::test]
    async fn an_administrators_words_stay_and_are_noted() {
        let test = TestDb::new().await;
        crate::catalogues::load(&test.db).await.unwrap();
        let (ada, amy) = (test.user("ada").await, test.user("amy").await);
        let service = TestDb::service();
        let grant = test.db.run(&service, async |session: &mut Session| {
            grant_at_console(session, "amy@example.org", "admin").await
        });
        grant.await.unwrap();

        let refused = try_edit(&test, &ada, "first_jam", renamed("Hacked")).await;
        assert!(matches!(refused, Err(Error::Fault(Fault::NotFound))), "{refused:?}");
        let refused = try_edit(&test, &amy, "first_jam", renamed(" ")).await;
        assert!(matches!(refused, Err(Error::Fault(Fault::Invalid { .. }))), "{refused:?}");
        try_edit(&test, &amy, "first_jam", renamed("The very first")).await.unwrap();
        test.db
            .run(&amy.actor(), async |session: &mut Session| {
                crate::instruments::commands::arrange(session, "kazoo", false, 7).await?;
                crate::avatars::commands::arrange_category(session, "glasses", false, 9).await
            })
            .await
            .unwrap();
        crate::catalogues::load(&test.db).await.unwrap();
        let name = "select name as line from public.achievements where id = 'first_jam'";
        assert_eq!(lines(&test, &ada, name).await, ["The very first"], "the catalogue leaves it alone");
        let noted =
            "select concat_ws(' ', admin_name, action, target_type, details ->> 'id', details ->> 'changed')
            as line from public.admin_audit_log where admin_id is not null order by created_at, target_type";
        assert_eq!(
            lines(&test, &amy, noted).await,
            [
                "amy update_row achievements first_jam [\"description\", \"name\", \"sort_order\", \"xp_reward\"]",
                "amy update_row avatar_categories glasses [\"is_active\", \"layer_order\", \"updated_at\"]",
                "amy update_row instruments kazoo [\"is_active\", \"sort_order\"]",
            ]
        );
        assert!(lines(&test, &ada, noted).await.is_empty());
    }
}
