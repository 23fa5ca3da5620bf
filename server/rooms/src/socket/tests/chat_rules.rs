//! What people may do in the chat and what not, over the socket, against people who try.

use super::*;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::{Fault, ParticipantId};
use model_rooms::{ChatKind, Reaction};
use realtime::{Command, Reply, RoomEvent, Whom};
use test_kit::{TestDb, TestUser};
use uuid::Uuid;

/// A public room of Ada's.
struct World {
    site: Site,
    ada: TestUser,
    room: RoomCode,
}

impl World {
    async fn new() -> Self {
        let site = Site::new().await;
        let ada = site.stage.db.user("ada").await;
        let room = RoomCode::parse(&site.stage.db.public_room(&ada).await.id).unwrap();
        World { site, ada, room }
    }

    async fn inside(&self, actor: &Actor) -> (Browser, ParticipantId) {
        let mut browser = self.site.browser(actor, &self.room).await;
        let seen = browser.enter().await;
        (browser, seen.you)
    }

    async fn sql(&self, sql: &str) {
        let work = async |session: &mut db::Session| {
            Ok::<usize, db::Error>(diesel::sql_query(sql).execute(session.conn()).await?)
        };
        self.site.stage.db.db.run(&TestDb::service(), work).await.unwrap();
    }

    async fn text(&self, sql: &str) -> String {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            text: String,
        }
        let sql = format!("select coalesce(({sql})::text, '') as text");
        let work = async |session: &mut db::Session| {
            Ok::<_, db::Error>(diesel::sql_query(&sql).get_result::<Row>(session.conn()).await?.text)
        };
        self.site.stage.db.db.run(&TestDb::service(), work).await.unwrap()
    }

    /// Changes the room's row and has the live room take it.
    async fn change(&self, set: &str) {
        self.sql(&format!("update public.rooms set {set} where id = '{}'", self.room)).await;
        self.site.stage.rooms.room_changed(&self.room).await;
    }
}

async fn say(browser: &mut Browser, text: &str) -> (Uuid, Result<Reply, Fault>) {
    let id = Uuid::now_v7();
    let result = browser.ask(Command::Chat { id, text: text.into() }).await;
    (id, result)
}

fn deleted(event: RoomEvent) -> Option<Uuid> {
    match event {
        RoomEvent::ChatDeleted { id } => Some(id),
        _ => None,
    }
}

fn reacted(event: RoomEvent) -> Option<(ParticipantId, Reaction, Option<ParticipantId>)> {
    match event {
        RoomEvent::Reacted { by, reaction, to } => Some((by, reaction, to)),
        _ => None,
    }
}

#[tokio::test]
async fn a_message_taken_back_is_gone_for_everybody_also_after_a_reload_and_a_replay() {
    let world = World::new().await;
    let (mut bob, _) = world.inside(&world.site.guest("Bob")).await;
    let (mut carol, _) = world.inside(&world.site.guest("Carol")).await;
    let (id, said) = say(&mut bob, "oops").await;
    said.unwrap();
    let others = carol.ask(Command::DeleteChat { id }).await;
    assert!(matches!(others, Err(Fault::Forbidden { .. })), "{others:?}");
    assert_eq!(bob.ask(Command::DeleteChat { id }).await, Ok(Reply::Done));
    assert_eq!(carol.event(deleted).await, id);
    // Sent once more: acknowledged, and nobody hears it again.
    assert_eq!(bob.ask(Command::Chat { id, text: "oops".into() }).await, Ok(Reply::Done));
    let (later, _) = say(&mut bob, "later").await;
    let next = carol.event(|event| match event {
        RoomEvent::Chat { message } => Some(message.id),
        _ => None,
    });
    assert_eq!(next.await, later);
    let mut dora = world.site.browser(&world.site.guest("Dora"), &world.room).await;
    let ids: Vec<_> = dora.enter().await.chat.iter().map(|message| message.id).collect();
    assert_eq!(ids, [later]);
    let history = dora.ask(Command::ChatHistory { before: later }).await;
    assert_eq!(history, Ok(Reply::History { messages: vec![], more: false }));
    world.site.stage.end().await;
}

#[tokio::test]
async fn a_moderator_takes_anybodys_message_back_and_the_row_says_who_did() {
    let world = World::new().await;
    let (mut ada, _) = world.inside(&world.ada.actor()).await;
    let bob = world.site.stage.db.user("bob").await;
    let (mut his, _) = world.inside(&bob.actor()).await;
    let (id, _) = say(&mut his, "rude").await;
    let (hers, _) = say(&mut ada, "mine").await;
    assert!(matches!(his.ask(Command::DeleteChat { id: hers }).await, Err(Fault::Forbidden { .. })));
    assert_eq!(his.ask(Command::DeleteChat { id: Uuid::nil() }).await, Err(Fault::NotFound));
    assert_eq!(ada.ask(Command::DeleteChat { id }).await, Ok(Reply::Done));
    assert_eq!(his.event(deleted).await, id);
    let row = "select concat_ws(' ', content, is_deleted, deleted_by) from public.room_chat_messages where is_deleted";
    assert_eq!(world.text(row).await, format!("rude t {}", world.ada.id));
    world.site.stage.end().await;
}

#[tokio::test]
async fn slow_mode_makes_everybody_but_moderators_wait_from_the_moment_it_is_set() {
    let world = World::new().await;
    let (mut ada, _) = world.inside(&world.ada.actor()).await;
    let guest = world.site.guest("Bob");
    let ((mut one, _), (mut two, _)) = (world.inside(&guest).await, world.inside(&guest).await);
    say(&mut one, "before").await.1.unwrap();
    world.change("settings = settings || '{\"slowModeSeconds\": 120}'").await;
    say(&mut one, "first").await.1.unwrap();
    let waits = say(&mut two, "from another tab").await.1;
    assert!(matches!(waits, Err(Fault::TooMany { retry_after_s: 60..=120 })), "{waits:?}");
    for text in ["one", "two", "three"] {
        say(&mut ada, text).await.1.unwrap();
    }
    world.site.stage.end().await;
}

#[tokio::test]
async fn links_and_words_are_refused_to_who_may_not_send_them() {
    let world = World::new().await;
    let (mut bob, _) = world.inside(&world.site.guest("Bob")).await;
    say(&mut bob, "https://jam.example").await.1.unwrap();
    world.change("default_permissions = '{\"chat\": {\"shareLinks\": false}}'").await;
    for text in ["look: https://jam.example/x", "WWW.jam.example", "jam.example/room"] {
        let refused = say(&mut bob, text).await.1;
        assert!(refused.as_ref().is_err_and(|fault| fault.problem_with("text").is_some()), "{refused:?}");
    }
    say(&mut bob, "great. Next song?").await.1.unwrap();
    world
        .change("default_permissions = '{\"chat\": {\"sendMessages\": false, \"sendReactions\": false}}'")
        .await;
    assert!(matches!(say(&mut bob, "hello").await.1, Err(Fault::Forbidden { .. })));
    let react = bob.ask(Command::React { reaction: Reaction::Clap, to: None }).await;
    assert!(matches!(react, Err(Fault::Forbidden { .. })), "{react:?}");
    let (mut ada, _) = world.inside(&world.ada.actor()).await;
    say(&mut ada, "the owner's words are not the defaults'").await.1.unwrap();
    let (end, _) = say(&mut ada, "end").await;
    let chat = ada.ask(Command::ChatHistory { before: end }).await;
    let Ok(Reply::History { messages, .. }) = chat else { panic!("{chat:?}") };
    let said: Vec<_> = messages.iter().filter(|one| one.kind == ChatKind::Text).collect();
    assert_eq!(said.len(), 3, "nothing that was refused was stored");
    world.site.stage.end().await;
}

#[tokio::test]
async fn fault_11_reactions_reach_everybody_once_a_second_and_are_counted() {
    let world = World::new().await;
    let bob = world.site.stage.db.user("bob").await;
    let (mut ada, hers) = world.inside(&world.ada.actor()).await;
    let ((mut one, his), (mut two, _)) = (world.inside(&bob.actor()).await, world.inside(&bob.actor()).await);
    let (mut guest, _) = world.inside(&world.site.guest("Gil")).await;
    let fire = Command::React { reaction: Reaction::Fire, to: Some(hers) };
    // Two tabs of one person at once: one reaction.
    let answers = (one.ask(fire.clone()).await, two.ask(fire.clone()).await);
    assert_eq!(answers, (Ok(Reply::Done), Err(Fault::TooMany { retry_after_s: 1 })));
    assert_eq!(ada.event(reacted).await, (his, Reaction::Fire, Some(hers)));
    assert_eq!(guest.event(reacted).await, (his, Reaction::Fire, Some(hers)));
    assert_eq!(guest.ask(Command::React { reaction: Reaction::Love, to: None }).await, Ok(Reply::Done));
    let nobody = Some(ParticipantId(Uuid::nil()));
    let missed = ada.ask(Command::React { reaction: Reaction::Love, to: nobody }).await;
    assert_eq!(missed, Err(Fault::NotFound));
    // Whoever comes later reads no reactions, and they are stored by the end.
    let mut late = world.site.browser(&world.site.guest("Late"), &world.room).await;
    assert_eq!(late.enter().await.chat, []);
    world.site.stage.rooms.shutdown().await;
    let stats = "select string_agg(concat_ws(' ', p.username, s.reactions_given, s.reactions_received), '; '
            order by p.username)
        from public.user_stats s join public.user_profiles p on p.id = s.user_id";
    assert_eq!(world.text(stats).await, "ada 0 1; bob 1 0", "guests' reactions are shown, not stored");
    world.site.stage.end().await;
}

#[tokio::test]
async fn how_far_one_has_read_is_there_after_a_reload_and_nobody_elses() {
    let world = World::new().await;
    let (mut ada, _) = world.inside(&world.ada.actor()).await;
    let (mut bob, _) = world.inside(&world.site.guest("Bob")).await;
    let (first, _) = say(&mut bob, "one").await;
    say(&mut bob, "two").await.1.unwrap();
    assert_eq!(ada.ask(Command::MarkRead { up_to: first }).await, Ok(Reply::Done));
    assert_eq!(bob.ask(Command::MarkRead { up_to: first }).await, Err(Fault::Unauthenticated));
    assert_eq!(ada.ask(Command::MarkRead { up_to: Uuid::nil() }).await, Err(Fault::NotFound));
    let (mut again, mut other) = (
        world.site.browser(&world.ada.actor(), &world.room).await,
        world.site.browser(&world.site.guest("Carol"), &world.room).await,
    );
    assert_eq!(again.enter().await.read_up_to, Some(first));
    assert_eq!(other.enter().await.read_up_to, None);
    world.site.stage.end().await;
}

#[tokio::test]
async fn a_saved_room_welcomes_whoever_comes_for_the_first_time_and_only_them() {
    let world = World::new().await;
    let (id, room) = (world.ada.id, &world.room);
    world
        .sql(&format!(
            "insert into public.saved_rooms (owner_id, code, name, welcome_message)
            values ('{id}', '{room}', 'Ours', ' Tune first. ')"
        ))
        .await;
    let bob = world.site.stage.db.user("bob").await;
    let mut his = world.site.browser(&bob.actor(), &world.room).await;
    let chat = his.enter().await.chat;
    let words: Vec<_> = chat.iter().map(|message| (message.kind, message.text.as_str())).collect();
    assert_eq!(words, [(ChatKind::System, "Tune first.")]);
    // Once his first session is written down, he is no newcomer.
    let known = format!("select count(*) from public.session_history where user_id = '{}'", bob.id);
    let mut tries = 0;
    while world.text(&known).await != "1" {
        tries += 1;
        assert!(tries < 400, "a session that begins is written down");
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let mut again = world.site.browser(&bob.actor(), &world.room).await;
    assert_eq!(again.enter().await.chat, []);
    world.site.stage.end().await;
}

#[tokio::test]
async fn nobody_speaks_as_the_room_or_as_somebody_else() {
    let world = World::new().await;
    let (mut bob, _) = world.inside(&world.site.guest("Bob")).await;
    let (mut carol, _) = world.inside(&world.site.guest("Carol")).await;
    let id = Uuid::now_v7();
    // What the protocol does not know is not read, and cannot be believed.
    bob.send_text(format!(
        r#"{{"id":7,"command":{{"do":"chat","id":"{id}","text":"hi","kind":"system","author":"Ada","user_id":"{}"}}}}"#,
        world.ada.id
    ))
    .await;
    let heard = carol.event(|event| match event {
        RoomEvent::Chat { message } => Some(message),
        _ => None,
    });
    let heard = heard.await;
    assert_eq!(
        (heard.id, heard.kind, heard.user_id, heard.author.as_str()),
        (id, ChatKind::Text, None, "Bob")
    );
    let kick = bob.ask(Command::Kick { who: Whom::Account(world.ada.id) }).await;
    assert!(kick.is_err(), "{kick:?}");
    world.site.stage.end().await;
}
