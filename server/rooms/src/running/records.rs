//! What live rooms leave in the database beside the chat: which tracks are published, and when something last happened.
//! Written in order by one task; a database that is away costs these notes, never a room.

use crate::chat::reactions::{Reacted, Reactions};
use crate::rooms::commands;
use db::{Actor, Db};
use model::{ParticipantId, UserId};
use model_rooms::RoomCode;
use sidecar_api::PeerToken;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Records that may wait.
const WAITING_MAX: usize = 4096;
/// In whose name the rooms write.
pub(crate) const SERVICE: Actor = Actor::Service("rooms");

/// One note.
pub(super) enum Record {
    /// A performer's track is there.
    TrackUp { room: RoomCode, peer: PeerToken, participant: ParticipantId, user: UserId },
    /// It is gone.
    TrackDown { peer: PeerToken },
    /// Somebody with an account reacted.
    Reaction(Reacted),
    /// Something happened.
    Touch { room: RoomCode },
}

/// Takes notes without waiting. Cheap to clone.
#[derive(Clone)]
pub(super) struct Records {
    queue: mpsc::Sender<Record>,
    reactions: Reactions,
}

impl Records {
    /// The queue, and the task that writes it down until `stop`.
    pub fn new(db: Db, process: Uuid, stop: CancellationToken) -> (Self, impl Future<Output = ()> + Send) {
        let (queue, mut waiting) = mpsc::channel(WAITING_MAX);
        let (reactions, writing_reactions) = Reactions::new(db.clone(), stop.clone());
        let writing_records = async move {
            while let Some(Some(record)) = stop.run_until_cancelled(waiting.recv()).await {
                write(&db, process, record).await;
            }
        };
        let writing = async move {
            tokio::join!(writing_records, writing_reactions);
        };
        (Records { queue, reactions }, writing)
    }

    /// Queues a note; dropped (and said so) when far too many wait.
    pub fn push(&self, record: Record) {
        if let Record::Reaction(reacted) = &record {
            return self.reactions.push(reacted);
        }
        if self.queue.try_send(record).is_err() {
            tracing::warn!("a note about a room was dropped: too many wait for the database");
        }
    }
}

async fn write(db: &Db, process: Uuid, record: Record) {
    let result = match record {
        Record::TrackUp { room, peer, participant, user } => {
            db.run(&SERVICE, async |session| {
                commands::track_up(session, process, &room, peer.0, participant, user).await
            })
            .await
        }
        Record::TrackDown { peer } => {
            db.run(&SERVICE, async |session| commands::track_down(session, peer.0).await).await
        }
        // In batches of their own.
        Record::Reaction(_) => Ok(()),
        Record::Touch { room } => {
            db.run(&SERVICE, async |session| commands::touch(session, &room).await).await
        }
    };
    if let Err(error) = result {
        tracing::warn!(%error, "a note about a room could not be written");
    }
}
