//! What people play, on a real database.

use super::commands::{add, make_primary, remove};
use super::queries::of;
use db::{Error, Session};
use diesel_async::SimpleAsyncConnection;
use model::Fault;
use model_people::instruments::{InstrumentForm, OWN_MAX, OwnInstrument};
use test_kit::{TestDb, TestUser};

async fn world() -> (TestDb, TestUser) {
    let test = TestDb::new().await;
    crate::catalogues::load(&test.db).await.unwrap();
    let ada = test.user("ada").await;
    (test, ada)
}

fn form(instrument: &str) -> InstrumentForm {
    InstrumentForm { instrument: instrument.into(), ..InstrumentForm::default() }
}

async fn plays(test: &TestDb, user: &TestUser, form: InstrumentForm) -> Result<(), Error> {
    test.db.run(&user.actor(), async |session: &mut Session| add(session, form.clone()).await).await
}

async fn all(test: &TestDb, of_user: &TestUser, asker: &TestUser) -> Vec<OwnInstrument> {
    let id = of_user.id;
    test.db.run(&asker.actor(), async |session: &mut Session| of(session, id).await).await.unwrap()
}

async fn ids(test: &TestDb, user: &TestUser) -> Vec<(String, bool)> {
    all(test, user, user).await.into_iter().map(|one| (one.instrument, one.is_primary)).collect()
}

fn pair(id: &str, is_primary: bool) -> (String, bool) {
    (id.into(), is_primary)
}

#[tokio::test]
async fn the_first_is_primary_and_there_is_always_one() {
    let (test, ada) = world().await;
    for id in ["kazoo", "theremin", "oboe"] {
        plays(&test, &ada, form(id)).await.unwrap();
    }
    assert_eq!(ids(&test, &ada).await, [pair("kazoo", true), pair("theremin", false), pair("oboe", false)]);
    let actor = ada.actor();
    test.db.run(&actor, async |session: &mut Session| make_primary(session, "oboe").await).await.unwrap();
    assert_eq!(ids(&test, &ada).await[0], pair("oboe", true));
    test.db.run(&actor, async |session: &mut Session| remove(session, "oboe").await).await.unwrap();
    assert_eq!(ids(&test, &ada).await, [pair("kazoo", true), pair("theremin", false)]);
    let gone = test.db.run(&actor, async |session: &mut Session| remove(session, "oboe").await).await;
    assert!(matches!(gone, Err(Error::Fault(Fault::NotFound))), "{gone:?}");
    let gone = test.db.run(&actor, async |session: &mut Session| make_primary(session, "oboe").await).await;
    assert!(matches!(gone, Err(Error::Fault(Fault::NotFound))), "{gone:?}");
    assert_eq!(ids(&test, &ada).await[0], pair("kazoo", true), "a refused change changes nothing");
}

#[tokio::test]
async fn adding_again_describes_anew() {
    let (test, ada) = world().await;
    plays(&test, &ada, form("kazoo")).await.unwrap();
    let gold =
        InstrumentForm { instrument: "kazoo".into(), variant: "Concert".into(), finish: "Gold".into() };
    plays(&test, &ada, gold).await.unwrap();
    let bob = test.user("bob").await;
    let seen = all(&test, &ada, &bob).await;
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].name.as_str(), seen[0].finish.as_deref()), ("Kazoo", Some("Gold")));
}

#[tokio::test]
async fn only_what_the_catalogue_offers_and_not_too_many() {
    let (test, ada) = world().await;
    let service = TestDb::service();
    let off = test.db.run(&service, async |session: &mut Session| {
        Ok(session
            .conn()
            .batch_execute("update instruments set is_active = false where id = 'kazoo'")
            .await?)
    });
    off.await.unwrap();
    for wrong in ["kazoo", "air-guitar-hero", ""] {
        let refused = plays(&test, &ada, form(wrong)).await;
        assert!(matches!(refused, Err(Error::Fault(Fault::Invalid { .. }))), "{wrong}: {refused:?}");
    }
    let fill = test.db.run(&service, async |session: &mut Session| {
        let sql = format!(
            "insert into user_instruments (user_id, instrument_id, category)
             select '{}', id, category from instruments where id <> 'oboe' limit {OWN_MAX}",
            ada.id
        );
        Ok(session.conn().batch_execute(&sql).await?)
    });
    fill.await.unwrap();
    let refused = plays(&test, &ada, form("oboe")).await;
    assert!(matches!(refused, Err(Error::Fault(Fault::Conflict { .. }))), "{refused:?}");
}
