//! The connection itself: links, and what strangers on the same NATS server can do.

use crate::cluster::Frame;
use crate::cluster::bus::{Bus, News};
use crate::cluster::link::{Broken, End, Link};
use crate::cluster::opening::{self, Door, Opening, Who, answer};
use async_nats::client::RequestErrorKind;
use model::Fault;
use model_rooms::RoomCode;
use std::sync::Arc;
use std::time::Duration;
use test_kit::Nats;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);
const SECRET: &str = "a secret of all processes, long enough";

/// A process that says that it is there.
async fn process(nats: &Nats, secret: &str) -> (Uuid, Arc<Bus>, CancellationToken) {
    let (process, ended) = (Uuid::new_v4(), CancellationToken::new());
    let (bus, waiting) = Bus::connect(&nats.url(), secret, process).await.unwrap();
    tokio::spawn(Arc::clone(&bus).keep_telling(waiting, ended.clone()));
    let hearing = Arc::clone(&bus).keep_hearing(|_| ());
    let stop = ended.clone();
    tokio::spawn(async move { stop.run_until_cancelled(hearing).await.is_some() });
    (process, bus, ended)
}

async fn until_heard(bus: &Bus, process: Uuid, there: bool) {
    let mut living = bus.living();
    soon(living.wait_for(|living| living.contains(&process) == there)).await.unwrap();
}

/// Until NATS knows what was subscribed to and published, and all that was sent to this process before came. The
/// client's `flush` ends when the system has the bytes, while NATS may read those of another connection first.
async fn until_known(bus: &Bus) {
    let nobody = bus.open_subject(Uuid::new_v4());
    let refused = soon(bus.client.request(nobody, "".into())).await.unwrap_err();
    assert_eq!(refused.kind(), RequestErrorKind::NoResponders);
}

/// What comes soon; a failure when it does not.
async fn soon<T>(coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, coming).await.expect("it comes in time")
}

fn opening(edge: Uuid) -> Opening {
    Opening {
        socket: Uuid::new_v4(),
        edge,
        room: RoomCode::parse("abcdefgh").unwrap(),
        who: Who::Anonymous,
        ip: [127, 0, 0, 1].into(),
        request: "r".into(),
    }
}

fn text(number: usize) -> Frame {
    Frame::Text(format!("message {number}").into())
}

#[tokio::test]
async fn a_link_carries_frames_both_ways_and_breaks_when_the_other_process_goes() {
    let nats = Nats::start();
    let (here, one, _alive) = process(&nats, SECRET).await;
    let (there, two, ended) = process(&nats, SECRET).await;
    until_heard(&one, there, true).await;
    until_heard(&two, here, true).await;
    let mut door = Door::open(&two, there).await.unwrap();
    until_known(&two).await;
    let asked = opening(here);
    let taking = async {
        let asked = soon(door.next()).await.unwrap();
        let opening = asked.opening.clone();
        (opening, answer(&two, asked, Ok(())).await.unwrap())
    };
    let (edge, (seen, mut owner)) = tokio::join!(opening::ask(&one, there, &asked), taking);
    let mut edge = edge.unwrap();
    assert_eq!(seen, asked);
    let long = Frame::Text("x".repeat(700_000).into());
    for frame in [text(1), long.clone(), Frame::Beat, Frame::Close(1000)] {
        edge.send(&frame).await.unwrap();
        assert_eq!(soon(owner.next()).await, Ok(frame.clone()));
        owner.send(&frame).await.unwrap();
        assert_eq!(soon(edge.next()).await, Ok(frame));
    }
    two.tell(News::Goodbye);
    ended.cancel();
    assert_eq!(soon(edge.next()).await, Err(Broken));
}

#[tokio::test]
async fn a_link_that_nobody_reads_breaks_and_nobody_waits() {
    let nats = Nats::start();
    let (here, one, _alive) = process(&nats, SECRET).await;
    let (there, two, _alive) = process(&nats, SECRET).await;
    until_heard(&one, there, true).await;
    until_heard(&two, here, true).await;
    let socket = Uuid::new_v4();
    let mut edge = Link::open(&one, socket, End::Edge, there).await.unwrap();
    until_known(&one).await;
    let mut owner = Link::open(&two, socket, End::Owner, here).await.unwrap();
    for number in 0..5_000 {
        owner.send(&text(number)).await.unwrap();
    }
    until_known(&two).await;
    until_known(&one).await;
    let mut read = 0;
    let end = loop {
        match soon(edge.next()).await {
            Ok(frame) => assert_eq!(frame, text(read), "whole and in order"),
            Err(broken) => break broken,
        }
        read += 1;
        if read % 100 == 0 {
            // What was dropped comes to light with the next frame.
            owner.send(&text(0)).await.unwrap();
        }
    };
    assert_eq!(end, Broken);
    assert!(read < 5_000, "{read}");
}

#[tokio::test]
async fn strangers_on_the_same_server_open_nothing_and_are_not_heard() {
    let nats = Nats::start();
    let (here, one, _alive) = process(&nats, SECRET).await;
    let (stranger, evil, _alive) = process(&nats, "another secret, also long enough").await;
    let mut door = Door::open(&one, here).await.unwrap();
    until_known(&one).await;
    // They know the subject, but not the key.
    let forged = serde_json::to_vec(&opening(stranger)).unwrap();
    let sealed = evil.key.derive("open").seal(0, &forged);
    evil.client.publish_with_reply(one.open_subject(here), "nobody", sealed).await.unwrap();
    evil.client.publish_with_reply(one.open_subject(here), "nobody", forged.into()).await.unwrap();
    let (friend, two, _alive) = process(&nats, SECRET).await;
    until_heard(&two, here, true).await;
    until_heard(&one, friend, true).await;
    let genuine = opening(friend);
    let taking = async {
        let asked = soon(door.next()).await.unwrap();
        assert_eq!(asked.opening, genuine, "the first that gets through");
        let full = Err(Fault::TooMany { retry_after_s: 10 });
        answer(&one, asked, full).await.is_none()
    };
    let (refused, no_link) = tokio::join!(opening::ask(&two, here, &genuine), taking);
    assert_eq!(refused.err(), Some(Fault::TooMany { retry_after_s: 10 }));
    assert!(no_link);
    assert!(!one.living().borrow().contains(&stranger));
}

#[tokio::test]
async fn nobody_at_the_other_end_is_told_at_once() {
    let nats = Nats::start();
    let (here, one, _alive) = process(&nats, SECRET).await;
    let refused = opening::ask(&one, Uuid::new_v4(), &opening(here)).await;
    assert!(matches!(refused.err(), Some(Fault::Unavailable { .. })));
}
