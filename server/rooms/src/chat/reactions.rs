//! Reactions of accounts as rows beside the messages, written in batches: somebody who reacts waits for no database,
//! and a room full of people who react makes one statement of it.

use chrono::{DateTime, Utc};
use db::{Db, Error, Session};
use diesel::sql_types::Jsonb;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_rooms::{Reaction, RoomCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::running::records::SERVICE;

/// Reactions that may wait; 200 people who react every second fill it in 40 s.
const WAITING_MAX: usize = 8_192;
/// Most of one statement.
const BATCH_MAX: usize = 500;
/// How long reactions gather before they are written.
const GATHER: Duration = Duration::from_millis(500);
/// How soon a batch is tried again while the database is away.
const RETRY: Duration = Duration::from_secs(2);

/// Somebody with an account reacted.
#[derive(Clone, Debug, PartialEq)]
pub struct Reacted {
    /// Where.
    pub room: RoomCode,
    /// Who.
    pub from: UserId,
    /// To whom; none: to everybody, or to somebody without an account.
    pub to: Option<UserId>,
    /// With what.
    pub reaction: Reaction,
    /// When.
    pub at: DateTime<Utc>,
}

/// Takes reactions without waiting. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Reactions {
    queue: mpsc::Sender<Value>,
}

impl Reactions {
    /// The queue, and the task that writes it down until `stop`, and then the rest of it.
    pub fn new(db: Db, stop: CancellationToken) -> (Self, impl Future<Output = ()> + Send) {
        let (queue, waiting) = mpsc::channel(WAITING_MAX);
        (Reactions { queue }, write_down(db, waiting, stop))
    }

    /// Queues one; dropped (and said so) when far too many wait for the database.
    pub fn push(&self, reacted: &Reacted) {
        if self.queue.try_send(row(reacted)).is_err() {
            tracing::warn!("a reaction was not written down: too many wait for the database");
        }
    }
}

/// With its id from here on, so that writing it twice counts it once.
fn row(reacted: &Reacted) -> Value {
    json!({
        "id": Uuid::now_v7(),
        "room_id": reacted.room,
        "user_id": reacted.from,
        "target_user_id": reacted.to,
        "reaction": reacted.reaction,
        "created_at": reacted.at,
    })
}

async fn write_down(db: Db, mut waiting: mpsc::Receiver<Value>, stop: CancellationToken) {
    let mut batch = Vec::new();
    while stop.run_until_cancelled(waiting.recv_many(&mut batch, 1)).await.is_some_and(|read| read > 0) {
        let _stopped = stop.run_until_cancelled(sleep(GATHER)).await;
        while let Ok(reacted) = waiting.try_recv() {
            batch.push(reacted);
            if batch.len() == BATCH_MAX {
                break;
            }
        }
        while !stored(&db, &batch).await && stop.run_until_cancelled(sleep(RETRY)).await.is_some() {}
        batch.clear();
    }
    waiting.close();
    while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
        stored(&db, &batch).await;
        batch.clear();
    }
}

async fn stored(db: &Db, batch: &[Value]) -> bool {
    let reactions = Value::from(batch);
    let result = db.run(&SERVICE, async |session| store(session, &reactions).await).await;
    if let Err(error) = &result {
        tracing::warn!(%error, count = batch.len(), "reactions could not be written down");
    }
    result.is_ok()
}

/// Stores reactions and counts them; those that are there already count no more. By the server itself.
async fn store(session: &mut Session, reactions: &Value) -> Result<(), Error> {
    diesel::sql_query("select public.store_reactions($1)")
        .bind::<Jsonb, _>(reactions)
        .execute(session.conn())
        .await?;
    Ok(())
}
