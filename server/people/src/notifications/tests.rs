//! Being told, once, and reading it.

use super::{commands, queries};
use db::Session;
use model::Fault;
use model_people::notifications::{Notification, Subject};
use test_kit::{TestDb, TestUser};

async fn tell(test: &TestDb, user: &TestUser, actor: Option<&TestUser>, subject: Subject, key: Option<&str>) {
    let service = TestDb::service();
    let (id, actor) = (user.id, actor.map(|actor| actor.id));
    let run = test.db.run(&service, async |session: &mut Session| {
        commands::tell(session, id, actor, &subject, "Something happened", key).await
    });
    run.await.unwrap();
}

async fn list(test: &TestDb, user: &TestUser) -> Vec<Notification> {
    let actor = user.actor();
    let run = test.db.run(&actor, async |session: &mut Session| queries::list(session, false, None).await);
    run.await.unwrap().items
}

async fn unread(test: &TestDb, user: &TestUser) -> i64 {
    let actor = user.actor();
    test.db.run(&actor, async |session: &mut Session| queries::unread(session).await).await.unwrap()
}

#[tokio::test]
async fn every_subject_survives_the_database() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    let (username, name) = ("bob".to_owned(), "Bob".to_owned());
    let subjects = [
        Subject::FriendRequest { username: username.clone(), name: name.clone() },
        Subject::FriendAccepted { username: username.clone(), name: name.clone() },
        Subject::Follow { username, name },
        Subject::Achievement { achievement_id: "first_jam".into(), xp_reward: 100 },
        Subject::LevelUp { old_level: 1, new_level: 2 },
        Subject::Reaction { room_id: "abcdefgh".into(), reaction: "fire".into() },
        Subject::Message { room_id: "abcdefgh".into() },
        Subject::Session { room_id: "abcdefgh".into() },
        Subject::RoomInvite { room_id: "abcdefgh".into(), invitation_id: None },
        Subject::System {},
    ];
    for subject in &subjects {
        tell(&test, &ada, None, subject.clone(), None).await;
        assert_eq!(list(&test, &ada).await[0].subject, *subject);
    }
    assert_eq!(unread(&test, &ada).await, 10);
}

#[tokio::test]
async fn the_same_thing_is_one_until_it_is_read() {
    let test = TestDb::new().await;
    let (ada, bob, cy) = (test.user("ada").await, test.user("bob").await, test.user("cyd").await);
    let subject = || Subject::Message { room_id: "abcdefgh".into() };
    for who in [&bob, &cy, &bob] {
        tell(&test, &ada, Some(who), subject(), Some("room")).await;
    }
    let told = list(&test, &ada).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].actor_ids, [bob.id, cy.id], "the newest first, nobody twice");
    let (actor, id) = (ada.actor(), told[0].id);
    let read = test.db.run(&actor, async |session: &mut Session| commands::mark_read(session, id).await);
    read.await.unwrap();
    assert_eq!(unread(&test, &ada).await, 0);
    tell(&test, &ada, Some(&cy), subject(), Some("room")).await;
    assert_eq!((list(&test, &ada).await.len(), unread(&test, &ada).await), (2, 1));
    let all = test.db.run(&actor, async |session: &mut Session| commands::mark_all_read(session).await);
    all.await.unwrap();
    assert_eq!(unread(&test, &ada).await, 0);
}

#[tokio::test]
async fn nobody_reads_or_marks_anothers() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    tell(&test, &ada, None, Subject::System {}, None).await;
    let id = list(&test, &ada).await[0].id;
    assert!(list(&test, &bob).await.is_empty());
    let actor = bob.actor();
    let tried = test.db.run(&actor, async |session: &mut Session| commands::mark_read(session, id).await);
    assert!(matches!(tried.await, Err(db::Error::Fault(Fault::NotFound))));
    assert_eq!(unread(&test, &ada).await, 1);
}
