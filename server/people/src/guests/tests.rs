//! Guests: nothing of them is stored, so these need no database of their own; the world brings one anyway.

use crate::guests::commands::enter;
use crate::test_world::{Browser, World, fault};
use auth::AuthConfig;
use chrono::TimeDelta;
use db::Actor;
use model::Fault;
use model_people::GuestEntry;

fn named(name: &str) -> GuestEntry {
    GuestEntry { name: name.into(), ..GuestEntry::default() }
}

#[tokio::test]
async fn a_guest_lasts_a_day_and_keeps_the_id_when_renamed() {
    let world = World::new().await;
    let mut browser = Browser::new();
    browser.keep(&enter(&world.auth, &browser.client, &Actor::Anonymous, named(" Gil ")).unwrap());
    let Actor::Guest(gil) = world.actor(&browser).await else { panic!("a guest") };
    assert_eq!(gil.name, "Gil");

    let renamed = enter(&world.auth, &browser.client, &Actor::Guest(gil.clone()), named("Gilda")).unwrap();
    browser.keep(&renamed);
    let Actor::Guest(gilda) = world.actor(&browser).await else { panic!("still a guest") };
    assert_eq!((gilda.id, gilda.name.as_str()), (gil.id, "Gilda"));

    world.wait(TimeDelta::hours(24));
    assert_eq!(world.actor(&browser).await, Actor::Anonymous);
}

#[tokio::test]
async fn names_are_checked_and_guests_are_limited() {
    let mut config = AuthConfig::default();
    config.limits.guest.attempts = 1;
    let world = World::with(config).await;
    let client = Browser::new().client;
    for bad in ["", "   ", &"x".repeat(51), "a\nb"] {
        let refused = fault(enter(&world.auth, &client, &Actor::Anonymous, named(bad)));
        assert!(refused.problem_with("name").is_some(), "{bad:?}");
    }
    assert!(enter(&world.auth, &client, &Actor::Anonymous, named("Gil")).is_ok());
    let refused = fault(enter(&world.auth, &client, &Actor::Anonymous, named("Gil")));
    assert_eq!(refused, Fault::TooMany { retry_after_s: 3600 });
}

#[tokio::test]
async fn a_member_is_not_made_a_guest() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let actor = world.actor(&ada).await;
    assert!(enter(&world.auth, &ada.client, &actor, named("Somebody else")).unwrap().is_empty());
}
