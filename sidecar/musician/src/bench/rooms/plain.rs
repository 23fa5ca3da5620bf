//! What a WebSocket costs without a room: a server that passes every text on to everybody, and knows nothing.

use super::Failure;
use super::hall::free_tcp_port;
use crate::bench::process::end;
use crate::room::ServerUrl;
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::sync::broadcast;

/// Texts that a slow reader may be behind.
const BEHIND_MAX: usize = 1024;

/// What is read at once.
const READ_BYTES: usize = 4 * 1024;

/// Serves until the process is ended.
pub async fn serve(addr: SocketAddr) -> Result<(), Failure> {
    let (said, _) = broadcast::channel::<Utf8Bytes>(BEHIND_MAX);
    let app = Router::new().route("/", get(open)).with_state(said);
    let listener = tokio::net::TcpListener::bind(addr).await?;
    Ok(axum::serve(listener, app).await?)
}

async fn open(State(said): State<broadcast::Sender<Utf8Bytes>>, upgrade: WebSocketUpgrade) -> Response {
    // As the rooms' sockets have it: the default clears and holds 128 KiB for every read.
    upgrade.read_buffer_size(READ_BYTES).on_upgrade(move |socket| pass_on(said, socket))
}

/// Until either side ends it.
async fn pass_on(said: broadcast::Sender<Utf8Bytes>, mut socket: WebSocket) {
    let mut heard = said.subscribe();
    loop {
        tokio::select! {
            text = heard.recv() => {
                let Ok(text) = text else { return };
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => drop(said.send(text)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
        }
    }
}

/// Such a server in a process of its own.
pub(super) struct PlainServer {
    pub url: ServerUrl,
    pub pid: u32,
    child: Child,
}

impl PlainServer {
    /// Starts it and waits until it is there.
    pub async fn start() -> Result<Self, Failure> {
        let addr = free_tcp_port()?;
        let child = Command::new(std::env::current_exe()?)
            .args(["plain-server", "--addr", &addr.to_string()])
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let pid = child.id().ok_or("the plain server ended at once")?;
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(addr).await.is_ok() {
                return Ok(PlainServer { url: format!("http://{addr}").parse()?, pid, child });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("the plain server does not become ready".into())
    }

    /// Ends it.
    pub async fn stop(mut self) {
        end(&mut self.child, self.pid).await;
    }
}
