//! Rooms that let newcomers in by approval, over real sockets and a real database.

use super::browser::hello;
use super::*;
use db::{Error, Session};
use diesel_async::SimpleAsyncConnection;
use model::{Fault, UserId};
use model_rooms::WaitingPerson;
use realtime::{Command, Reply, ServerMessage};
use test_kit::{TestDb, TestUser};

/// A public room of Ada's that lets newcomers in by approval, and Ada in it.
struct Guarded {
    site: Site,
    ada: TestUser,
    room: RoomCode,
    host: Browser,
}

impl Guarded {
    async fn new() -> Self {
        let site = Site::new().await;
        let ada = site.stage.db.user("ada").await;
        let room = RoomCode::parse(&site.stage.db.public_room(&ada).await.id).unwrap();
        sql(&site, "update public.rooms set require_approval = true").await;
        let mut host = site.browser(&ada.actor(), &room).await;
        host.enter().await;
        Guarded { site, ada, room, host }
    }

    /// Somebody knocks and is told to wait.
    async fn knock(&self, actor: &Actor) -> Browser {
        let mut browser = self.site.browser(actor, &self.room).await;
        browser.send(Command::Hello(hello(None))).await;
        browser.until("to wait", |message| (message == ServerMessage::Waiting).then_some(())).await;
        browser
    }

    /// Whom Ada hears of next.
    async fn at_the_door(&mut self) -> Vec<WaitingPerson> {
        self.host
            .until("who waits", |message| match message {
                ServerMessage::AtTheDoor { people } => Some(people),
                _ => None,
            })
            .await
    }

    async fn decide(&mut self, person: UserId, admit: bool) -> Result<Reply, Fault> {
        self.host.ask(Command::Decide { person, admit }).await
    }
}

async fn sql(site: &Site, statement: &str) {
    let work = async |session: &mut Session| Ok::<_, Error>(session.conn().batch_execute(statement).await?);
    site.stage.db.db.run(&TestDb::service(), work).await.unwrap();
}

fn id_of(actor: &Actor) -> UserId {
    match actor {
        Actor::Guest(guest) => guest.id,
        other => other.user_id().expect("somebody"),
    }
}

#[tokio::test]
async fn a_guest_waits_is_let_in_and_comes_back_without_asking() {
    let mut door = Guarded::new().await;
    let gus = door.site.guest("Gus");
    let mut his = door.knock(&gus).await;
    let waits = door.at_the_door().await;
    assert_eq!((waits[0].person, waits[0].name.as_str(), waits[0].guest), (id_of(&gus), "Gus", true));
    assert!(matches!(his.ask(Command::SetMuted { muted: true }).await, Err(Fault::Forbidden { .. })));
    let said = Command::Chat { id: uuid::Uuid::now_v7(), text: "let me in".into() };
    assert!(matches!(his.ask(said).await, Err(Fault::Forbidden { .. })), "who waits says nothing inside");
    assert_eq!(door.decide(id_of(&gus), true).await, Ok(Reply::Done));
    assert_eq!(his.snapshot().await.participants.len(), 2);
    assert_eq!(his.ask(Command::Leave).await, Ok(Reply::Done));
    let mut again = door.site.browser(&gus, &door.room).await;
    assert_eq!(again.enter().await.participants.len(), 2, "the approval counts");
    door.site.stage.end().await;
}

#[tokio::test]
async fn an_account_that_is_let_in_belongs_to_the_room() {
    let mut door = Guarded::new().await;
    let bob = door.site.stage.db.user("bob").await;
    let mut his = door.knock(&bob.actor()).await;
    assert_eq!(door.decide(bob.id, true).await, Ok(Reply::Done));
    his.snapshot().await;
    let find = async |session: &mut Session| crate::rooms::queries::find(session, &door.room).await;
    let found = door.site.stage.db.db.run(&bob.actor(), find).await.unwrap();
    assert_eq!(found.door.membership.map(|membership| membership.role), Some(model_rooms::Role::Member));
    door.site.stage.end().await;
}

#[tokio::test]
async fn who_is_not_let_in_may_ask_again_after_ten_minutes() {
    let mut door = Guarded::new().await;
    let gus = door.site.guest("Gus");
    let mut his = door.knock(&gus).await;
    assert_eq!(door.decide(id_of(&gus), false).await, Ok(Reply::Done));
    let (fault, retry) = his.goodbye().await;
    assert!(matches!(fault, Fault::Forbidden { .. }) && !retry);
    let mut again = door.site.browser(&gus, &door.room).await;
    again.send(Command::Hello(hello(None))).await;
    assert!(again.goodbye().await.0.to_string().contains("in 10 minutes"));
    sql(&door.site, "update public.room_join_requests set decided_at = now() - interval '10 minutes'").await;
    door.knock(&gus).await;
    assert_eq!(door.decide(id_of(&gus), true).await, Ok(Reply::Done));
    door.site.stage.end().await;
}

#[tokio::test]
async fn only_who_may_manage_users_decides_and_only_about_who_waits() {
    let mut door = Guarded::new().await;
    let (bob, gus) = (door.site.stage.db.user("bob").await, door.site.guest("Gus"));
    door.knock(&bob.actor()).await;
    assert_eq!(door.decide(bob.id, true).await, Ok(Reply::Done));
    assert_eq!(door.decide(bob.id, true).await, Err(Fault::NotFound), "he waits no more");
    door.knock(&gus).await;
    let mut his = door.site.browser(&bob.actor(), &door.room).await;
    his.enter().await;
    let refused = his.ask(Command::Decide { person: id_of(&gus), admit: true }).await;
    assert!(matches!(refused, Err(Fault::Forbidden { .. })));
    let mut guest = door.knock(&door.site.guest("Eve")).await;
    let refused = guest.ask(Command::Decide { person: id_of(&gus), admit: true }).await;
    assert!(matches!(refused, Err(Fault::Forbidden { .. })), "nobody lets themselves in");
    door.site.stage.end().await;
}

#[tokio::test]
async fn those_who_knocked_at_a_closed_room_are_listed_when_it_opens() {
    let site = Site::new().await;
    let ada = site.stage.db.user("ada").await;
    let room = RoomCode::parse(&site.stage.db.public_room(&ada).await.id).unwrap();
    sql(
        &site,
        &format!(
            "update public.rooms set require_approval = true;
             insert into public.room_join_requests (room_id, user_id, is_guest, user_name)
             values ('{room}', '00000000-0000-7000-8000-000000000001', true, 'Gus')"
        ),
    )
    .await;
    let host = site.browser(&ada.actor(), &room).await;
    let mut door = Guarded { site, ada, room, host };
    door.host.enter().await;
    let waits = door.at_the_door().await;
    assert_eq!((waits.len(), waits[0].name.as_str(), waits[0].present), (1, "Gus", false));
    assert_eq!(door.ada.username, "ada");
    door.site.stage.end().await;
}

#[tokio::test]
async fn an_invited_person_passes_the_line_and_the_invitation_is_accepted_by_entering() {
    let door = Guarded::new().await;
    let bob = door.site.stage.db.user("bob").await;
    let (room, ada) = (&door.room, door.ada.id);
    let invite = format!(
        "insert into public.room_invitations (room_id, invited_user_id, invited_by)
         values ('{room}', '{}', '{ada}')",
        bob.id
    );
    sql(&door.site, &invite).await;
    let entrance = async |session: &mut Session| {
        crate::rooms::queries::entrance(session, &door.room, &door.site.stage.rooms).await
    };
    let seen = door.site.stage.db.db.run(&bob.actor(), entrance).await.unwrap();
    assert_eq!((seen.waits, seen.invited_by.as_deref()), (false, Some("Ada")));
    let mut his = door.site.browser(&bob.actor(), &door.room).await;
    his.enter().await;
    let seen = door.site.stage.db.db.run(&bob.actor(), entrance).await.unwrap();
    assert_eq!((seen.waits, seen.invited_by), (false, None), "he is a member now");
    door.site.stage.end().await;
}
