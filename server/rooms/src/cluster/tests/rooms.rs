//! People on different processes in one room.

use crate::RoomsConfig;
use crate::socket::tests::Site;
use crate::socket::tests::browser::Browser;
use model::Fault;
use model_rooms::RoomCode;
use realtime::{Command, Reply, RoomEvent};
use std::sync::Arc;
use std::time::Duration;
use test_kit::Nats;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);

/// Two processes on one database and one NATS server, that have heard of each other.
struct Pair {
    one: Site,
    two: Site,
    nats: Nats,
}

impl Pair {
    async fn new() -> Self {
        let nats = Nats::start();
        let url = nats.url();
        let config = |config| RoomsConfig {
            nats_url: Some(url.clone()),
            secret: "a secret of all processes, long enough".into(),
            ..config
        };
        let one = Site::with(config).await;
        let two = Site::on(Arc::clone(&one.stage.db), config).await;
        let pair = Pair { one, two, nats };
        pair.until_together().await;
        pair
    }

    async fn until_together(&self) {
        for (site, other) in [(&self.one, &self.two), (&self.two, &self.one)] {
            let other = other.stage.rooms.shared.cluster.process();
            until("the others are heard", async || site.stage.rooms.shared.cluster.hears(other)).await;
        }
    }

    async fn end(self) {
        let Pair { one, two, nats: _ends_last } = self;
        two.stage.end().await;
        one.stage.end().await;
    }
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

fn said(event: RoomEvent) -> Option<String> {
    match event {
        RoomEvent::Chat { message } => Some(message.text),
        _ => None,
    }
}

fn joined(event: RoomEvent) -> Option<String> {
    match event {
        RoomEvent::Joined { participant } => Some(participant.name),
        _ => None,
    }
}

fn say(text: &str) -> Command {
    Command::Chat { id: Uuid::now_v7(), text: text.into() }
}

async fn enter(site: &Site, name: &str, room: &RoomCode) -> Browser {
    let mut browser = site.browser(&site.guest(name), room).await;
    browser.enter().await;
    browser
}

#[tokio::test]
async fn people_on_two_processes_share_a_room() {
    let pair = Pair::new().await;
    let room = pair.one.public_room("ada").await;
    let mut bob = enter(&pair.one, "Bob", &room).await;
    let mut carol = pair.two.browser(&pair.two.guest("Carol"), &room).await;
    let seen = carol.enter().await;
    let names: Vec<_> = seen.participants.iter().map(|who| who.name.as_str()).collect();
    assert_eq!(names, ["Bob", "Carol"]);
    assert_eq!(bob.event(joined).await, "Carol");
    assert_eq!(carol.ask(say("from two")).await, Ok(Reply::Done));
    assert_eq!(bob.event(said).await, "from two");
    assert_eq!(bob.ask(say("from one")).await, Ok(Reply::Done));
    while carol.event(said).await != "from one" {}
    assert!(
        pair.one.stage.rooms.find(&room).is_some() && pair.two.stage.rooms.find(&room).is_none(),
        "one owner"
    );
    for site in [&pair.one, &pair.two] {
        until("both processes know who is there", async || {
            site.stage.rooms.occupancy_of(&room).people() == 2
        })
        .await;
        assert_eq!(site.stage.rooms.occupancy()[&room].people(), 2);
    }
    // What breaks the rules at one process breaks them at the other.
    carol.send_text("no JSON").await;
    let (fault, retry) = carol.goodbye().await;
    assert!(fault.problem_with("command").is_some() && !retry, "{fault:?}");
    pair.end().await;
}

#[tokio::test]
async fn a_room_is_full_for_the_people_of_every_process() {
    let pair = Pair::new().await;
    let room = pair.one.public_room("ada").await;
    let set = format!("update rooms set max_users = 2 where id = '{room}'");
    let connection = &mut pair.one.stage.db.owner_connection().await;
    diesel_async::SimpleAsyncConnection::batch_execute(connection, &set).await.unwrap();
    let _bob = enter(&pair.one, "Bob", &room).await;
    let _carol = enter(&pair.two, "Carol", &room).await;
    for (site, name) in [(&pair.one, "Dan"), (&pair.two, "Eve")] {
        let mut late = site.browser(&site.guest(name), &room).await;
        late.send(Command::Hello(crate::socket::tests::browser::hello(None))).await;
        let (fault, retry) = late.goodbye().await;
        assert!(matches!(fault, Fault::Conflict { .. }) && !retry, "{fault:?}");
    }
    pair.end().await;
}

#[tokio::test]
async fn a_process_that_stops_hands_its_rooms_on() {
    let pair = Pair::new().await;
    let room = pair.one.public_room("ada").await;
    let mut bob = enter(&pair.one, "Bob", &room).await;
    let mut carol = enter(&pair.two, "Carol", &room).await;
    assert_eq!(carol.ask(say("kept")).await, Ok(Reply::Done));
    pair.one.stage.rooms.shutdown().await;
    for browser in [&mut bob, &mut carol] {
        let (fault, retry) = browser.goodbye().await;
        assert!(matches!(fault, Fault::Unavailable { .. }) && retry, "{fault:?}");
    }
    let mut again = pair.two.browser(&pair.two.guest("Carol"), &room).await;
    let seen = again.enter().await;
    assert_eq!(seen.chat.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["kept"]);
    assert!(pair.two.stage.rooms.find(&room).is_some());
    pair.end().await;
}

#[tokio::test]
async fn a_change_from_outside_reaches_the_room_wherever_it_runs() {
    let pair = Pair::new().await;
    let room = pair.one.public_room("ada").await;
    let mut bob = enter(&pair.one, "Bob", &room).await;
    let set = format!("update rooms set name = 'New name' where id = '{room}'");
    let connection = &mut pair.one.stage.db.owner_connection().await;
    diesel_async::SimpleAsyncConnection::batch_execute(connection, &set).await.unwrap();
    pair.two.stage.rooms.room_changed(&room).await;
    let renamed = bob.event(|event| match event {
        RoomEvent::RoomChanged { room } => Some(room.name),
        _ => None,
    });
    assert_eq!(renamed.await, "New name");
    pair.end().await;
}

#[tokio::test]
async fn without_nats_a_process_goes_on_alone_and_finds_the_others_again() {
    let mut pair = Pair::new().await;
    let room = pair.one.public_room("ada").await;
    let mut bob = enter(&pair.one, "Bob", &room).await;
    let mut carol = enter(&pair.two, "Carol", &room).await;
    pair.nats.kill();
    let (fault, retry) = carol.goodbye().await;
    assert!(matches!(fault, Fault::Unavailable { .. }) && retry, "{fault:?}");
    assert_eq!(bob.ask(say("still here")).await, Ok(Reply::Done));
    let mut elsewhere = pair.two.browser(&pair.two.guest("Carol"), &room).await;
    elsewhere.send(Command::Hello(crate::socket::tests::browser::hello(None))).await;
    let (fault, retry) = elsewhere.goodbye().await;
    assert!(matches!(fault, Fault::Unavailable { .. }) && retry, "{fault:?}");
    pair.nats.start_again();
    pair.until_together().await;
    let mut again = pair.two.browser(&pair.two.guest("Carol"), &room).await;
    let seen = again.enter().await;
    assert!(seen.chat.iter().any(|message| message.text == "still here"));
    pair.end().await;
}
