//! Moderation over real sockets: what moderators may takes effect at once, what others try does nothing.

use super::*;
use crate::Timing;
use crate::moderation::queries;
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, ParticipantId};
use model_rooms::{ChatKind, LogAction, Participant, Permission, PermissionChanges, Permissions, Role};
use realtime::{Command, Reply, Resume, RoomEvent, ServerMessage, Whom};
use schema::{room_members, rooms};
use std::time::Duration;
use test_kit::{TestDb, TestUser};

/// Ada's public room with Moe as its co-host and Bob as a member.
struct Stage {
    site: Site,
    room: RoomCode,
    ada: TestUser,
    moe: TestUser,
    bob: TestUser,
}

async fn stage() -> Stage {
    stage_with(Site::new().await).await
}

async fn stage_with(site: Site) -> Stage {
    let db = &site.stage.db;
    let (ada, moe, bob) = (db.user("ada").await, db.user("moe").await, db.user("bob").await);
    let room = db.public_room(&ada).await;
    db.join(&room, &moe, "co-host").await;
    db.join(&room, &bob, "member").await;
    let room = RoomCode::parse(&room.id).unwrap();
    Stage { site, room, ada, moe, bob }
}

impl Stage {
    async fn browser(&self, actor: &Actor) -> Browser {
        self.site.browser(actor, &self.room).await
    }

    async fn log(&self) -> Vec<(String, LogAction)> {
        let read = async |session: &mut Session| queries::log(session, &self.room, None).await;
        let page = self.site.stage.db.db.run(&self.ada.actor(), read).await.unwrap();
        page.items.into_iter().map(|entry| (entry.target_name, entry.action)).collect()
    }

    async fn sql(&self, sql: String) {
        let work = async |session: &mut Session| {
            Ok::<_, Error>(diesel::sql_query(&sql).execute(session.conn()).await?)
        };
        assert_eq!(self.site.stage.db.db.run(&TestDb::service(), work).await.unwrap(), 1, "{sql}");
    }
}

fn is_forbidden(result: &Result<Reply, Fault>) -> bool {
    matches!(result, Err(Fault::Forbidden { .. }))
}

async fn changed(browser: &mut Browser, who: ParticipantId, is: impl Fn(&Participant) -> bool) {
    browser
        .event(|event| match event {
            RoomEvent::Changed { participant } if participant.id == who && is(&participant) => Some(()),
            _ => None,
        })
        .await;
}

async fn left(browser: &mut Browser, who: ParticipantId) {
    let gone = |event| matches!(event, RoomEvent::Left { participant } if participant == who).then_some(());
    browser.event(gone).await;
}

async fn standing(browser: &mut Browser) -> (Role, Permissions) {
    browser
        .until("a standing", |message| match message {
            ServerMessage::Standing { role, permissions } => Some((role, *permissions)),
            _ => None,
        })
        .await
}

async fn said(browser: &mut Browser) -> String {
    browser
        .event(|event| match event {
            RoomEvent::Chat { message } if message.kind == ChatKind::System => Some(message.text),
            _ => None,
        })
        .await
}

/// Section 11.2: any subscriber could forge kick, role, mute, layout and transport.
#[tokio::test]
async fn a_subscriber_cannot_forge_kicks_roles_mutes_layouts_or_transport() {
    let stage = stage().await;
    let guest = stage.site.guest("Eve");
    let (mut hers, mut his, mut eves) = (
        stage.browser(&stage.ada.actor()).await,
        stage.browser(&stage.bob.actor()).await,
        stage.browser(&guest).await,
    );
    let ada = hers.enter().await.you;
    his.enter().await;
    let eve = eves.enter().await.you;
    let all = Box::new(Permission::ALL.iter().fold(PermissionChanges::default(), |c, p| c.with(*p, true)));
    let me = |own: bool, id: ParticipantId| if own { Whom::Participant(id) } else { Whom::Participant(ada) };
    for browser in [&mut his, &mut eves] {
        for own in [true, false] {
            let who = me(own, eve);
            let target = if own { eve } else { ada };
            for command in [
                Command::SetRole { who, role: Role::CoHost },
                Command::SetRole { who, role: Role::Owner },
                Command::SetPermissions { who, changes: all.clone() },
                Command::AskPermissions { who },
                Command::Silence { who: target, silenced: true },
                Command::Kick { who },
                Command::Ban { who, reason: String::new(), hours: None },
                Command::Unban { user_id: stage.ada.id.to_string() },
                Command::TransferOwnership { who },
                Command::Decide { person: stage.bob.id, admit: true },
            ] {
                let told = browser.ask(command.clone()).await;
                assert!(is_forbidden(&told), "{command:?}: {told:?}");
            }
        }
        // There are no commands that change other people's screens or that speak for a "master".
        for forged in [
            r#"{"id":900,"command":{"do":"layout","view":"mixer"}}"#,
            r#"{"id":901,"command":{"do":"play","user_id":"somebody"}}"#,
            r#"{"id":902,"command":{"do":"set_muted","muted":true,"who":"somebody"}}"#,
        ] {
            browser.send_text(forged).await;
        }
    }
    assert_eq!(hers.ask(Command::Ping).await, Ok(Reply::Done), "she is still here");
    assert!(stage.log().await.is_empty(), "nothing was done");
    let back = hers.ask(Command::SetMuted { muted: true }).await;
    assert_eq!(back, Ok(Reply::Done));
    stage.site.stage.end().await;
}

#[tokio::test]
async fn a_kicked_person_is_out_in_every_tab_and_comes_back_only_anew() {
    let stage = stage().await;
    let (mut moes, mut one, mut two) = (
        stage.browser(&stage.moe.actor()).await,
        stage.browser(&stage.bob.actor()).await,
        stage.browser(&stage.bob.actor()).await,
    );
    moes.enter().await;
    let (seen, other) = (one.enter().await, two.enter().await);
    let kick = Command::Kick { who: Whom::Account(stage.bob.id) };
    assert_eq!(moes.ask(kick).await, Ok(Reply::Done));
    for tab in [&mut one, &mut two] {
        let (fault, retry) = tab.goodbye().await;
        assert!(matches!(fault, Fault::Forbidden { .. }) && !retry, "{fault}");
    }
    let resume = Resume { token: seen.resume_token, epoch: seen.epoch, seq: Some(seen.seq) };
    let mut back = stage.browser(&stage.bob.actor()).await;
    back.send(Command::Hello(browser::hello(Some(resume)))).await;
    let anew = back.snapshot().await;
    assert!(anew.you != seen.you && anew.you != other.you, "their places are gone");
    assert_eq!(anew.participants.len(), 2);
    assert_eq!(stage.log().await[0].1, LogAction::Kick);
    stage.site.stage.end().await;
}

#[tokio::test]
async fn the_others_hear_of_a_kick_at_once_and_read_who_did_it() {
    let stage = stage().await;
    let (mut hers, mut his) =
        (stage.browser(&stage.ada.actor()).await, stage.browser(&stage.site.guest("Gil")).await);
    hers.enter().await;
    let gil = his.enter().await.you;
    // The grace of these tests is two minutes: only leaving at once ends in time.
    hers.send(Command::Kick { who: Whom::Participant(gil) }).await;
    left(&mut hers, gil).await;
    assert!(said(&mut hers).await.contains("sent Gil out"));
    assert_eq!(stage.log().await, [("Gil".to_owned(), LogAction::Kick)]);
    stage.site.stage.end().await;
}

/// Section 11.2: bans were shown by the banned browser alone, and not checked when somebody joined.
#[tokio::test]
async fn a_ban_says_until_when_and_why_and_closes_the_door() {
    let stage = stage().await;
    let guest = stage.site.guest("Gil");
    let (mut hers, mut his) = (stage.browser(&stage.ada.actor()).await, stage.browser(&guest).await);
    hers.enter().await;
    let gil = his.enter().await.you;
    let ban = |hours| Command::Ban { who: Whom::Participant(gil), reason: "howling".into(), hours };
    assert_eq!(hers.ask(ban(Some(2))).await, Ok(Reply::Done));
    let (fault, retry) = his.goodbye().await;
    let words = fault.to_string();
    assert!(!retry && words.contains("until") && words.contains("howling"), "{words}");
    let mut again = stage.browser(&guest).await;
    again.send(Command::Hello(browser::hello(None))).await;
    assert_eq!(again.goodbye().await.0, fault, "the door says the same");
    let banned = async |session: &mut Session| queries::bans(session, &stage.room, None).await;
    let list = stage.site.stage.db.db.run(&stage.moe.actor(), banned).await.unwrap();
    assert_eq!(list.items[0].name, "Gil", "a moderator reads whom to let back in");
    let unban = Command::Unban { user_id: list.items[0].user_id.clone() };
    assert_eq!(hers.ask(unban).await, Ok(Reply::Done));
    assert_eq!(stage.browser(&guest).await.enter().await.participants.len(), 2);
    stage.site.stage.end().await;
}

#[tokio::test]
async fn a_role_takes_effect_in_the_room_at_once_and_stays() {
    let stage = stage().await;
    let (mut hers, mut his) =
        (stage.browser(&stage.ada.actor()).await, stage.browser(&stage.bob.actor()).await);
    hers.enter().await;
    let bob = his.enter().await.you;
    assert_eq!(standing(&mut his).await, (Role::Member, Permissions::of_role(Role::Member)));
    hers.send(Command::SetRole { who: Whom::Participant(bob), role: Role::Listener }).await;
    changed(&mut his, bob, |who| who.role == Role::Listener).await;
    assert_eq!(standing(&mut his).await, (Role::Listener, Permissions::of_role(Role::Listener)));
    changed(&mut hers, bob, |who| !who.performing).await;
    let perform = Command::SetPerforming { performing: true, sound_checked: true };
    assert!(is_forbidden(&his.ask(perform).await));
    // Section 11.2: joining again reset the caller's stored role.
    drop(his);
    let mut again = stage.browser(&stage.bob.actor()).await;
    again.enter().await;
    assert_eq!(standing(&mut again).await.0, Role::Listener);
    // Section 11.1: the log's columns were misnamed and the failure swallowed, so there was no log.
    assert_eq!(
        stage.log().await,
        [("Bob".to_owned(), LogAction::RoleChange { from: Role::Member, to: Role::Listener })]
    );
    stage.site.stage.end().await;
}

#[tokio::test]
async fn permissions_are_given_and_shown_to_moderators() {
    let stage = stage().await;
    let (mut moes, mut his) =
        (stage.browser(&stage.moe.actor()).await, stage.browser(&stage.bob.actor()).await);
    moes.enter().await;
    let bob = Whom::Participant(his.enter().await.you);
    standing(&mut his).await;
    let quiet = PermissionChanges::default().with(Permission::SendMessages, false);
    let set = Command::SetPermissions { who: bob, changes: Box::new(quiet) };
    assert_eq!(moes.ask(set).await, Ok(Reply::Done));
    assert!(!standing(&mut his).await.1.allows(Permission::SendMessages));
    let chat = Command::Chat { id: uuid::Uuid::now_v7(), text: "hello".into() };
    assert!(is_forbidden(&his.ask(chat).await));
    let told = moes.ask(Command::AskPermissions { who: bob }).await;
    assert_eq!(told, Ok(Reply::Permissions { changes: Box::new(quiet) }));
    stage.site.stage.end().await;
}

#[tokio::test]
async fn a_guest_keeps_a_role_while_they_hold_a_place_and_never_looks_after_the_room() {
    let stage = stage().await;
    let guest = stage.site.guest("Gil");
    let (mut hers, mut his) = (stage.browser(&stage.ada.actor()).await, stage.browser(&guest).await);
    hers.enter().await;
    let seen = his.enter().await;
    let who = Whom::Participant(seen.you);
    assert!(is_forbidden(&hers.ask(Command::SetRole { who, role: Role::CoHost }).await));
    let power = PermissionChanges::default().with(Permission::ManageUsers, true);
    let give = Command::SetPermissions { who, changes: Box::new(power) };
    assert!(is_forbidden(&hers.ask(give).await));
    assert!(is_forbidden(&hers.ask(Command::TransferOwnership { who }).await));
    assert_eq!(hers.ask(Command::SetRole { who, role: Role::Performer }).await, Ok(Reply::Done));
    drop(his);
    let resume = Resume { token: seen.resume_token, epoch: seen.epoch, seq: None };
    let mut again = stage.browser(&guest).await;
    again.send(Command::Hello(browser::hello(Some(resume)))).await;
    assert_eq!(standing(&mut again).await.0, Role::Performer, "over a reload");
    assert_eq!(again.ask(Command::Leave).await, Ok(Reply::Done));
    left(&mut hers, seen.you).await;
    let mut anew = stage.browser(&guest).await;
    anew.enter().await;
    assert_eq!(standing(&mut anew).await.0, Role::Member);
    let expected = LogAction::RoleChange { from: Role::Member, to: Role::Performer };
    assert_eq!(stage.log().await, [("Gil".to_owned(), expected)]);
    stage.site.stage.end().await;
}

#[tokio::test]
async fn muting_for_everybody_outlasts_leaving_and_is_said() {
    let stage = stage().await;
    let guest = stage.site.guest("Gil");
    let (mut moes, mut his) = (stage.browser(&stage.moe.actor()).await, stage.browser(&guest).await);
    moes.enter().await;
    let gil = his.enter().await.you;
    assert_eq!(moes.ask(Command::Silence { who: gil, silenced: true }).await, Ok(Reply::Done));
    changed(&mut his, gil, |who| who.silenced).await;
    assert!(said(&mut his).await.contains("muted Gil for everybody"));
    assert_eq!(his.ask(Command::Leave).await, Ok(Reply::Done));
    let mut again = stage.browser(&guest).await;
    let seen = again.enter().await;
    let me = seen.participants.iter().find(|who| who.id == seen.you).unwrap();
    assert!(me.silenced, "leaving does not lift it");
    let ada = Command::Silence { who: seen.you, silenced: false };
    assert!(is_forbidden(&again.ask(ada.clone()).await), "nobody lifts it from themselves");
    assert_eq!(moes.ask(ada).await, Ok(Reply::Done));
    stage.site.stage.end().await;
}

#[tokio::test]
async fn a_room_is_handed_over_to_one_of_its_people_and_has_one_owner() {
    let stage = stage().await;
    let (mut hers, mut his) =
        (stage.browser(&stage.ada.actor()).await, stage.browser(&stage.bob.actor()).await);
    let ada = hers.enter().await.you;
    let bob = his.enter().await.you;
    let stranger = stage.site.stage.db.user("cy_").await;
    let to = |who| Command::TransferOwnership { who };
    assert!(is_forbidden(&his.ask(to(Whom::Participant(bob))).await));
    assert_eq!(hers.ask(to(Whom::Account(stranger.id))).await, Err(Fault::NotFound));
    assert_eq!(hers.ask(to(Whom::Participant(bob))).await, Ok(Reply::Done));
    changed(&mut his, bob, |who| who.role == Role::Owner).await;
    assert!(is_forbidden(&hers.ask(to(Whom::Participant(ada))).await), "it is no longer hers");
    let look = async |session: &mut Session| {
        let owners = room_members::table.filter(room_members::role.eq("owner"));
        let owners: Vec<String> = owners.select(room_members::user_id).load(session.conn()).await?;
        let row = rooms::table.find(stage.room.as_str()).select((rooms::created_by, rooms::creator_username));
        let row: (String, Option<String>) = row.first(session.conn()).await?;
        Ok::<_, Error>((owners, row))
    };
    let found = stage.site.stage.db.db.run(&TestDb::service(), look).await.unwrap();
    let theirs = stage.bob.id.to_string();
    assert_eq!(found, (vec![theirs.clone()], (theirs, Some("bob".to_owned()))));
    stage.site.stage.end().await;
}

#[tokio::test]
async fn what_changes_outside_is_enforced_when_the_room_is_told() {
    let stage = stage().await;
    let (mut hers, mut his) =
        (stage.browser(&stage.ada.actor()).await, stage.browser(&stage.bob.actor()).await);
    hers.enter().await;
    his.enter().await;
    stage
        .sql(format!("update public.rooms set name = 'Late jam', max_users = 2 where id = '{}'", stage.room))
        .await;
    stage
        .sql(format!("update public.room_members set role = 'listener' where user_id = '{}'", stage.bob.id))
        .await;
    stage.site.stage.rooms.room_changed(&stage.room).await;
    let name = hers
        .event(|event| match event {
            RoomEvent::RoomChanged { room } => Some(room.name),
            _ => None,
        })
        .await;
    assert_eq!(name, "Late jam");
    loop {
        if standing(&mut his).await.0 == Role::Listener {
            break;
        }
    }
    let mut words = [said(&mut hers).await, said(&mut hers).await];
    words.sort();
    assert!(words[0].contains("called Late jam") || words[1].contains("called Late jam"), "{words:?}");
    stage.site.stage.end().await;
}

#[tokio::test]
async fn what_changes_behind_the_rooms_back_is_enforced_when_it_looks_again() {
    let site = Site::with(|config| {
        let timing = Timing { standing_every: Duration::from_millis(100), ..config.timing };
        RoomsConfig { timing, ..config }
    })
    .await;
    let room = site.public_room("ada").await;
    let guest = site.guest("Gil");
    let mut his = site.browser(&guest, &room).await;
    let gil = his.enter().await.you;
    let change = async |session: &mut Session| {
        let row = rooms::table.find(room.as_str());
        diesel::update(row).set(rooms::default_role.eq("listener")).execute(session.conn()).await?;
        Ok::<_, Error>(())
    };
    site.stage.db.db.run(&TestDb::service(), change).await.unwrap();
    changed(&mut his, gil, |who| who.role == Role::Listener && !who.performing).await;
    site.stage.end().await;
}
