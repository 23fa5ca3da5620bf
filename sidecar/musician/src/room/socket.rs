//! The room's WebSocket.

use super::entry::{Asker, connect};
use super::{Place, ServerUrl};
use futures::{SinkExt, StreamExt};
use http::{HeaderValue, header};
use model::{Fault, limits};
use realtime::{ClientMessage, Command, ServerMessage};
use std::fmt::Display;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

const TIME_MAX: Duration = Duration::from_secs(5);
/// The server's largest message is a snapshot with a page of chat.
const MESSAGE_BYTES_MAX: usize = 16 * limits::SOCKET_MESSAGE_BYTES_MAX;

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    next_id: u32,
}

/// The socket is of no use.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// It broke, or never opened.
    #[error("{0}")]
    Broken(String),
    /// The server did not open it.
    #[error("{0}")]
    Refused(Fault),
}

impl SocketError {
    fn broken(cause: impl Display) -> Self {
        SocketError::Broken(cause.to_string())
    }
}

impl Socket {
    /// Opens the room's socket with the guest's cookies.
    pub async fn open(place: &Place, cookie: &str) -> Result<Self, SocketError> {
        let path = format!("/rooms/{}/socket", place.room);
        let asker = Asker { cookies: Some(cookie.to_owned()), from: None };
        Self::open_at(&place.url, &path, &asker, TIME_MAX).await
    }

    /// Opens any socket of the server.
    pub(crate) async fn open_at(
        url: &ServerUrl,
        path: &str,
        asker: &Asker,
        within: Duration,
    ) -> Result<Self, SocketError> {
        let opening = Self::connect(url, path, asker);
        tokio::time::timeout(within, opening)
            .await
            .unwrap_or_else(|_| Err(SocketError::broken("no answer in time")))
    }

    async fn connect(server: &ServerUrl, path: &str, asker: &Asker) -> Result<Self, SocketError> {
        let url = format!("ws://{}{path}", server.authority());
        let mut request = url.into_client_request().map_err(SocketError::broken)?;
        let origin = HeaderValue::try_from(server.to_string()).map_err(SocketError::broken)?;
        request.headers_mut().insert(header::ORIGIN, origin);
        if let Some(cookies) = &asker.cookies {
            let cookies = HeaderValue::try_from(cookies).map_err(SocketError::broken)?;
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        let tcp = connect(server, asker.from).await.map_err(SocketError::broken)?;
        tcp.set_nodelay(true).map_err(SocketError::broken)?;
        let config = WebSocketConfig::default().max_message_size(Some(MESSAGE_BYTES_MAX));
        match client_async_with_config(request, tcp, Some(config)).await {
            Ok((stream, _)) => Ok(Socket { stream, next_id: 0 }),
            Err(Error::Http(response)) => {
                let body = response.body().as_deref().unwrap_or_default();
                Err(match (serde_json::from_slice(body), response.status().as_u16()) {
                    (Ok(fault), _) => SocketError::Refused(fault),
                    (_, 401) => SocketError::Refused(Fault::Unauthenticated),
                    (_, 404) => SocketError::Refused(Fault::NotFound),
                    (_, status) => SocketError::broken(format_args!("it answered {status}")),
                })
            }
            Err(error) => Err(SocketError::broken(error)),
        }
    }

    /// Sends a command; returns the id that its reply will have.
    pub async fn send(&mut self, command: Command) -> Result<u32, SocketError> {
        self.next_id += 1;
        let message = ClientMessage { id: self.next_id, command };
        let text = serde_json::to_string(&message).map_err(SocketError::broken)?;
        self.stream.send(Message::text(text)).await.map_err(SocketError::broken)?;
        Ok(self.next_id)
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: String) -> Result<(), SocketError> {
        self.stream.send(Message::text(text)).await.map_err(SocketError::broken)
    }

    /// The next message. Safe to cancel.
    pub async fn next(&mut self) -> Result<ServerMessage, SocketError> {
        serde_json::from_str(&self.next_text().await?).map_err(SocketError::broken)
    }

    /// The next message as it comes. Safe to cancel.
    pub async fn next_text(&mut self) -> Result<Utf8Bytes, SocketError> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(_))) | None => {
                    return Err(SocketError::broken("the server closed it"));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(SocketError::broken(error)),
            }
        }
    }
}
