//! Accounts on a real database.

use crate::accounts::commands::{change_password, sign_out};
use crate::test_world::{Browser, PASSWORD, World, fault};
use crate::viewer;
use auth::AuthConfig;
use chrono::TimeDelta;
use db::{Actor, Session};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_people::{ChangePassword, Viewer};
use schema::auth::{sessions, users};
use test_kit::TestDb;

#[tokio::test]
async fn signing_up_signs_in() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let actor = world.actor(&ada).await;
    assert!(
        matches!(viewer(&actor), Viewer::Member { username, name, .. } if username == "ada" && name == "ada")
    );
}

#[tokio::test]
async fn the_database_holds_neither_password_nor_token() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let token = world.auth.cookies().session(&ada.cookies).unwrap();
    let service = TestDb::service();
    let stored = world.test.db.run(&service, async |session: &mut Session| {
        let hash: String = users::table.select(users::password_hash).first(session.conn()).await?;
        let token: Vec<u8> = sessions::table.select(sessions::token_hash).first(session.conn()).await?;
        Ok((hash, token))
    });
    let (hash, token_hash) = stored.await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !hash.contains(PASSWORD));
    assert_ne!(token.as_bytes(), token_hash);
    assert_eq!(auth::SessionToken::parse(&token).unwrap().hash().0.to_vec(), token_hash);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_read_the_same() {
    let world = World::new().await;
    world.sign_up("ada").await;
    let browser = Browser::new();
    let unknown = fault(world.try_sign_in(&browser, "nobody@example.org", PASSWORD).await);
    let wrong = fault(world.try_sign_in(&browser, "ada@example.org", "something else").await);
    assert_eq!(unknown, wrong);
    assert!(matches!(wrong, Fault::Forbidden { .. }));
    for odd in ["", "x".repeat(300).as_str(), "ada@example.org\0", "' or 1=1 --"] {
        assert_eq!(fault(world.try_sign_in(&browser, odd, PASSWORD).await), wrong, "{odd}");
    }
    assert!(world.try_sign_in(&browser, " ADA@Example.org ", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_taken_name_and_a_taken_address_read_the_same() {
    let world = World::new().await;
    world.sign_up("ada").await;
    let browser = Browser::new();
    let name = fault(world.try_sign_up(&browser, "ada", "other@example.org", "the band is late").await);
    let address = fault(world.try_sign_up(&browser, "other", "ADA@example.org", "the band is late").await);
    assert_eq!(name, address);
    assert!(name.problem_with("username").is_some());
    let again = world.try_sign_up(&browser, "whoever", "ada@example.org", PASSWORD).await;
    let mut browser = Browser::new();
    browser.keep(&again.unwrap());
    let Viewer::Member { username, .. } = viewer(&world.actor(&browser).await) else { panic!("signed in") };
    assert_eq!(username, "ada", "the right password signs in to the account that is there");
}

#[tokio::test]
async fn two_who_take_a_name_at_once_leave_one_account() {
    let world = World::new().await;
    let (one, two) = (Browser::new(), Browser::new());
    let (one, two) = futures_join(
        world.try_sign_up(&one, "ada", "one@example.org", "the band is late"),
        world.try_sign_up(&two, "ada", "two@example.org", "the band is late"),
    )
    .await;
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
    let service = TestDb::service();
    let count = world.test.db.run(&service, async |session: &mut Session| {
        Ok(users::table.count().get_result::<i64>(session.conn()).await?)
    });
    assert_eq!(count.await.unwrap(), 1, "the account that failed is gone with its profile");
}

async fn futures_join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    tokio::join!(a, b)
}

#[tokio::test]
async fn easy_passwords_and_bad_forms_are_refused_before_anything_is_written() {
    let world = World::new().await;
    let browser = Browser::new();
    for easy in ["password123", "adaadaadaada", "1234567890"] {
        let refused = fault(world.try_sign_up(&browser, "ada", "ada@example.org", easy).await);
        assert!(refused.problem_with("password").is_some(), "{easy}");
    }
    let refused = fault(world.try_sign_up(&browser, "a", "nowhere", "short").await);
    for field in ["username", "email", "password"] {
        assert!(refused.problem_with(field).is_some(), "{field}");
    }
    assert!(world.try_sign_up(&browser, "ada", "ada@example.org", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn signing_in_replaces_the_session_that_came_along() {
    let world = World::new().await;
    let mut ada = world.sign_up("ada").await;
    let before = ada.cookies.clone();
    let cookies = world.try_sign_in(&ada, "ada@example.org", PASSWORD).await.unwrap();
    ada.keep(&cookies);
    assert_ne!(before, ada.cookies);
    assert!(matches!(world.actor(&ada).await, Actor::Member(_)));
    ada.cookies = before;
    assert_eq!(world.actor(&ada).await, Actor::Anonymous);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_the_guest() {
    let world = World::new().await;
    let mut ada = world.sign_up("ada").await;
    let stolen = ada.cookies.clone();
    let actor = world.actor(&ada).await;
    ada.keep(&sign_out(&world.auth, &actor).await.unwrap());
    assert_eq!(world.actor(&ada).await, Actor::Anonymous);
    ada.cookies = stolen;
    assert_eq!(world.actor(&ada).await, Actor::Anonymous, "the old cookie is worth nothing");
    assert!(sign_out(&world.auth, &actor).await.is_ok(), "twice is fine");
    assert!(sign_out(&world.auth, &Actor::Anonymous).await.is_ok());
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let world = World::new().await;
    let mut laptop = world.sign_up("ada").await;
    let phone = world.sign_in("ada").await;
    let bob = world.sign_up("bob").await;
    let form = |current: &str, new: &str| ChangePassword { current: current.into(), new: new.into() };
    let actor = world.actor(&laptop).await;
    let change = async |form| change_password(&world.auth, &laptop.client, &actor, form).await;

    assert!(
        fault(change(form("wrong password", "drums until dawn")).await).problem_with("current").is_some()
    );
    assert!(fault(change(form(PASSWORD, "short")).await).problem_with("new").is_some());
    assert!(fault(change(form(PASSWORD, "password123")).await).problem_with("new").is_some());
    assert!(fault(change(form(PASSWORD, PASSWORD)).await).problem_with("new").is_some());
    let cookies = change(form(PASSWORD, "drums until dawn")).await.unwrap();

    assert_eq!(
        world.actor(&laptop).await,
        Actor::Anonymous,
        "also the session that changed it, until the new cookie"
    );
    laptop.keep(&cookies);
    assert!(matches!(world.actor(&laptop).await, Actor::Member(_)));
    assert_eq!(world.actor(&phone).await, Actor::Anonymous);
    assert!(matches!(world.actor(&bob).await, Actor::Member(_)), "others stay signed in");
    let browser = Browser::new();
    assert!(world.try_sign_in(&browser, "ada@example.org", PASSWORD).await.is_err());
    assert!(world.try_sign_in(&browser, "ada@example.org", "drums until dawn").await.is_ok());
    let nobody =
        change_password(&world.auth, &browser.client, &Actor::Anonymous, form(PASSWORD, "drums until dawn"));
    assert_eq!(fault(nobody.await), Fault::Unauthenticated);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_sign_up_is_no_way_around() {
    let world = World::new().await;
    world.sign_up("ada").await;
    let attacker = Browser::from("198.51.100.9");
    for n in 0..10 {
        let tried = match n % 2 {
            0 => world.try_sign_in(&attacker, "ada@example.org", "guess one two").await,
            _ => world.try_sign_up(&attacker, "someone", "ada@example.org", "guess one two").await,
        };
        assert!(!matches!(fault(tried), Fault::TooMany { .. }), "{n}");
    }
    let stopped = fault(world.try_sign_in(&attacker, "ada@example.org", PASSWORD).await);
    assert_eq!(stopped, Fault::TooMany { retry_after_s: 90 });
    let stopped = fault(world.try_sign_up(&attacker, "someone", "ada@example.org", "guess one two").await);
    assert!(matches!(stopped, Fault::TooMany { .. }));
    assert!(
        world.try_sign_in(&Browser::new(), "ada@example.org", PASSWORD).await.is_ok(),
        "Ada herself gets in"
    );
    world.wait(TimeDelta::seconds(90));
    assert!(world.try_sign_in(&attacker, "ada@example.org", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn accounts_cannot_be_made_in_bulk() {
    let mut config = AuthConfig::default();
    config.limits.sign_up.attempts = 2;
    let world = World::with(config).await;
    world.sign_up("ada").await;
    world.sign_up("bob").await;
    let third = world.try_sign_up(&Browser::new(), "cyd", "cyd@example.org", PASSWORD).await;
    assert_eq!(fault(third), Fault::TooMany { retry_after_s: 1800 });
}

#[tokio::test]
async fn a_banned_account_is_signed_out_until_the_ban_ends() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let ends = world.auth.clock().now() + TimeDelta::hours(1);
    let service = TestDb::service();
    let ban = world.test.db.run(&service, async |session: &mut Session| {
        use schema::user_profiles::dsl::{ban_expires_at, is_banned, user_profiles};
        let ban = diesel::update(user_profiles).set((is_banned.eq(true), ban_expires_at.eq(ends)));
        ban.execute(session.conn()).await?;
        Ok(())
    });
    ban.await.unwrap();
    assert_eq!(world.actor(&ada).await, Actor::Anonymous);
    world.wait(TimeDelta::hours(1));
    assert!(matches!(world.actor(&ada).await, Actor::Member(_)));
}
