//! The first administrator.

use super::commands::grant_at_console;
use db::{Actor, Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use model::Fault;
use test_kit::TestDb;

async fn grant(test: &TestDb, email: &str, role: &str) -> Result<bool, Error> {
    let service = TestDb::service();
    test.db.run(&service, async |session: &mut Session| grant_at_console(session, email, role).await).await
}

async fn is_admin(test: &TestDb, actor: &Actor) -> bool {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        answer: bool,
    }
    let run = test.db.run(actor, async |session: &mut Session| {
        let query = diesel::sql_query("select auth.is_admin() as answer");
        Ok(query.get_result::<Answer>(session.conn()).await?.answer)
    });
    run.await.unwrap()
}

#[tokio::test]
async fn the_console_makes_an_administrator_and_notes_it() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    assert!(!is_admin(&test, &ada.actor()).await);
    assert!(grant(&test, " ADA@example.org ", "admin").await.unwrap());
    assert!(!grant(&test, "ada@example.org", "admin").await.unwrap(), "the second time is not new");
    assert!(is_admin(&test, &ada.actor()).await && !is_admin(&test, &bob.actor()).await);
    assert!(!is_admin(&test, &Actor::Anonymous).await);

    #[derive(QueryableByName)]
    struct Entry {
        #[diesel(sql_type = Text)]
        entry: String,
    }
    let actor = ada.actor();
    let noted = test.db.run(&actor, async |session: &mut Session| {
        let sql = "select concat_ws(' ', admin_name, action, target_id, details ->> 'role') as entry
            from public.admin_audit_log";
        Ok(diesel::sql_query(sql).load::<Entry>(session.conn()).await?)
    });
    let noted: Vec<String> = noted.await.unwrap().into_iter().map(|entry| entry.entry).collect();
    assert_eq!(noted, [format!("server grant_role {} admin", ada.id)]);
}

#[tokio::test]
async fn unknown_addresses_and_roles_are_refused() {
    let test = TestDb::new().await;
    test.user("ada").await;
    let nobody = grant(&test, "nobody@example.org", "admin").await;
    assert!(matches!(nobody, Err(Error::Fault(Fault::NotFound))), "{nobody:?}");
    let emperor = grant(&test, "ada@example.org", "emperor").await;
    assert!(matches!(emperor, Err(Error::Fault(Fault::Invalid { .. }))), "{emperor:?}");
}

#[tokio::test]
async fn the_tier_makes_no_administrator() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    let service = TestDb::service();
    for sql in [
        "insert into public.subscription_tiers (id, name, max_saved_rooms) values ('admin', 'Admin', -1)",
        "update public.user_profiles set account_type = 'admin'",
    ] {
        let run = test.db.run(&service, async |session: &mut Session| {
            Ok(diesel::sql_query(sql).execute(session.conn()).await?)
        });
        assert_eq!(run.await.unwrap(), 1, "{sql}");
    }
    assert!(!is_admin(&test, &ada.actor()).await);
}
