//! Mailed invitations on a real database: nothing is lost while the mail server is away, nothing is sent twice, and
//! nothing is sent that is over.

use super::post::Post;
use super::{commands, queries};
use async_trait::async_trait;
use db::{Error, Session};
use diesel_async::RunQueryDsl;
use mail::{Letter, Mail, MailError};
use model_rooms::{Invitation, MailState, NewInvitation, RoomCode};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use test_kit::{TestDb, TestUser};
use uuid::Uuid;

/// Takes letters, or refuses them in the order given.
#[derive(Default)]
struct Letterbox {
    refusals: Mutex<VecDeque<MailError>>,
    taken: Mutex<Vec<Letter>>,
}

#[async_trait]
impl Mail for Letterbox {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        match self.refusals.lock().unwrap().pop_front() {
            Some(refusal) => Err(refusal),
            None => {
                self.taken.lock().unwrap().push(letter.clone());
                Ok(())
            }
        }
    }
}

struct Stage {
    db: TestDb,
    ada: TestUser,
    code: RoomCode,
    mail: Arc<Letterbox>,
}

impl Stage {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let ada = db.user("ada").await;
        let code = RoomCode::parse(&db.private_room(&ada).await.id).unwrap();
        Stage { db, ada, code, mail: Arc::default() }
    }

    async fn invite(&self, email: &str, mails: bool) -> Uuid {
        let form =
            NewInvitation { email: email.into(), message: "Hi <b>".into(), ..NewInvitation::default() };
        let work =
            async |session: &mut Session| commands::invite(session, &self.code, form.clone(), mails).await;
        self.db.db.run(&self.ada.actor(), work).await.unwrap()
    }

    async fn send_due(&self) -> usize {
        Post::new(self.mail.clone()).send_due(&self.db.db, "https://jam.example").await.unwrap()
    }

    async fn seen(&self, id: Uuid) -> Invitation {
        let work = async |session: &mut Session| queries::one(session, id).await;
        self.db.db.run(&self.ada.actor(), work).await.unwrap()
    }

    async fn sql(&self, sql: &str) {
        let work = async |session: &mut Session| {
            Ok::<_, Error>(diesel::sql_query(sql).execute(session.conn()).await.map(drop)?)
        };
        self.db.db.run(&TestDb::service(), work).await.unwrap();
    }

    async fn time_passes(&self) {
        self.sql("update public.room_invitation_mails set next_at = now()").await;
    }
}

#[tokio::test]
async fn a_mail_is_not_lost_while_the_server_is_away_and_not_sent_twice() {
    let stage = Stage::new().await;
    let id = stage.invite("bob@example.org", true).await;
    assert_eq!(stage.seen(id).await.mail, MailState::Waiting);
    *stage.mail.refusals.lock().unwrap() = (0..3).map(|_| MailError::Later("away".into())).collect();
    for _ in 0..3 {
        assert_eq!(stage.send_due().await, 1);
        assert_eq!(stage.send_due().await, 0, "not again at once");
        assert_eq!(stage.seen(id).await.mail, MailState::Waiting);
        stage.time_passes().await;
    }
    assert_eq!(stage.send_due().await, 1);
    stage.time_passes().await;
    assert_eq!(stage.send_due().await, 0, "sent once");
    let invitation = stage.seen(id).await;
    assert_eq!(invitation.mail, MailState::Sent);
    let taken = stage.mail.taken.lock().unwrap().clone();
    assert_eq!((taken.len(), taken[0].to.as_str()), (1, "bob@example.org"));
    assert!(taken[0].text.contains(&format!("https://jam.example/invite/{}", invitation.code)));
    assert!(taken[0].html.contains("Hi &lt;b&gt;"), "{}", taken[0].html);
}

#[tokio::test]
async fn what_is_refused_for_good_or_over_is_given_up() {
    let stage = Stage::new().await;
    let refused = stage.invite("bob@example.org", true).await;
    stage.mail.refusals.lock().unwrap().push_back(MailError::Never("refused with 550".into()));
    assert_eq!(stage.send_due().await, 1);
    assert_eq!(stage.seen(refused).await.mail, MailState::Failed);
    let revoked = stage.invite("cy@example.org", true).await;
    let revoke = async |session: &mut Session| commands::revoke(session, &stage.code, revoked).await;
    stage.db.db.run(&stage.ada.actor(), revoke).await.unwrap();
    assert_eq!(stage.send_due().await, 1);
    assert_eq!(stage.seen(revoked).await.mail, MailState::Failed);
    assert!(stage.mail.taken.lock().unwrap().is_empty());
}

#[tokio::test]
async fn without_a_mail_server_nothing_waits() {
    let stage = Stage::new().await;
    let id = stage.invite("bob@example.org", false).await;
    assert_eq!((stage.seen(id).await.mail, stage.send_due().await), (MailState::None, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_send_each_mail_once() {
    let stage = Stage::new().await;
    for number in 0..8 {
        stage.invite(&format!("person{number}@example.org"), true).await;
    }
    let (one, other) = tokio::join!(stage.send_due(), stage.send_due());
    assert_eq!(one + other, 8);
    assert_eq!(stage.mail.taken.lock().unwrap().len(), 8);
}
