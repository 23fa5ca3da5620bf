//! Friends, followers and blocks, as people's own statements make them.

use super::{commands, queries};
use crate::blocks::commands::{Kind, lift, set};
use crate::{activity, follows, notifications};
use db::{Actor, Error, Session};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_people::activity::Activity;
use model_people::notifications::Subject;
use model_people::social::FriendList;
use test_kit::{TestDb, TestUser};

struct World {
    test: TestDb,
    ada: TestUser,
    bob: TestUser,
}

impl World {
    async fn new() -> Self {
        let test = TestDb::new().await;
        let (ada, bob) = (test.user("ada").await, test.user("bob").await);
        World { test, ada, bob }
    }

    async fn ask(&self, from: &TestUser, to: &TestUser) -> Result<bool, Error> {
        let (actor, to) = (from.actor(), to.id);
        let run = self.test.db.run(&actor, async |session: &mut Session| commands::ask(session, to).await);
        run.await
    }

    async fn names(&self, of: &TestUser, which: FriendList) -> Vec<String> {
        let actor = of.actor();
        let run =
            self.test.db.run(&actor, async |session: &mut Session| queries::list(session, which, None).await);
        run.await.unwrap().items.into_iter().map(|friend| friend.person.username).collect()
    }

    async fn told(&self, who: &TestUser) -> Vec<Subject> {
        let actor = who.actor();
        let run = self.test.db.run(&actor, async |session: &mut Session| {
            notifications::queries::list(session, false, None).await
        });
        run.await.unwrap().items.into_iter().map(|one| one.subject).collect()
    }

    async fn follow(&self, from: &TestUser, to: &TestUser) -> Result<(), Error> {
        let (actor, to) = (from.actor(), to.id);
        let run = self
            .test
            .db
            .run(&actor, async |session: &mut Session| follows::commands::follow(session, to).await);
        run.await
    }

    async fn sql(&self, actor: &Actor, sql: &str) -> usize {
        let run = self.test.db.run(actor, async |session: &mut Session| {
            Ok(diesel::sql_query(sql).execute(session.conn()).await?)
        });
        run.await.unwrap()
    }
}

fn is_forbidden<T: std::fmt::Debug>(tried: Result<T, Error>) -> bool {
    matches!(tried, Err(Error::Fault(Fault::Forbidden { .. })))
}

#[tokio::test]
async fn one_asks_the_other_accepts_both_are_told() {
    let world = World::new().await;
    let (ada, bob) = (&world.ada, &world.bob);
    assert!(!world.ask(ada, bob).await.unwrap());
    assert!(!world.ask(ada, bob).await.unwrap(), "asking again changes nothing");
    assert_eq!(world.names(ada, FriendList::Asked).await, ["bob"]);
    assert_eq!(world.names(bob, FriendList::Asking).await, ["ada"]);
    assert_eq!(
        world.told(bob).await,
        [Subject::FriendRequest { username: "ada".into(), name: "Ada".into() }]
    );

    assert!(world.ask(bob, ada).await.unwrap(), "asking back accepts");
    for (one, other) in [(ada, "bob"), (bob, "ada")] {
        assert_eq!(world.names(one, FriendList::Friends).await, [other]);
        assert_eq!(world.names(one, FriendList::Asking).await, Vec::<String>::new());
    }
    assert_eq!(
        world.told(ada).await,
        [Subject::FriendAccepted { username: "bob".into(), name: "Bob".into() }]
    );
    let actor = ada.actor();
    let feed =
        world.test.db.run(&actor, async |session: &mut Session| activity::queries::feed(session, None).await);
    let mut friends: Vec<_> = feed.await.unwrap().items.into_iter().map(|item| item.activity).collect();
    friends
        .sort_by_key(|activity| matches!(activity, Activity::Friend { friend_id } if *friend_id == ada.id));
    assert_eq!(friends, [Activity::Friend { friend_id: bob.id }, Activity::Friend { friend_id: ada.id }]);

    let (actor, other) = (bob.actor(), ada.id);
    let ended = world.test.db.run(&actor, async |session: &mut Session| commands::end(session, other).await);
    ended.await.unwrap();
    for one in [ada, bob] {
        assert_eq!(world.names(one, FriendList::Friends).await, Vec::<String>::new(), "it ends for both");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_ask_at_the_same_moment_make_one_request_or_a_friendship() {
    for _ in 0..10 {
        let world = World::new().await;
        let (there, back) =
            tokio::join!(world.ask(&world.ada, &world.bob), world.ask(&world.bob, &world.ada));
        for tried in [&there, &back] {
            assert!(matches!(tried, Ok(_) | Err(Error::Fault(Fault::Conflict { .. }))), "{tried:?}");
        }
        assert!(there.is_ok() || back.is_ok());
        // Whoever was refused tries again, and they are friends.
        world.ask(&world.ada, &world.bob).await.unwrap();
        world.ask(&world.bob, &world.ada).await.unwrap();
        assert_eq!(world.names(&world.ada, FriendList::Friends).await, ["bob"]);
        assert_eq!(world.names(&world.bob, FriendList::Friends).await, ["ada"]);
    }
}

#[tokio::test]
async fn a_friendship_cannot_be_forged() {
    let world = World::new().await;
    let (ada, bob) = (&world.ada, &world.bob);
    world.ask(ada, bob).await.unwrap();
    let actor = ada.actor();
    let accept = format!("update public.friendships set status = 'accepted' where user_id = '{}'", ada.id);
    assert_eq!(world.sql(&actor, &accept).await, 0, "not one's own request");
    for sql in [
        format!(
            "insert into public.friendships (user_id, friend_id, status, accepted_at)
             values ('{}', '{}', 'accepted', now())",
            bob.id, ada.id
        ),
        format!("insert into public.friendships (user_id, friend_id) values ('{}', '{}')", bob.id, ada.id),
        "update public.friendships set jams_together = 99".to_owned(),
    ] {
        let tried = world.test.db.run(&actor, async |session: &mut Session| {
            Ok(diesel::sql_query(&sql).execute(session.conn()).await?)
        });
        assert!(is_forbidden(tried.await), "{sql}");
    }
}

#[tokio::test]
async fn who_does_not_want_to_be_asked_is_not() {
    let world = World::new().await;
    let (ada, bob) = (&world.ada, &world.bob);
    let service = TestDb::service();
    for setting in
        ["allow_friend_requests = false", "profile_visibility = 'private', allow_friend_requests = true"]
    {
        world
            .sql(&service, &format!("update public.user_profiles set {setting} where username = 'bob'"))
            .await;
        assert!(is_forbidden(world.ask(ada, bob).await), "{setting}");
    }
    assert!(is_forbidden(world.follow(ada, bob).await), "nor followed, where nobody sees the profile");
}

#[tokio::test]
async fn a_block_ends_what_was_and_keeps_away() {
    let world = World::new().await;
    let (ada, bob) = (&world.ada, &world.bob);
    world.ask(ada, bob).await.unwrap();
    world.ask(bob, ada).await.unwrap();
    world.follow(ada, bob).await.unwrap();
    world.follow(bob, ada).await.unwrap();
    let (actor, other) = (bob.actor(), ada.id);
    let blocked =
        world.test.db.run(&actor, async |session: &mut Session| set(session, other, Kind::Block).await);
    blocked.await.unwrap();
    for one in [ada, bob] {
        assert_eq!(world.names(one, FriendList::Friends).await, Vec::<String>::new());
    }
    assert!(is_forbidden(world.ask(ada, bob).await) && is_forbidden(world.follow(ada, bob).await));
    let actor = ada.actor();
    let profile = world.test.db.run(&actor, async |session: &mut Session| {
        crate::profiles::queries::by_username(session, "bob").await
    });
    assert!(matches!(profile.await, Err(Error::Fault(Fault::NotFound))));
    let actor = bob.actor();
    let lifted = world.test.db.run(&actor, async |session: &mut Session| lift(session, other).await);
    lifted.await.unwrap();
    assert!(!world.ask(ada, bob).await.unwrap());
}

#[tokio::test]
async fn who_is_muted_notices_nothing_and_is_not_told_of() {
    let world = World::new().await;
    let (ada, bob) = (&world.ada, &world.bob);
    let (actor, other) = (bob.actor(), ada.id);
    let muted =
        world.test.db.run(&actor, async |session: &mut Session| set(session, other, Kind::Mute).await);
    muted.await.unwrap();
    world.follow(ada, bob).await.unwrap();
    assert_eq!(world.told(bob).await, Vec::<Subject>::new());
}

#[tokio::test]
async fn followers_come_in_pages() {
    let world = World::new().await;
    let (ada, bob) = (&world.ada, &world.bob);
    let service = TestDb::service();
    for follower in 0..70 {
        let follower = world.test.user(&format!("fan{follower}")).await;
        world.follow(&follower, bob).await.unwrap();
    }
    world
        .sql(
            &service,
            "update public.user_profiles set profile_visibility = 'private' where username = 'fan7'",
        )
        .await;
    let actor = ada.actor();
    let (mut seen, mut after) = (std::collections::BTreeSet::new(), None);
    loop {
        let page = world.test.db.run(&actor, async |session: &mut Session| {
            follows::queries::followers(session, bob.id, after.as_ref()).await
        });
        let page = page.await.unwrap();
        for person in page.items {
            assert!(seen.insert(person.username.clone()), "{} twice", person.username);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 69, "all but the one whom ada does not see");
    assert!(!seen.contains("fan7"));
    assert_eq!(world.told(bob).await.len(), 1, "seventy followers are one notification");
}
