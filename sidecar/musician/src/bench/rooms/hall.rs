//! A server of our own with its sidecar and database, in a folder that goes when it closes.

use super::Failure;
use crate::bench::process::{child_of, end};
use crate::room::ServerUrl;
use crate::room::entry::{Asker, submit};
use model_rooms::RoomCode;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use uuid::Uuid;

/// How long the server gets to make its database and come up.
const START_WITHIN: Duration = Duration::from_secs(60);

/// The running server.
pub(super) struct Hall {
    pub url: ServerUrl,
    /// Process ids.
    pub server: u32,
    pub sidecar: u32,
    child: Child,
    data: PathBuf,
}

impl Hall {
    /// Starts `program`, or the server beside our own program, and waits until it is ready. `audience`: so many may
    /// listen beyond a room's own places.
    pub async fn open(program: Option<&Path>, audience: u16) -> Result<Self, Failure> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?.with_file_name("server"),
        };
        let data = std::env::temp_dir().join(format!("rooms-bench-{}", Uuid::new_v4().simple()));
        let (web, media) = (free_tcp_port()?, free_media_port()?);
        let child = Command::new(&program)
            .env("OPENSTUDIO_DATA", &data)
            .env("OPENSTUDIO_ADDR", web.to_string())
            .env("OPENSTUDIO_LIMIT_FACTOR", "100000")
            .env("OPENSTUDIO_AUDIENCE_MAX", audience.to_string())
            .env("SIDECAR_MEDIA_ADDR", media.to_string())
            .env("SIDECAR_PUBLIC_IPS", "127.0.0.1")
            .env("RUST_LOG", "warn")
            .env_remove("DATABASE_URL")
            .env_remove("NATS_URL")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let server = child.id().ok_or("the server ended at once")?;
        let url: ServerUrl = format!("http://{web}").parse()?;
        let mut hall = Hall { url, server, sidecar: 0, child, data };
        tokio::time::timeout(START_WITHIN, hall.wait())
            .await
            .map_err(|_| "the server does not become ready")??;
        Ok(hall)
    }

    /// Until somebody can come in and the sidecar is there.
    async fn wait(&mut self) -> Result<(), Failure> {
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended: {status}").into());
            }
            let is_up = tokio::net::TcpStream::connect(self.url.authority()).await.is_ok();
            if let Some(sidecar) = child_of(self.server, "sidecar").filter(|_| is_up) {
                self.sidecar = sidecar;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Makes public rooms with so many places, by an account's form.
    pub async fn make_rooms(&self, rooms: u16, places: u16) -> Result<Vec<RoomCode>, Failure> {
        let account = [
            ("form[username]", "bench"),
            ("form[email]", "bench@example.org"),
            ("form[password]", "a bench in the park"),
            ("form[next]", "/lobby"),
        ];
        let entered = submit(&self.url, "/api/sign_up", &account, &Asker::default()).await?;
        let asker = Asker { cookies: entered.cookies, from: None };
        let places = places.max(2).to_string();
        let mut codes = Vec::new();
        for number in 1..=rooms {
            let name = format!("Room {number}");
            let form = [
                ("form[name]", name.as_str()),
                ("form[visibility]", "public"),
                ("form[max_users]", places.as_str()),
            ];
            let made = submit(&self.url, "/api/open_room", &form, &asker).await?;
            let code = made.location.as_deref().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
            codes.push(RoomCode::parse(code)?);
        }
        Ok(codes)
    }

    /// Ends the server in good order and takes its folder away.
    pub async fn close(mut self) {
        end(&mut self.child, self.server).await;
        if let Err(error) = std::fs::remove_dir_all(&self.data) {
            tracing::warn!(%error, folder = %self.data.display(), "left behind");
        }
    }
}

/// A port that nobody has at this moment.
pub(super) fn free_tcp_port() -> std::io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// The sidecar takes the same number for UDP and TCP.
fn free_media_port() -> std::io::Result<SocketAddr> {
    loop {
        let addr = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        if TcpListener::bind(addr).is_ok() {
            return Ok(addr);
        }
    }
}
