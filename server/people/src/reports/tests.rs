//! Reports on a real database.

use super::commands::{DAILY_MAX, decide, make, take_on};
use super::queries::standing;
use crate::roles::commands::grant_at_console;
use chrono::{TimeDelta, Utc};
use db::{Actor, Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_people::reports::{Action, Decision, NewReport, Reason, Report, Status, Target};
use test_kit::TestDb;
use uuid::Uuid;

fn about(target_id: &str) -> NewReport {
    NewReport {
        target: Target::User,
        target_id: target_id.into(),
        reason: Reason::Spam,
        description: "Sells strings in every room.".into(),
        evidence: Vec::new(),
    }
}

async fn report(test: &TestDb, actor: &Actor, form: NewReport) -> Result<bool, Error> {
    let run = test.db.run(actor, async |session: &mut Session| make(session, form.clone(), Utc::now()).await);
    run.await
}

async fn listed(test: &TestDb, actor: &Actor, status: Status) -> Vec<Report> {
    let run = test.db.run(actor, async |session: &mut Session| standing(session, status, None).await);
    run.await.unwrap().items
}

async fn rule(test: &TestDb, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let decision = Decision {
        status: Status::Resolved,
        action: Some(Action::Warned),
        resolution: "Warned by mail.".into(),
    };
    let run = test.db.run(actor, async |session: &mut Session| {
        take_on(session, id).await?;
        decide(session, id, decision.clone()).await
    });
    run.await
}

#[tokio::test]
async fn a_report_is_seen_by_its_maker_and_decided_by_an_administrator() {
    let test = TestDb::new().await;
    let (ada, bob, amy) = (test.user("ada").await, test.user("bob").await, test.user("amy").await);
    let service = TestDb::service();
    let grant = test.db.run(&service, async |session: &mut Session| {
        grant_at_console(session, "amy@example.org", "admin").await
    });
    grant.await.unwrap();

    assert!(report(&test, &ada.actor(), about(&bob.id.to_string())).await.unwrap());
    assert!(!report(&test, &ada.actor(), about(&bob.id.to_string())).await.unwrap(), "it is known");
    assert!(
        listed(&test, &bob.actor(), Status::Pending).await.is_empty(),
        "bob does not see who reported him"
    );
    let seen = listed(&test, &amy.actor(), Status::Pending).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].reporter, Some(ada.id));
    assert_eq!(seen[0].snapshot.as_ref().unwrap()["username"], "bob");

    for other in [&ada, &bob] {
        let refused = rule(&test, &other.actor(), seen[0].id).await;
        assert!(matches!(refused, Err(Error::Fault(Fault::NotFound))), "{refused:?}");
    }
    rule(&test, &amy.actor(), seen[0].id).await.unwrap();
    let decided = listed(&test, &ada.actor(), Status::Resolved).await;
    assert_eq!((decided[0].action, decided[0].reviewed_at.is_some()), (Some(Action::Warned), true));
    assert!(report(&test, &ada.actor(), about(&bob.id.to_string())).await.unwrap(), "it goes on: a new one");
    assert_eq!(audit(&test, &amy.actor()).await, ["server grant_role", "amy update_row", "amy update_row"]);
}

async fn audit(test: &TestDb, admin: &Actor) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Entry {
        #[diesel(sql_type = Text)]
        entry: String,
    }
    let run = test.db.run(admin, async |session: &mut Session| {
        let sql =
            "select admin_name || ' ' || action as entry from public.admin_audit_log order by created_at, id";
        Ok(diesel::sql_query(sql).load::<Entry>(session.conn()).await?)
    });
    run.await.unwrap().into_iter().map(|entry| entry.entry).collect()
}

#[tokio::test]
async fn nobody_keeps_the_administrators_busy() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    for number in 0..DAILY_MAX {
        assert!(report(&test, &ada.actor(), about(&format!("somebody-{number}"))).await.unwrap());
    }
    let refused = report(&test, &ada.actor(), about("one too many")).await;
    let Err(Error::Fault(Fault::TooMany { retry_after_s })) = refused else { panic!("{refused:?}") };
    assert!((1..=86_400).contains(&retry_after_s));
    let tomorrow = Utc::now() + TimeDelta::days(1);
    let actor = ada.actor();
    let run = test
        .db
        .run(&actor, async |session: &mut Session| make(session, about("one too many"), tomorrow).await);
    assert!(run.await.unwrap(), "tomorrow is another day");
}

#[tokio::test]
async fn guests_and_visitors_report_nothing() {
    let test = TestDb::new().await;
    for actor in [Actor::Anonymous, test.guest("Gil")] {
        let refused = report(&test, &actor, about("x")).await;
        assert!(matches!(refused, Err(Error::Fault(Fault::Unauthenticated))), "{refused:?}");
    }
}
