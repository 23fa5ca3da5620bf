//! A browser's socket, as far as the doors need it.

use super::refused;
use super::venue::Venue;
use crate::client::ORIGIN;
use futures::{SinkExt, StreamExt};
use model::Fault;
use model_rooms::Instrument;
use realtime::{
    ClientMessage, Command, Hello, MediaState, PROTOCOL, Reply, RoomEvent, ServerMessage, Snapshot,
};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::Rtc;
use str0m::media::{Direction, MediaKind};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use uuid::Uuid;

/// How long a test waits for what must come. Generous: it only decides how long a failure takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open socket.
pub struct Caller {
    socket: WebSocketStream<TcpStream>,
    media: Option<MediaState>,
    ended: bool,
    next_id: u32,
}

impl Caller {
    pub async fn call(venue: &Venue, person: &str, code: &str) -> Caller {
        Caller::open(venue.addr, venue.cookies(person), code).await
    }

    pub async fn open(addr: SocketAddr, cookies: &BTreeMap<String, String>, code: &str) -> Caller {
        let mut request = format!("ws://{addr}/rooms/{code}/socket").into_client_request().unwrap();
        let cookies: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = request.headers_mut();
        headers.insert("origin", ORIGIN.parse().unwrap());
        headers.insert("host", "jam.example".parse().unwrap());
        headers.insert("cookie", cookies.join("; ").parse().unwrap());
        let stream = TcpStream::connect(addr).await.unwrap();
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        Caller { socket, media: None, ended: false, next_id: 0 }
    }

    /// Says hello; what came of it.
    pub async fn enter(&mut self, performing: bool) -> String {
        let hello = Hello {
            protocol: PROTOCOL,
            performing,
            instrument: Instrument::Guitar,
            muted: false,
            sound_checked: true,
            resume: None,
        };
        let id = self.send(Command::Hello(hello)).await;
        let mut snapshot = None;
        loop {
            match self.next().await {
                ServerMessage::Snapshot(seen) => snapshot = Some(*seen),
                ServerMessage::Waiting => return "waits".to_owned(),
                ServerMessage::Reply { id: answered, result } if answered == id => match result {
                    Ok(_) => return inside(&snapshot.expect("a snapshot before the answer")),
                    Err(fault) => return self.sent_away(&fault).await,
                },
                ServerMessage::Goodbye { fault, .. } => panic!("no answer before the goodbye: {fault}"),
                _ => {}
            }
        }
    }

    /// A refusal is followed by a goodbye that says the same.
    async fn sent_away(&mut self, answer: &Fault) -> String {
        loop {
            if let ServerMessage::Goodbye { fault, retry } = self.next().await {
                assert_eq!((&fault, retry), (answer, false));
                self.ended = true;
                return refused(answer);
            }
        }
    }

    /// Offers sound; what came of it.
    pub async fn offer(&mut self) -> String {
        if self.ended {
            return "refused before".to_owned();
        }
        while self.media == Some(MediaState::Down) {
            self.next().await;
        }
        let connection = Uuid::new_v4();
        let id = self.send(Command::Offer { connection, sdp: offer() }).await;
        loop {
            if let ServerMessage::Reply { id: answered, result } = self.next().await
                && answered == id
            {
                return match result {
                    Ok(Reply::Answer { connection: answered, sdp }) => {
                        assert!(answered == connection && sdp.contains("a=ice-lite"), "{sdp}");
                        "answered".to_owned()
                    }
                    Ok(other) => panic!("an answer was expected: {other:?}"),
                    Err(fault) => refused(&fault),
                };
            }
        }
    }

    /// Leaves, and waits until the server has closed: the place is free then.
    pub async fn leave(mut self) {
        if !self.ended {
            self.send(Command::Leave).await;
        }
        let until_closed = async { while let Some(Ok(_)) = self.socket.next().await {} };
        tokio::time::timeout(PATIENCE, until_closed).await.expect("the server hangs up");
    }

    async fn send(&mut self, command: Command) -> u32 {
        self.next_id += 1;
        let message = ClientMessage { id: self.next_id, command };
        self.socket.send(Message::text(serde_json::to_string(&message).unwrap())).await.unwrap();
        self.next_id
    }

    /// The next message but the server's pings, which it answers.
    async fn next(&mut self) -> ServerMessage {
        loop {
            let received = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a message");
            let text = match received {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(_)) => continue,
                other => panic!("the socket ended: {other:?}"),
            };
            let message: ServerMessage = serde_json::from_str(&text).unwrap();
            match &message {
                ServerMessage::Ping => {
                    let ping = ClientMessage { id: 0, command: Command::Ping };
                    self.socket.send(Message::text(serde_json::to_string(&ping).unwrap())).await.unwrap();
                    continue;
                }
                ServerMessage::Snapshot(snapshot) => self.media = Some(snapshot.media),
                ServerMessage::Event { event, .. } => {
                    if let RoomEvent::Media { state } = **event {
                        self.media = Some(state);
                    }
                }
                _ => {}
            }
            return message;
        }
    }
}

fn inside(snapshot: &Snapshot) -> String {
    let own = snapshot.participants.iter().find(|who| who.id == snapshot.you).expect("oneself");
    let part = if own.performing { "plays" } else { "listens" };
    let staff = if own.staff { ", staff" } else { "" };
    format!("in as {}{staff}, {part}", own.role.as_str())
}

/// What a browser offers: one track to send, some to receive.
fn offer() -> String {
    let mut rtc = Rtc::builder().clear_codecs().enable_opus(true, false).build(Instant::now());
    let mut api = rtc.sdp_api();
    api.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
    api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    let (offer, _) = api.apply().expect("an offer");
    offer.to_sdp_string()
}
