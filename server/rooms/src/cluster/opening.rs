//! Asking the room's process to take a socket: who it belongs to, as this process knows from the cookies.

use super::bus::Bus;
use super::link::{Broken, End, Link};
use super::seal::Key;
use async_nats::Subscriber;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use db::{Actor, GuestClaims, MemberClaims};
use futures::StreamExt;
use model::{Fault, SessionId, UserId};
use model_rooms::RoomCode;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long the room's process gets to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// How far the clocks of two hosts may differ; an older request is not believed.
const FRESH_FOR: Duration = Duration::from_secs(30);

/// Who a socket belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum Who {
    /// Nobody that we know.
    Anonymous,
    /// See [`GuestClaims`].
    Guest {
        /// The guest.
        id: UserId,
        /// Shown to others.
        name: String,
    },
    /// See [`MemberClaims`].
    Member {
        /// The account.
        user: UserId,
        /// The sign-in.
        session: SessionId,
        /// Unique handle.
        username: String,
        /// Shown to others.
        name: String,
    },
}

impl Who {
    /// Of a request's actor. A part of the server has no sockets.
    pub fn of(actor: &Actor) -> Self {
        match actor.clone() {
            Actor::Guest(GuestClaims { id, name }) => Who::Guest { id, name },
            Actor::Member(MemberClaims { user_id: user, session_id: session, username, name }) => {
                Who::Member { user, session, username, name }
            }
            Actor::Anonymous | Actor::Service(_) => Who::Anonymous,
        }
    }

    /// As the database knows them.
    pub fn actor(self) -> Actor {
        match self {
            Who::Anonymous => Actor::Anonymous,
            Who::Guest { id, name } => Actor::Guest(GuestClaims { id, name }),
            Who::Member { user, session, username, name } => {
                Actor::Member(MemberClaims { user_id: user, session_id: session, username, name })
            }
        }
    }
}

/// A request to take a socket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Opening {
    /// Names the socket; never used twice.
    pub socket: Uuid,
    /// The process where the browser is.
    pub edge: Uuid,
    /// The room.
    pub room: RoomCode,
    /// Whose socket.
    pub who: Who,
    /// From where.
    pub ip: IpAddr,
    /// The id of the HTTP request that opened it.
    pub request: String,
}

/// Asks `owner` to take a socket. Errors: what to tell the person; all of them pass.
pub(super) async fn ask(bus: &Arc<Bus>, owner: Uuid, opening: &Opening) -> Result<Link, Fault> {
    let link = Link::open(bus, opening.socket, End::Edge, owner).await.map_err(|Broken| away())?;
    let content = serde_json::to_vec(opening).map_err(|_| away())?;
    let sealed = bus.key.derive("open").seal(now_ms(Utc::now()), &content);
    let asking = bus.client.request(bus.open_subject(owner), sealed);
    let answer = match tokio::time::timeout(ANSWER_WITHIN, asking).await {
        Ok(Ok(message)) => answer_key(&bus.key, opening.socket).open(&message.payload),
        Ok(Err(error)) => {
            tracing::info!(%owner, %error, "the room's process does not answer");
            None
        }
        Err(_) => None,
    };
    let (_, answer) = answer.ok_or_else(away)?;
    let taken: Result<(), Fault> = serde_json::from_slice(&answer).map_err(|_| away())?;
    taken.map(|()| link)
}

fn away() -> Fault {
    Fault::unavailable("The room could not be reached. You will be back in a moment.")
}

/// The requests that come to this process.
pub(crate) struct Door {
    bus: Arc<Bus>,
    requests: Subscriber,
    gate: Gate,
}

/// A request that is to be answered.
pub(crate) struct Asked {
    pub opening: Opening,
    reply: async_nats::Subject,
}

impl Door {
    /// Opens it, without waiting for NATS: who asks before NATS knows it is told to come back. None: the connection has
    /// ended.
    pub async fn open(bus: &Arc<Bus>, process: Uuid) -> Option<Self> {
        let requests = bus.subscribe(bus.open_subject(process)).await?;
        Some(Door { bus: Arc::clone(bus), requests, gate: Gate::new(bus.key.derive("open")) })
    }

    /// The next request that is genuine. None: the connection has ended.
    pub async fn next(&mut self) -> Option<Asked> {
        loop {
            let message = self.requests.next().await?;
            let Some(reply) = message.reply else { continue };
            match self.gate.admit(Instant::now(), Utc::now(), &message.payload) {
                Some(opening) => return Some(Asked { opening, reply }),
                None => tracing::warn!("somebody asked for a socket without the right to"),
            }
        }
    }

    /// The connection that the requests come over.
    pub(crate) fn bus(&self) -> &Arc<Bus> {
        &self.bus
    }
}

/// Answers a request: `taken` says whether the socket is taken. Our end of it, then.
pub(crate) async fn answer(bus: &Arc<Bus>, asked: Asked, taken: Result<(), Fault>) -> Option<Link> {
    let Asked { opening, reply } = asked;
    // Before the answer, so that no frame comes too early.
    let link = Link::open(bus, opening.socket, End::Owner, opening.edge).await.ok()?;
    let content = serde_json::to_vec(&taken).ok()?;
    let sealed = answer_key(&bus.key, opening.socket).seal(0, &content);
    bus.client.publish(reply, sealed).await.ok()?;
    taken.ok().map(|()| link)
}

fn answer_key(key: &Key, socket: Uuid) -> Key {
    key.derive(&format!("open answer {socket}"))
}

fn now_ms(now: DateTime<Utc>) -> u64 {
    u64::try_from(now.timestamp_millis()).unwrap_or(0)
}

/// Tells genuine requests from others: sealed by us, made just now, never seen before. Pure: the time is given.
struct Gate {
    key: Key,
    seen: HashMap<Uuid, Instant>,
}

impl Gate {
    fn new(key: Key) -> Self {
        Gate { key, seen: HashMap::new() }
    }

    fn admit(&mut self, now: Instant, wall: DateTime<Utc>, sealed: &Bytes) -> Option<Opening> {
        let (made_ms, content) = self.key.open(sealed)?;
        if made_ms.abs_diff(now_ms(wall)) > FRESH_FOR.as_millis() as u64 {
            return None;
        }
        let opening: Opening = serde_json::from_slice(&content).ok()?;
        // Twice as long as a request is believed: its clock may be ahead of ours.
        self.seen.retain(|_, at| now.saturating_duration_since(*at) < FRESH_FOR * 2);
        self.seen.insert(opening.socket, now).is_none().then_some(opening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening() -> Opening {
        Opening {
            socket: Uuid::new_v4(),
            edge: Uuid::new_v4(),
            room: RoomCode::parse("abcdefgh").unwrap(),
            who: Who::Guest { id: UserId(Uuid::new_v4()), name: "Gus".into() },
            ip: [10, 0, 0, 1].into(),
            request: "r".into(),
        }
    }

    #[test]
    fn only_a_fresh_request_of_ours_opens_a_socket_and_only_once() {
        let key = Key::of_secret("a secret that is long enough").derive("open");
        let mut gate = Gate::new(key.clone());
        let (start, wall, wanted) = (Instant::now(), Utc::now(), opening());
        let sealed =
            |key: &Key, at: DateTime<Utc>| key.seal(now_ms(at), &serde_json::to_vec(&wanted).unwrap());
        let good = sealed(&key, wall);
        assert_eq!(gate.admit(start, wall, &good), Some(wanted.clone()));
        assert_eq!(gate.admit(start, wall, &good), None, "twice");
        let after = FRESH_FOR + Duration::from_secs(1);
        assert_eq!(gate.admit(start + after, wall + after, &good), None, "long ago");
        assert_eq!(
            Gate::new(key).admit(start + after, wall + after, &good),
            None,
            "long ago, to a new process"
        );
        let forged = sealed(&Key::of_secret("another secret").derive("open"), wall);
        assert_eq!(gate.admit(start, wall, &forged), None, "by somebody else");
    }

    #[test]
    fn who_somebody_is_survives_the_way() {
        let member = Actor::Member(MemberClaims {
            user_id: UserId(Uuid::new_v4()),
            session_id: SessionId(Uuid::new_v4()),
            username: "ada".into(),
            name: "Ada".into(),
        });
        for actor in [member, opening().who.actor(), Actor::Anonymous] {
            let text = serde_json::to_string(&Who::of(&actor)).unwrap();
            assert_eq!(serde_json::from_str::<Who>(&text).unwrap().actor(), actor);
        }
        assert_eq!(Who::of(&Actor::Service("rooms")), Who::Anonymous, "nobody becomes the server");
    }
}
