//! Invitations on a real database.

use super::{commands, queries};
use crate::rooms::queries::find;
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::{Invitation, InvitationStatus, Invitee, NewInvitation, RoomCode};
use std::collections::HashMap;
use test_kit::{TestDb, TestUser};
use uuid::Uuid;

struct Stage {
    db: TestDb,
    ada: TestUser,
    bob: TestUser,
    code: RoomCode,
}

/// Ada's private room; Bob does not belong to it.
async fn stage() -> Stage {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let room = db.private_room(&ada).await;
    let code = RoomCode::parse(&room.id).unwrap();
    Stage { db, ada, bob, code }
}

fn to(username: &str) -> NewInvitation {
    NewInvitation { username: username.into(), message: "Come and play".into(), ..NewInvitation::default() }
}

impl Stage {
    async fn invite(&self, by: &TestUser, form: NewInvitation) -> Result<Uuid, Error> {
        let work =
            async |session: &mut Session| commands::invite(session, &self.code, form.clone(), false).await;
        self.db.db.run(&by.actor(), work).await
    }

    async fn accept(&self, id: Uuid, who: &TestUser) -> Result<RoomCode, Error> {
        let work = async |session: &mut Session| commands::accept(session, id, who.id).await;
        self.db.db.run(&TestDb::service(), work).await
    }

    async fn open_to(&self, actor: &Actor) -> bool {
        let work = async |session: &mut Session| find(session, &self.code).await;
        self.db.db.run(actor, work).await.is_ok()
    }

    async fn list(&self, as_whom: &TestUser) -> Vec<Invitation> {
        let work = async |session: &mut Session| queries::of_room(session, &self.code, None).await;
        self.db.db.run(&as_whom.actor(), work).await.unwrap().items
    }

    async fn sql(&self, sql: &str) {
        let work = async |session: &mut Session| {
            Ok(diesel::sql_query(sql).execute(session.conn()).await.map(drop)?)
        };
        self.db.db.run(&TestDb::service(), work).await.unwrap();
    }
}

#[tokio::test]
async fn an_invited_person_sees_the_room_accepts_and_belongs_to_it() {
    let stage = stage().await;
    assert!(!stage.open_to(&stage.bob.actor()).await);
    let id = stage.invite(&stage.ada, to("bob")).await.unwrap();
    assert!(stage.open_to(&stage.bob.actor()).await, "private rooms are readable by invitees");
    let mine = async |session: &mut Session| queries::mine(session).await;
    let open = stage.db.db.run(&stage.bob.actor(), mine).await.unwrap();
    assert_eq!((open.len(), open[0].id, open[0].inviter_name.as_deref()), (1, id, Some("Ada")));
    assert_eq!((open[0].room_name.as_str(), open[0].message.as_str()), ("Ada's room", "Come and play"));
    let cy = stage.db.user("cy_").await;
    assert!(stage.accept(id, &cy).await.is_err(), "nobody accepts another's");
    assert_eq!(stage.accept(id, &stage.bob).await.unwrap(), stage.code);
    assert!(stage.accept(id, &stage.bob).await.is_err(), "once");
    assert!(stage.open_to(&stage.bob.actor()).await);
    assert!(stage.db.db.run(&stage.bob.actor(), mine).await.unwrap().is_empty());
    assert_eq!(stage.list(&stage.ada).await[0].status, InvitationStatus::Accepted);
}

#[tokio::test]
async fn declined_revoked_and_expired_ones_open_nothing() {
    let stage = stage().await;
    let id = stage.invite(&stage.ada, to("bob")).await.unwrap();
    let again = stage.invite(&stage.ada, to("bob")).await;
    assert!(matches!(again, Err(Error::Fault(Fault::Conflict { .. }))), "{again:?}");
    let decline = async |session: &mut Session| commands::decline(session, id).await;
    stage.db.db.run(&stage.bob.actor(), decline).await.unwrap();
    assert!(!stage.open_to(&stage.bob.actor()).await);
    assert!(stage.accept(id, &stage.bob).await.is_err());

    let id = stage.invite(&stage.ada, to("bob")).await.unwrap();
    let revoke = async |session: &mut Session| commands::revoke(session, &stage.code, id).await;
    assert!(stage.db.db.run(&stage.bob.actor(), revoke).await.is_err(), "only who moderates takes back");
    stage.db.db.run(&stage.ada.actor(), revoke).await.unwrap();
    assert!(!stage.open_to(&stage.bob.actor()).await);

    let form = NewInvitation { expires_in_hours: Some(1), ..to("bob") };
    let id = stage.invite(&stage.ada, form).await.unwrap();
    stage.sql("update public.room_invitations set expires_at = now() - interval '1 second' where status = 'pending'").await;
    assert!(!stage.open_to(&stage.bob.actor()).await);
    assert!(stage.accept(id, &stage.bob).await.is_err());
    assert_eq!(
        stage.list(&stage.ada).await[0].status,
        InvitationStatus::Expired,
        "before anybody cleaned up"
    );
    let clean = async |session: &mut Session| commands::close_expired(session).await;
    assert_eq!(stage.db.db.run(&TestDb::service(), clean).await.unwrap(), 1);
    assert_eq!(stage.db.db.run(&TestDb::service(), clean).await.unwrap(), 0);
}

#[tokio::test]
async fn members_strangers_and_the_unwilling_are_not_part_of_it() {
    let stage = stage().await;
    let cy = stage.db.user("cy_").await;
    assert!(matches!(stage.invite(&cy, to("bob")).await, Err(Error::Fault(Fault::Forbidden { .. }))));
    stage.sql("update public.user_profiles set allow_room_invites = false where username = 'bob'").await;
    assert!(matches!(stage.invite(&stage.ada, to("bob")).await, Err(Error::Fault(Fault::Forbidden { .. }))));
    stage
        .sql(&format!(
            "insert into public.blocks (blocker_id, blocked_id) values ('{}', '{}')",
            cy.id, stage.ada.id
        ))
        .await;
    assert!(stage.invite(&stage.ada, to("cy_")).await.is_err(), "Ada does not even see who blocked her");
    let past_the_form = format!(
        "insert into public.room_invitations (room_id, invited_user_id, invited_by) values ('{}', '{}', '{}')",
        stage.code, cy.id, stage.ada.id
    );
    let insert =
        async |session: &mut Session| Ok(diesel::sql_query(&past_the_form).execute(session.conn()).await?);
    let tried = stage.db.db.run(&stage.ada.actor(), insert).await;
    assert!(matches!(tried, Err(Error::Fault(Fault::Forbidden { .. }))), "{tried:?}");
    let nobody = stage.invite(&stage.ada, to("nobody")).await;
    assert!(matches!(nobody, Err(Error::Fault(fault)) if fault.problem_with("username").is_some()));
    assert!(stage.list(&stage.bob).await.is_empty());
}

#[tokio::test]
async fn an_address_opens_nothing_until_it_is_proven() {
    let stage = stage().await;
    let form = NewInvitation { email: "Bob@Example.org".into(), ..NewInvitation::default() };
    let id = stage.invite(&stage.ada, form).await.unwrap();
    assert!(!stage.open_to(&stage.bob.actor()).await, "anybody can sign up with any address");
    assert!(stage.accept(id, &stage.bob).await.is_err());
    stage.sql(&format!("update auth.users set is_verified = true where id = '{}'", stage.bob.id)).await;
    assert!(stage.open_to(&stage.bob.actor()).await);
    stage.accept(id, &stage.bob).await.unwrap();
}

#[tokio::test]
async fn a_link_stays_open_but_not_for_the_banned() {
    let stage = stage().await;
    let id = stage.invite(&stage.ada, NewInvitation::default()).await.unwrap();
    let link = stage.list(&stage.ada).await.remove(0);
    assert_eq!(link.invitee, Invitee::Link);
    let by_code = async |session: &mut Session| queries::by_code(session, &link.code.to_lowercase()).await;
    let found = stage.db.db.run(&TestDb::service(), by_code).await.unwrap();
    assert_eq!((found.invitation.id, found.invitation.room), (id, stage.code.clone()));
    let (cy, dan) = (stage.db.user("cy_").await, stage.db.user("dan").await);
    stage.accept(id, &stage.bob).await.unwrap();
    stage.accept(id, &cy).await.unwrap();
    stage
        .sql(&format!(
            "insert into public.room_bans (room_id, user_id, banned_by) values ('{}', '{}', '{}')",
            stage.code, dan.id, stage.ada.id
        ))
        .await;
    assert!(stage.accept(id, &dan).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_as_often_as_it_may_and_no_more_even_at_once() {
    let stage = stage().await;
    let form = NewInvitation { uses_max: Some(2), ..NewInvitation::default() };
    let id = stage.invite(&stage.ada, form).await.unwrap();
    let mut people = Vec::new();
    for name in ["cy_", "dan", "eve", "fay"] {
        people.push(stage.db.user(name).await);
    }
    let tries = people.iter().map(|person| stage.accept(id, person));
    let accepted = futures::future::join_all(tries).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(accepted, 2);
    let link = stage.list(&stage.ada).await.remove(0);
    assert_eq!((link.uses, link.uses_max, link.status), (2, Some(2), InvitationStatus::Expired));
    let by_code = async |session: &mut Session| queries::by_code(session, &link.code).await;
    assert!(stage.db.db.run(&TestDb::service(), by_code).await.is_err(), "a used-up link opens nothing");
    assert!(stage.accept(id, &stage.bob).await.is_err());
    assert_eq!(stage.accept(id, &stage.ada).await.unwrap(), stage.code, "who belongs to it uses nothing up");
}

#[tokio::test]
async fn who_was_given_the_right_invites_and_takes_back_their_own_only() {
    let stage = stage().await;
    let cy = stage.db.user("cy_").await;
    let work = async |session: &mut Session| commands::invite(session, &stage.code, to("bob"), false).await;
    stage
        .sql(&format!(
            "insert into public.room_members (room_id, user_id, user_name, role) values ('{}', '{}', 'Cy', 'member')",
            stage.code, cy.id
        ))
        .await;
    assert!(matches!(stage.db.db.run(&cy.actor(), work).await, Err(Error::Fault(Fault::Forbidden { .. }))));
    stage.sql(r#"update public.room_members set custom_permissions = '{"room": {"inviteUsers": true}}' where user_name = 'Cy'"#).await;
    let own = stage.db.db.run(&cy.actor(), work).await.unwrap();
    let link = stage.invite(&stage.ada, NewInvitation::default()).await.unwrap();
    assert_eq!(stage.list(&cy).await.iter().map(|one| one.id).collect::<Vec<_>>(), [own], "their own only");
    assert_eq!(stage.list(&stage.ada).await.len(), 2);
    let others = async |session: &mut Session| commands::revoke(session, &stage.code, link).await;
    assert!(stage.db.db.run(&cy.actor(), others).await.is_err());
    let theirs = async |session: &mut Session| commands::revoke(session, &stage.code, own).await;
    stage.db.db.run(&cy.actor(), theirs).await.unwrap();
}

#[tokio::test]
async fn invitations_are_limited_by_the_hour() {
    let stage = stage().await;
    let many = format!(
        "insert into public.room_invitations (room_id, invited_by) select '{}', '{}' from generate_series(1, {})",
        stage.code,
        stage.ada.id,
        commands::HOURLY_MAX
    );
    stage.sql(&many).await;
    let tried = stage.invite(&stage.ada, to("bob")).await;
    assert!(matches!(tried, Err(Error::Fault(Fault::TooMany { .. }))), "{tried:?}");
    stage.sql("update public.room_invitations set created_at = now() - interval '2 hours'").await;
    stage.invite(&stage.ada, to("bob")).await.unwrap();
}

#[tokio::test]
async fn invite_codes_use_every_letter_alike_and_never_repeat() {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        code: String,
    }
    let db = TestDb::new().await;
    let mut session = db.db.begin(&TestDb::service()).await.unwrap();
    let sql = "select public.generate_invite_code(12) as code from generate_series(1, 4000)";
    let codes: Vec<Row> = diesel::sql_query(sql).load(session.conn()).await.unwrap();
    let distinct: std::collections::HashSet<_> = codes.iter().map(|row| &row.code).collect();
    assert_eq!(distinct.len(), 4000);
    let mut counts: HashMap<(usize, char), f64> = HashMap::new();
    for row in &codes {
        assert_eq!(row.code.len(), 12);
        for (place, letter) in row.code.chars().enumerate() {
            assert!("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".contains(letter), "{}", row.code);
            *counts.entry((place, letter)).or_default() += 1.0;
        }
    }
    // Pearson's test at every place: 31 degrees of freedom; 92 is passed by chance once in 10 million.
    for place in 0..12 {
        let expected = 4000.0 / 32.0;
        let of = |letter| counts.get(&(place, letter)).copied().unwrap_or(0.0);
        let chi2: f64 = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
            .chars()
            .map(|letter| (of(letter) - expected).powi(2) / expected)
            .sum();
        assert!(chi2 < 92.0, "place {place}: {chi2}");
    }
    for wrong in [0, 7, 65, -1] {
        let sql = format!("select public.generate_invite_code({wrong}) as code");
        let mut session = db.db.begin(&TestDb::service()).await.unwrap();
        assert!(diesel::sql_query(sql).get_result::<Row>(session.conn()).await.is_err(), "{wrong}");
    }
}
