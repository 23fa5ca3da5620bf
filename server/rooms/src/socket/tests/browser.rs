//! A browser's end of a socket.

use futures::{SinkExt, StreamExt};
use model::Fault;
use model_rooms::Instrument;
use realtime::{ClientMessage, Command, Hello, PROTOCOL, Reply, Resume, RoomEvent, ServerMessage, Snapshot};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long a test waits for what must come. Generous: it only decides how long a failure takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// One connected tab. Answers the server's pings by itself while it waits.
pub(crate) struct Browser {
    socket: WebSocketStream<TcpStream>,
    next_id: u32,
}

/// A hello of a performer.
pub(crate) fn hello(resume: Option<Resume>) -> Hello {
    Hello {
        protocol: PROTOCOL,
        performing: true,
        instrument: Instrument::Bass,
        muted: false,
        sound_checked: true,
        resume,
    }
}

impl Browser {
    pub async fn open(addr: SocketAddr, actor: &str, room: &str, origin: Option<&str>) -> Result<Self, u16> {
        let mut request = format!("ws://{addr}/rooms/{room}/socket").into_client_request().unwrap();
        request.headers_mut().insert("x-actor", actor.parse().unwrap());
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let stream = TcpStream::connect(addr).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Browser { socket, next_id: 100 }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no upgrade and no answer: {error}"),
        }
    }

    /// Sends raw text; the server may have hung up already.
    pub async fn send_text(&mut self, text: impl Into<String>) {
        let _hung_up = self.socket.send(Message::text(text.into())).await;
    }

    pub async fn send_frame(&mut self, frame: Message) {
        let _hung_up = self.socket.send(frame).await;
    }

    /// Sends a command; returns its id.
    pub async fn send(&mut self, command: Command) -> u32 {
        self.next_id += 1;
        let message = ClientMessage { id: self.next_id, command };
        self.send_text(serde_json::to_string(&message).unwrap()).await;
        self.next_id
    }

    /// Sends a command and waits for its reply.
    pub async fn ask(&mut self, command: Command) -> Result<Reply, Fault> {
        let asked = self.send(command).await;
        self.until("a reply", |message| match message {
            ServerMessage::Reply { id, result } if id == asked => Some(result),
            _ => None,
        })
        .await
    }

    /// Enters; the snapshot.
    pub async fn enter(&mut self) -> Snapshot {
        self.send(Command::Hello(hello(None))).await;
        self.snapshot().await
    }

    pub async fn snapshot(&mut self) -> Snapshot {
        self.until("a snapshot", |message| match message {
            ServerMessage::Snapshot(snapshot) => Some(*snapshot),
            _ => None,
        })
        .await
    }

    /// The next event that `pick` picks.
    pub async fn event<T>(&mut self, mut pick: impl FnMut(RoomEvent) -> Option<T>) -> T {
        self.until("an event", |message| match message {
            ServerMessage::Event { event, .. } => pick(*event),
            _ => None,
        })
        .await
    }

    /// Why the server hung up, and whether coming back makes sense.
    pub async fn goodbye(&mut self) -> (Fault, bool) {
        self.until("a goodbye", |message| match message {
            ServerMessage::Goodbye { fault, retry } => Some((fault, retry)),
            _ => None,
        })
        .await
    }

    /// The next message but pings.
    pub async fn next(&mut self) -> ServerMessage {
        self.until("a message", Some).await
    }

    /// The first message that `pick` picks; others are skipped. Panics when none comes.
    pub async fn until<T>(&mut self, what: &str, mut pick: impl FnMut(ServerMessage) -> Option<T>) -> T {
        let waiting = async {
            loop {
                let message =
                    self.receive().await.unwrap_or_else(|| panic!("the socket ended before {what}"));
                if let ServerMessage::Ping = message {
                    self.send_text(r#"{"id":1,"command":{"do":"ping"}}"#).await;
                    continue;
                }
                if matches!(message, ServerMessage::Reply { id: 1, .. }) {
                    continue;
                }
                if let Some(picked) = pick(message) {
                    return picked;
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{what} did not come"))
    }

    /// Waits for the end without answering anything; the messages that came.
    pub async fn until_end(&mut self) -> Vec<ServerMessage> {
        let mut heard = Vec::new();
        let waiting = async {
            while let Some(message) = self.receive().await {
                heard.push(message);
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the server hangs up");
        heard
    }

    async fn receive(&mut self) -> Option<ServerMessage> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    return Some(serde_json::from_str(&text).expect("a message"));
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
}
