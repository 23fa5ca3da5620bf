//! The way of mailed invitations: queued in the database with the invitation itself, sent after its commit, and tried
//! again for hours while the mail server is away. A process that dies between sending and noting it sends once more.

use super::letter::{Told, letter};
use crate::running::records::SERVICE;
use chrono::{DateTime, Utc};
use db::{Db, Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use mail::{Mail, MailError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often the queue is looked into when nobody says that something waits.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Invitations that are taken at once.
const AT_ONCE: usize = 10;
/// After so many tries (about six hours) an invitation is not mailed any more; its link works all the same.
const TRIES_MAX: i32 = 12;

/// Mails invitations. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    mail: Arc<dyn Mail>,
    waiting: Arc<Notify>,
}

impl Post {
    /// Through `mail`.
    pub fn new(mail: Arc<dyn Mail>) -> Self {
        Post { mail, waiting: Arc::default() }
    }

    /// Looks into the queue now.
    pub(crate) fn wake(&self) {
        self.waiting.notify_one();
    }

    /// Sends what waits, until `stop`. `origin` is the address under which people reach us.
    pub(crate) async fn run(self, db: Db, origin: String, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match stop.run_until_cancelled(self.send_due(&db, &origin)).await {
                // As many as were asked for: there may be more.
                Some(Ok(AT_ONCE)) => continue,
                Some(Ok(_)) => {}
                Some(Err(error)) => tracing::warn!(%error, "the queue of invitations to mail cannot be read"),
                None => break,
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.waiting.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Sends what is due; answers how many were taken.
    pub(super) async fn send_due(&self, db: &Db, origin: &str) -> Result<usize, Error> {
        let due = db.run(&SERVICE, async |session: &mut Session| take(session).await).await?;
        let taken = due.len();
        for one in due {
            let (id, outcome) = (one.id, self.send(one, origin).await);
            db.run(&SERVICE, async move |session: &mut Session| note(session, id, outcome).await).await?;
        }
        Ok(taken)
    }

    async fn send(&self, due: Due, origin: &str) -> Outcome {
        if !due.is_valid {
            return Outcome::GivenUp;
        }
        let told = Told {
            to: due.address,
            room: due.room,
            inviter: due.inviter,
            message: due.message.unwrap_or_default(),
            expires_at: due.expires_at,
            link: format!("{origin}/invite/{}", due.code),
        };
        match self.mail.send(&letter(&told)).await {
            Ok(()) => Outcome::Sent,
            Err(MailError::Never(why)) => {
                tracing::warn!(invitation = %due.id, why, "an invitation cannot be mailed");
                Outcome::GivenUp
            }
            Err(MailError::Later(why)) if due.attempts >= TRIES_MAX => {
                tracing::warn!(invitation = %due.id, why, "an invitation was not mailed in many tries");
                Outcome::GivenUp
            }
            Err(MailError::Later(why)) => {
                tracing::info!(invitation = %due.id, why, "an invitation will be mailed later");
                Outcome::Later { attempts: due.attempts }
            }
        }
    }
}

enum Outcome {
    Sent,
    GivenUp,
    Later { attempts: i32 },
}

/// An invitation that is to be mailed now.
#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    room: String,
    #[diesel(sql_type = Nullable<Text>)]
    inviter: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_valid: bool,
}

/// Takes what is due for longer than sending can last, so that no other process sends it too.
async fn take(session: &mut Session) -> Result<Vec<Due>, Error> {
    let sql = format!(
        "with due as (
            select invitation_id from public.room_invitation_mails
            where sent_at is null and given_up_at is null and next_at <= now()
            order by next_at, invitation_id limit {AT_ONCE} for update skip locked),
        taken as (
            update public.room_invitation_mails m
            set attempts = m.attempts + 1, next_at = now() + interval '1 minute' * {AT_ONCE}
            from due where m.invitation_id = due.invitation_id
            returning m.invitation_id, m.attempts)
        select i.id, t.attempts, i.invited_email as address, i.invite_code as code, r.name as room,
            p.display_name::text as inviter, i.message, i.expires_at, public.is_invitation_valid(i.id) as is_valid
        from taken t
        join public.room_invitations i on i.id = t.invitation_id
        join public.rooms r on r.id = i.room_id
        left join public.user_profiles p on p.id::text = i.invited_by"
    );
    Ok(diesel::sql_query(sql).load(session.conn()).await?)
}

async fn note(session: &mut Session, id: Uuid, outcome: Outcome) -> Result<(), Error> {
    use schema::room_invitation_mails as mails;
    let row = mails::table.find(id);
    match outcome {
        Outcome::Sent => {
            diesel::update(row).set(mails::sent_at.eq(diesel::dsl::now)).execute(session.conn()).await?
        }
        Outcome::GivenUp => {
            diesel::update(row).set(mails::given_up_at.eq(diesel::dsl::now)).execute(session.conn()).await?
        }
        Outcome::Later { attempts } => {
            let next_at = Utc::now() + wait_after(attempts);
            diesel::update(row).set(mails::next_at.eq(next_at)).execute(session.conn()).await?
        }
    };
    Ok(())
}

/// Seconds at first, an hour at most.
fn wait_after(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 16)).unwrap_or(1) - 1;
    Duration::from_secs((5 * 2_u64.pow(doublings)).min(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_grow_apart_and_last_for_hours() {
        assert_eq!(wait_after(1), Duration::from_secs(5));
        assert_eq!(wait_after(4), Duration::from_secs(40));
        assert_eq!(wait_after(i32::MAX), Duration::from_secs(3_600));
        let all: Duration = (1..TRIES_MAX).map(wait_after).sum();
        assert!(all > Duration::from_secs(2 * 3_600) && all < Duration::from_secs(8 * 3_600), "{all:?}");
    }
}
