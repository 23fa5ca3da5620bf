//! Chat and the room's commands over the socket.

use super::*;
use model::Fault;
use model::limits::CHAT_PAGE;
use realtime::{Command, MediaState, Reply, RoomEvent};
use uuid::Uuid;

fn chat(event: RoomEvent) -> Option<model_rooms::ChatMessage> {
    match event {
        RoomEvent::Chat { message } => Some(message),
        _ => None,
    }
}

#[tokio::test]
async fn what_is_said_is_heard_stored_and_there_on_return() {
    let site = Site::new().await;
    let ada = site.stage.db.user("ada").await;
    let room = RoomCode::parse(&site.stage.db.public_room(&ada).await.id).unwrap();
    let mut hers = site.browser(&ada.actor(), &room).await;
    let mut his = site.browser(&site.guest("Bob"), &room).await;
    hers.enter().await;
    his.enter().await;
    let id = Uuid::now_v7();
    let say = Command::Chat { id, text: "  hello \u{1f3b5} ".into() };
    assert_eq!(hers.ask(say.clone()).await, Ok(Reply::Done));
    let heard = his.event(chat).await;
    assert_eq!((heard.id, heard.text.as_str()), (id, "hello \u{1f3b5}"));
    assert_eq!((heard.user_id, heard.author.as_str()), (Some(ada.id), "Ada"));
    // Sent again after a drop that swallowed the answer: acknowledged, not repeated.
    assert_eq!(hers.ask(say).await, Ok(Reply::Done));
    his.send(Command::Chat { id: Uuid::now_v7(), text: "from a guest".into() }).await;
    let next = his.event(chat).await;
    assert_eq!((next.text.as_str(), next.user_id), ("from a guest", None));
    let mut later = site.browser(&site.guest("Carol"), &room).await;
    let texts: Vec<_> = later.enter().await.chat.into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["hello \u{1f3b5}", "from a guest"]);
    site.stage.end().await;
}

#[tokio::test]
async fn chat_outlives_the_live_room() {
    let site = Site::new().await;
    let ada = site.stage.db.user("ada").await;
    let room = site.stage.db.public_room(&ada).await;
    for number in 0..CHAT_PAGE + 3 {
        site.stage.db.message(&room, &ada, &format!("message {number}")).await;
    }
    let room = RoomCode::parse(&room.id).unwrap();
    let mut bob = site.browser(&site.guest("Bob"), &room).await;
    let seen = bob.enter().await;
    assert_eq!((seen.chat.len(), seen.chat_more, seen.media), (CHAT_PAGE, true, MediaState::Down));
    let older = bob.ask(Command::ChatHistory { before: seen.chat[0].id }).await;
    let Ok(Reply::History { messages, more }) = older else { panic!("{older:?}") };
    let texts: Vec<_> = messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!((texts, more), (vec!["message 2", "message 1", "message 0"], false));
    assert_eq!(bob.ask(Command::ChatHistory { before: Uuid::nil() }).await, Err(Fault::NotFound));
    site.stage.end().await;
}

#[tokio::test]
async fn what_cannot_be_said_is_refused_to_the_sender_alone() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = site.browser(&site.guest("Bob"), &room).await;
    bob.enter().await;
    for text in ["", "   ", "a\0b", &"x".repeat(2001)] {
        let result = bob.ask(Command::Chat { id: Uuid::now_v7(), text: text.into() }).await;
        assert!(result.as_ref().is_err_and(|fault| fault.problem_with("text").is_some()), "{result:?}");
    }
    assert!(bob.ask(Command::Chat { id: Uuid::nil(), text: "x".into() }).await.is_err());
    // Somebody else's message is not overwritten or repeated in another room.
    let mut carol = site.browser(&site.guest("Carol"), &room).await;
    carol.enter().await;
    let id = Uuid::now_v7();
    bob.ask(Command::Chat { id, text: "mine".into() }).await.unwrap();
    let forged = carol.ask(Command::Chat { id, text: "not mine".into() }).await;
    assert!(matches!(forged, Err(Fault::Conflict { .. })), "{forged:?}");
    site.stage.end().await;
}

#[tokio::test]
async fn a_database_that_is_away_costs_the_message_not_the_room() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = site.browser(&site.guest("Bob"), &room).await;
    bob.enter().await;
    site.stage.db.db.close();
    let result = bob.ask(Command::Chat { id: Uuid::now_v7(), text: "hello".into() }).await;
    assert!(matches!(result, Err(Fault::Unavailable { .. })), "{result:?}");
    assert_eq!(bob.ask(Command::SetMuted { muted: true }).await, Ok(Reply::Done));
    let mut late = site.browser(&site.guest("Carol"), &room).await;
    late.send(Command::Hello(super::browser::hello(None))).await;
    assert!(matches!(late.goodbye().await, (Fault::Unavailable { .. }, true)));
    site.stage.end().await;
}

#[tokio::test]
async fn messages_of_many_are_heard_by_all_in_one_order() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut browsers = Vec::new();
    for name in ["Bob", "Carol", "Dora"] {
        let mut browser = site.browser(&site.guest(name), &room).await;
        browser.enter().await;
        browsers.push(browser);
    }
    for _ in 0..5 {
        for browser in &mut browsers {
            browser.send(Command::Chat { id: Uuid::now_v7(), text: "now".into() }).await;
        }
    }
    let mut orders = Vec::new();
    for browser in &mut browsers {
        let mut heard = Vec::new();
        while heard.len() < 15 {
            let message = browser.event(chat).await;
            heard.push((message.sent_at, message.id));
        }
        assert!(heard.is_sorted(), "in the order of their times");
        orders.push(heard);
    }
    assert!(orders.windows(2).all(|pair| pair[0] == pair[1]));
    site.stage.end().await;
}
