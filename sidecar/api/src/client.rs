//! The server's client of one sidecar.
//!
//! One connection per request: over a Unix socket that costs tens of microseconds, requests are rare (joins, leaves,
//! mutes), and there is no pool whose stale connections would have to be told from a dead sidecar. Every request is
//! bounded in time and size.

mod events;
mod lines;

use crate::auth::Secret;
pub use crate::endpoint::{BadEndpoint, Endpoint};
use crate::{Connect, Connected, PeerToken, Permit, Refused, RoomToken, Snapshot};
use bytes::Bytes;
pub use events::Events;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::future::Future;
use std::time::{Duration, SystemTime};
use tokio::net::{TcpStream, UnixStream};

/// How long one request may take, from connecting to the last byte of the answer.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(3);
/// Largest answer that the client reads, in bytes (a snapshot of a full sidecar has about 3 MB).
pub const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Controls one sidecar. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    endpoint: Endpoint,
    secret: Secret,
}

/// Why a request did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The sidecar is there and says no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The sidecar is not there, does not answer in time, or answers with something that cannot be read.
    #[error("the sidecar cannot be reached: {0}")]
    Unreachable(String),
}

impl ClientError {
    fn unreachable(cause: impl Display) -> Self {
        ClientError::Unreachable(cause.to_string())
    }
}

impl Client {
    /// A client of the sidecar at `endpoint`. Connects with each request, so the sidecar may come later.
    pub fn new(endpoint: Endpoint, secret: Secret) -> Self {
        Client { endpoint, secret }
    }

    /// Makes a peer (and its room, when it is the first), or renegotiates it. Idempotent per negotiation number.
    pub async fn connect_peer(
        &self,
        room: RoomToken,
        peer: PeerToken,
        connect: &Connect,
    ) -> Result<Connected, ClientError> {
        let body = json(connect)?;
        read(self.call(Method::PUT, &peer_path(room, peer), body).await?)
    }

    /// Says whether a peer's sound may be forwarded. Errors: [`Refused::NoPeer`] when it is gone.
    pub async fn permit(&self, room: RoomToken, peer: PeerToken, permit: Permit) -> Result<(), ClientError> {
        let body = json(&permit)?;
        self.call(Method::PATCH, &peer_path(room, peer), body).await.map(drop)
    }

    /// Drops a peer; also fine when it is not there.
    pub async fn remove_peer(&self, room: RoomToken, peer: PeerToken) -> Result<(), ClientError> {
        self.call(Method::DELETE, &peer_path(room, peer), Bytes::new()).await.map(drop)
    }

    /// Drops a room with everybody in it; also fine when it is not there.
    pub async fn remove_room(&self, room: RoomToken) -> Result<(), ClientError> {
        self.call(Method::DELETE, &format!("/v1/rooms/{room}"), Bytes::new()).await.map(drop)
    }

    /// Everything that the sidecar holds.
    pub async fn snapshot(&self) -> Result<Snapshot, ClientError> {
        read(self.call(Method::GET, "/v1/snapshot", Bytes::new()).await?)
    }

    /// Whether the sidecar is up and takes media.
    pub async fn ready(&self) -> Result<(), ClientError> {
        self.call(Method::GET, "/readyz", Bytes::new()).await.map(drop)
    }

    /// What happens in the sidecar from now on. The first item is [`crate::Event::Hello`]. The stream ends with an
    /// error when the sidecar goes away, says nothing for [`events::SILENCE_MAX`], or has cut a reader that was too
    /// slow; then call again and ask for a [`Client::snapshot`].
    pub async fn events(&self) -> Result<Events, ClientError> {
        let opening = async {
            let (sender, driver) = self.open().await?;
            let body = self.request(sender, Method::GET, "/v1/events", Bytes::new()).await?;
            Ok(Events::new(accepted(body).await?.into_body(), driver))
        };
        bounded(opening).await
    }

    async fn call(&self, method: Method, path: &str, body: Bytes) -> Result<Bytes, ClientError> {
        bounded(async {
            let (sender, _driver) = self.open().await?;
            let response = self.request(sender, method, path, body).await?;
            collect(accepted(response).await?).await
        })
        .await
    }

    async fn request(
        &self,
        mut sender: SendRequest<Full<Bytes>>,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<Response<Incoming>, ClientError> {
        let token = self.secret.authorization(SystemTime::now(), method.as_str(), path);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "sidecar")
            .header(header::AUTHORIZATION, token)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(ClientError::unreachable)?;
        sender.send_request(request).await.map_err(ClientError::unreachable)
    }

    async fn open(&self) -> Result<(SendRequest<Full<Bytes>>, Driver), ClientError> {
        match &self.endpoint {
            Endpoint::Unix(path) => {
                handshake(UnixStream::connect(path).await.map_err(ClientError::unreachable)?).await
            }
            Endpoint::Tcp(address) => {
                handshake(TcpStream::connect(address).await.map_err(ClientError::unreachable)?).await
            }
        }
    }
}

/// The task that moves a connection's bytes; the connection closes when this is dropped.
#[derive(Debug)]
struct Driver(tokio::task::JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn handshake<S>(stream: S) -> Result<(SendRequest<Full<Bytes>>, Driver), ClientError>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
{
    let (sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(ClientError::unreachable)?;
    // What goes wrong on the connection is also what the request fails with.
    let driver = tokio::spawn(async move { drop(connection.await) });
    Ok((sender, Driver(driver)))
}

async fn bounded<T>(work: impl Future<Output = Result<T, ClientError>>) -> Result<T, ClientError> {
    match tokio::time::timeout(REQUEST_TIMEOUT, work).await {
        Ok(result) => result,
        Err(_) => Err(ClientError::unreachable("no answer in time")),
    }
}

async fn accepted(response: Response<Incoming>) -> Result<Response<Incoming>, ClientError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = collect(response).await?;
    match serde_json::from_slice::<Refused>(&body) {
        Ok(refused) => Err(ClientError::Refused(refused)),
        Err(_) => Err(ClientError::unreachable(format_args!("it answered {status}"))),
    }
}

async fn collect(response: Response<Incoming>) -> Result<Bytes, ClientError> {
    let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX);
    Ok(body.collect().await.map_err(ClientError::unreachable)?.to_bytes())
}

fn json(value: &impl serde::Serialize) -> Result<Bytes, ClientError> {
    serde_json::to_vec(value).map(Bytes::from).map_err(ClientError::unreachable)
}

fn read<T: DeserializeOwned>(body: Bytes) -> Result<T, ClientError> {
    serde_json::from_slice(&body).map_err(|_| ClientError::unreachable("its answer cannot be read"))
}

fn peer_path(room: RoomToken, peer: PeerToken) -> String {
    format!("/v1/rooms/{room}/peers/{peer}")
}
