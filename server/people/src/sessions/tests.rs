//! Seeing and ending one's sign-ins.

use crate::sessions::{commands, queries};
use crate::test_world::{Browser, World, fault};
use chrono::TimeDelta;
use db::{Actor, Error, Session};
use model::{Fault, SessionId};
use model_people::LoginSession;

async fn list(world: &World, browser: &Browser) -> Result<Vec<LoginSession>, Error> {
    let actor = world.actor(browser).await;
    let listed = world
        .test
        .db
        .run(&actor, async |session: &mut Session| queries::login_sessions(session, &world.auth).await);
    listed.await
}

async fn revoke(world: &World, browser: &Browser, id: SessionId) -> Result<(), Error> {
    let actor = world.actor(browser).await;
    let ended = world
        .test
        .db
        .run(&actor, async |session: &mut Session| commands::revoke(session, &world.auth, id).await);
    ended.await
}

#[tokio::test]
async fn one_sees_ones_own_sign_ins_and_which_is_this_one() {
    let world = World::new().await;
    let laptop = world.sign_up("ada").await;
    let phone = world.sign_in("ada").await;
    world.sign_up("bob").await;
    let listed = list(&world, &phone).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed.iter().filter(|one| one.is_current).count(), 1);
    assert_eq!(listed[0].device, "Firefox on Linux");
    assert_eq!(listed[0].ip_address.as_deref(), Some("192.0.2.7"));
    let current = |listed: &[LoginSession]| listed.iter().find(|one| one.is_current).unwrap().id;
    let on_laptop = list(&world, &laptop).await.unwrap();
    assert_ne!(current(&listed), current(&on_laptop));
    assert_eq!(fault(list(&world, &Browser::new()).await), Fault::Unauthenticated);
}

#[tokio::test]
async fn ending_one_signs_out_that_device_only() {
    let world = World::new().await;
    let laptop = world.sign_up("ada").await;
    let phone = world.sign_in("ada").await;
    let lost = list(&world, &phone).await.unwrap().into_iter().find(|one| one.is_current).unwrap().id;
    revoke(&world, &laptop, lost).await.unwrap();
    assert_eq!(world.actor(&phone).await, Actor::Anonymous);
    assert!(matches!(world.actor(&laptop).await, Actor::Member(_)));
    assert_eq!(list(&world, &laptop).await.unwrap().len(), 1);
    assert!(revoke(&world, &laptop, lost).await.is_ok(), "ending it again is fine");
}

#[tokio::test]
async fn nobody_ends_anothers() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let bob = world.sign_up("bob").await;
    let adas = list(&world, &ada).await.unwrap()[0].id;
    assert_eq!(fault(revoke(&world, &bob, adas).await), Fault::NotFound);
    assert_eq!(fault(revoke(&world, &Browser::new(), adas).await), Fault::Unauthenticated);
    assert!(matches!(world.actor(&ada).await, Actor::Member(_)));
}

#[tokio::test]
async fn ending_all_others_keeps_this_one() {
    let world = World::new().await;
    let laptop = world.sign_up("ada").await;
    let (phone, tablet) = (world.sign_in("ada").await, world.sign_in("ada").await);
    let bob = world.sign_up("bob").await;
    let actor = world.actor(&laptop).await;
    let ended = world
        .test
        .db
        .run(&actor, async |session: &mut Session| commands::revoke_others(session, &world.auth).await);
    ended.await.unwrap();
    for gone in [&phone, &tablet] {
        assert_eq!(world.actor(gone).await, Actor::Anonymous);
    }
    for stays in [&laptop, &bob] {
        assert!(matches!(world.actor(stays).await, Actor::Member(_)));
    }
}

#[tokio::test]
async fn sign_ins_end_when_idle_and_when_old() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let (idle, lifetime) = (world.auth.config().session_idle, world.auth.config().session_lifetime);
    let started = world.auth.clock().now();
    // Used now and then, it lives on past the idle time, until its whole life is over.
    while world.auth.clock().now() + idle - TimeDelta::days(1) < started + lifetime {
        world.wait(idle - TimeDelta::days(1));
        assert!(matches!(world.actor(&ada).await, Actor::Member(_)));
    }
    world.wait(idle - TimeDelta::days(1));
    assert_eq!(world.actor(&ada).await, Actor::Anonymous);

    let again = world.sign_in("ada").await;
    world.wait(idle);
    assert_eq!(world.actor(&again).await, Actor::Anonymous);
}

#[tokio::test]
async fn use_is_noted_at_most_once_a_minute() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let first = list(&world, &ada).await.unwrap()[0].last_active_at;
    world.wait(TimeDelta::seconds(59));
    assert_eq!(list(&world, &ada).await.unwrap()[0].last_active_at, first);
    world.wait(TimeDelta::seconds(1));
    assert_eq!(list(&world, &ada).await.unwrap()[0].last_active_at, first + TimeDelta::seconds(60));
}

#[tokio::test]
async fn signing_in_forgets_what_has_ended() {
    let world = World::new().await;
    let ada = world.sign_up("ada").await;
    let old = list(&world, &ada).await.unwrap()[0].id;
    world.wait(world.auth.config().session_idle);
    let again = world.sign_in("ada").await;
    assert_eq!(fault(revoke(&world, &again, old).await), Fault::NotFound, "its row is gone");
    assert_eq!(list(&world, &again).await.unwrap().len(), 1);
}
