//! What people do in rooms moves their progress: rooms count and tell ([`server_rooms::sessions`]), people are paid
//! ([`server_people::jams`]), and this stands between, since neither area knows the other.
//!
//! What is owed stands in the database: a closed session that is not marked as paid. So a server that ends between
//! closing and paying pays after its next start, and two servers pay nothing twice.

use chrono::Utc;
use db::{Actor, Db, Error, Session};
use model::UserId;
use server_people::jams::{self, EndedJam};
use server_rooms::sessions::{EndedSession, Happening, commands};
use std::collections::HashSet;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// In whose name people are paid.
const SERVICE: Actor = Actor::Service("progress");
/// Happenings that may wait; they are only hints.
const WAITING_MAX: usize = 1_024;
/// How soon somebody's achievements are looked at after something was counted. Reactions are counted in batches.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How often unpaid sessions are looked for without a hint; also at the start.
const SWEEP: Duration = Duration::from_secs(60);
/// Sessions that one look pays for.
const SESSIONS_MAX: i64 = 200;

/// The way on which rooms tell what happens.
pub fn channel() -> (mpsc::Sender<Happening>, mpsc::Receiver<Happening>) {
    mpsc::channel(WAITING_MAX)
}

/// Pays and unlocks until `stop`, and then what is left to pay.
pub async fn follow(db: Db, mut happenings: mpsc::Receiver<Happening>, stop: CancellationToken) {
    let (mut look, mut sweep) = (interval(LOOK_AGAIN), interval(SWEEP));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut counted = HashSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = sweep.tick() => pay_what_is_owed(&db).await,
            _ = look.tick() => look_again(&db, std::mem::take(&mut counted)).await,
            Some(happening) = happenings.recv() => match happening {
                Happening::SessionEnded => pay_what_is_owed(&db).await,
                Happening::Counted(user) => {
                    counted.insert(user);
                }
            },
        }
    }
    pay_what_is_owed(&db).await;
}

/// Pays all sessions that are closed and unpaid, each in a transaction of its own: one that cannot be paid stops no
/// other, and is tried again.
pub async fn pay_what_is_owed(db: &Db) {
    let owed = db.run(&SERVICE, async |session| commands::unpaid(session, SESSIONS_MAX).await).await;
    let owed = owed.unwrap_or_else(|error| {
        tracing::warn!(%error, "the sessions that are to be paid are not known");
        Vec::new()
    });
    for id in owed {
        if let Err(error) = db.run(&SERVICE, async |session| pay(session, id).await).await {
            tracing::warn!(%error, session = %id, "a session could not be paid; it will be");
        }
    }
}

/// Pays one session, unless it was paid meanwhile.
async fn pay(session: &mut Session, id: Uuid) -> Result<(), Error> {
    let Some(ended) = commands::claim(session, id).await? else { return Ok(()) };
    let user = ended.user_id;
    let unlocked = jams::commands::award(session, user, &jam(ended)).await?;
    if !unlocked.is_empty() {
        tracing::debug!(%user, ?unlocked, "unlocked after a session");
    }
    commands::paid(session, id).await
}

async fn look_again(db: &Db, people: HashSet<UserId>) {
    for user in people {
        let look =
            async |session: &mut Session| jams::commands::look_again(session, user, None, Utc::now()).await;
        if let Err(error) = db.run(&SERVICE, look).await {
            // The end of their session looks again.
            tracing::warn!(%error, %user, "somebody's achievements could not be looked at");
        }
    }
}

/// A session as people's progress knows it.
fn jam(ended: EndedSession) -> EndedJam {
    EndedJam {
        id: ended.id,
        room_id: ended.room_id,
        room_is_public: ended.room_is_public,
        began: ended.joined_at,
        ended: ended.left_at,
        last_ended: ended.last_left_at,
        jam_seconds: ended.jam_seconds,
        instrument: ended.instrument,
        is_owner: ended.was_owner,
        messages: ended.messages,
        reactions_given: ended.reactions_given,
        fires_received: ended.fires_received,
        was_full: ended.was_full,
        joined_after_s: ended.joined_after_s,
        collaborators: ended.collaborators,
    }
}
