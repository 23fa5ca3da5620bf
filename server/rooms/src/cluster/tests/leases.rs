//! Who may run a room.

use crate::cluster::lease::{self, Taken};
use crate::cluster::process;
use crate::running::records::SERVICE;
use db::{Db, Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model_rooms::RoomCode;
use schema::{room_leases, server_processes};
use test_kit::TestDb;
use uuid::Uuid;

async fn room(test: &TestDb) -> RoomCode {
    let ada = test.user("ada").await;
    RoomCode::parse(&test.public_room(&ada).await.id).unwrap()
}

async fn make(db: &Db, sql: &str) {
    db.run(&SERVICE, async |session: &mut Session| {
        diesel::sql_query(sql).execute(session.conn()).await?;
        Ok::<(), Error>(())
    })
    .await
    .unwrap();
}

fn is_ours(taken: &Taken) -> bool {
    matches!(taken, Taken::Ours(_))
}

#[tokio::test]
async fn a_room_has_one_process_until_that_gives_it_back() {
    let test = TestDb::new().await;
    let (db, room) = (&test.db, room(&test).await);
    let (one, two) =
        (process::register(db, false).await.unwrap(), process::register(db, false).await.unwrap());
    let Taken::Ours(first) = lease::take(db, &room, one).await.unwrap() else { panic!("it is free") };
    assert_eq!(lease::take(db, &room, two).await.unwrap(), Taken::Theirs(one));
    assert_eq!(lease::holder(db, &room).await.unwrap(), Some(one));
    let Taken::Ours(second) = lease::take(db, &room, one).await.unwrap() else { panic!("it is its own") };
    lease::give_back(db, &room, one, first).await.unwrap();
    assert_eq!(lease::holder(db, &room).await.unwrap(), Some(one), "it was taken again since");
    lease::give_back(db, &room, two, second).await.unwrap();
    assert_eq!(lease::holder(db, &room).await.unwrap(), Some(one), "it is not theirs to give");
    lease::give_back(db, &room, one, second).await.unwrap();
    assert_eq!(lease::holder(db, &room).await.unwrap(), None);
    assert!(is_ours(&lease::take(db, &room, two).await.unwrap()));
    lease::give_all_back(db, two).await.unwrap();
    assert_eq!(lease::holder(db, &room).await.unwrap(), None);
    assert!(lease::take(db, &RoomCode::parse("nosuch00").unwrap(), one).await.is_err(), "no such room");
}

#[tokio::test]
async fn a_lease_that_ran_out_is_anybodys_and_can_be_lost() {
    let test = TestDb::new().await;
    let (db, room) = (&test.db, room(&test).await);
    let (one, two) =
        (process::register(db, false).await.unwrap(), process::register(db, false).await.unwrap());
    assert!(is_ours(&lease::take(db, &room, one).await.unwrap()));
    assert!(lease::renew(db, one, std::slice::from_ref(&room)).await.unwrap().contains(room.as_str()));
    make(db, "update room_leases set taken_at = now() - interval '9 s', expires_at = now() - interval '1 s'")
        .await;
    assert_eq!(lease::holder(db, &room).await.unwrap(), None);
    // Late, but nobody wanted it meanwhile.
    assert!(lease::renew(db, one, std::slice::from_ref(&room)).await.unwrap().contains(room.as_str()));
    make(db, "update room_leases set taken_at = now() - interval '9 s', expires_at = now() - interval '1 s'")
        .await;
    assert!(is_ours(&lease::take(db, &room, two).await.unwrap()));
    assert!(lease::renew(db, one, std::slice::from_ref(&room)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_dead_process_holds_nothing() {
    let test = TestDb::new().await;
    let (db, room) = (&test.db, room(&test).await);
    let (one, two) =
        (process::register(db, false).await.unwrap(), process::register(db, false).await.unwrap());
    assert!(is_ours(&lease::take(db, &room, one).await.unwrap()));
    let dead = format!(
        "update server_processes set started_at = now() - interval '1 h', seen_at = now() - interval '7 s' where id = '{one}'"
    );
    make(db, &dead).await;
    assert!(is_ours(&lease::take(db, &room, two).await.unwrap()), "not seen for seven seconds");
    let three = process::register(db, true).await.unwrap();
    assert!(is_ours(&lease::take(db, &room, three).await.unwrap()), "alone, so the others are dead");
    let ended = db.run(&SERVICE, async |session: &mut Session| {
        let ended = server_processes::table.filter(server_processes::ended_at.is_not_null());
        Ok::<Vec<Uuid>, Error>(ended.select(server_processes::id).load(session.conn()).await?)
    });
    let ended = ended.await.unwrap();
    assert!(ended.contains(&one) && ended.contains(&two) && !ended.contains(&three));
    assert!(!process::seen(db, two).await.unwrap(), "it learns that it was taken for dead");
    assert!(process::seen(db, two).await.unwrap(), "and lives again");
    process::ended(db, three).await.unwrap();
    assert!(is_ours(&lease::take(db, &room, two).await.unwrap()), "ended in order");
}

#[tokio::test]
async fn many_processes_that_want_a_room_at_once_do_not_get_it_twice() {
    let test = TestDb::new().await;
    let room = room(&test).await;
    let mut asking = Vec::new();
    for _ in 0..8 {
        let (db, room) = (test.db.clone(), room.clone());
        let process = process::register(&db, false).await.unwrap();
        asking.push(tokio::spawn(async move { (process, lease::take(&db, &room, process).await.unwrap()) }));
    }
    let taken = futures::future::join_all(asking).await;
    let winners: Vec<Uuid> =
        taken.into_iter().map(Result::unwrap).filter(|(_, taken)| is_ours(taken)).map(|(id, _)| id).collect();
    let holder = test.db.run(&SERVICE, async |session: &mut Session| {
        Ok::<Vec<Uuid>, Error>(room_leases::table.select(room_leases::process_id).load(session.conn()).await?)
    });
    assert_eq!(winners, holder.await.unwrap());
}
