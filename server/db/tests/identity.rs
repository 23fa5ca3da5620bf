//! A transaction acts as its actor, and nothing outside one acts at all.

use db::{Actor, Session};
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use test_kit::TestDb;

#[derive(QueryableByName, Debug, PartialEq)]
struct Identity {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Nullable<Text>)]
    uid: Option<String>,
}

async fn identity(session: &mut Session) -> Result<Identity, db::Error> {
    let query = diesel::sql_query("select current_user::text as role, auth.uid()::text as uid");
    Ok(query.get_result(session.conn()).await?)
}

#[tokio::test]
async fn each_actor_has_its_role_and_only_a_member_has_an_id() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    let cases = [
        (Actor::Anonymous, "anon", None),
        (test.guest("Gil"), "anon", None),
        (ada.actor(), "authenticated", Some(ada.id.to_string())),
        (Actor::Service("test"), "service_role", None),
    ];
    for (actor, role, uid) in cases {
        let found = test.db.run(&actor, identity).await.unwrap();
        assert_eq!(found, Identity { role: role.into(), uid }, "{actor:?}");
    }
}

#[tokio::test]
async fn nothing_of_an_actor_is_left_on_the_connection() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    let mut connection = test.login_connection().await;
    connection
        .batch_execute(&format!(
            "begin; select set_config('request.jwt.claims', '{{\"sub\":\"{}\"}}', true), set_config('role', 'authenticated', true); commit",
            ada.id
        ))
        .await
        .unwrap();
    let outside = connection.batch_execute("select auth.uid()").await;
    assert!(outside.unwrap_err().to_string().contains("permission denied"));
    for _ in 0..20 {
        test.db.run(&ada.actor(), identity).await.unwrap();
        let found = test.db.run(&Actor::Anonymous, identity).await.unwrap();
        assert_eq!(found, Identity { role: "anon".into(), uid: None });
    }
}
