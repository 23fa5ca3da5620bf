//! The processes that fail: servers, their sidecars, PostgreSQL.

use anyhow::{Context, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a server may take to start for the first time: it makes its database.
const STARTS_WITHIN: Duration = Duration::from_secs(120);

/// How servers are started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// Where `server` and `sidecar` are.
    pub bin: PathBuf,
    pub site: PathBuf,
    /// The data directory; servers may share it.
    pub data: PathBuf,
    pub nats_url: Option<String>,
}

/// A server.
pub struct Server {
    launch: Launch,
    pub addr: SocketAddr,
    media: SocketAddr,
    log: PathBuf,
    child: Option<Child>,
}

impl Server {
    /// Starts one on ports of its own.
    pub fn start(launch: &Launch, number: usize) -> anyhow::Result<Self> {
        let log = launch.data.join(format!("server-{number}.log"));
        let mut server =
            Server { launch: launch.clone(), addr: free_tcp()?, media: free_udp()?, log, child: None };
        server.start_again()?;
        Ok(server)
    }

    /// Starts it as it was.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        let log = File::options().create(true).append(true).open(&self.log).context("the log")?;
        let mut command = Command::new(self.launch.bin.join("server"));
        command
            .env("OPENSTUDIO_DATA", &self.launch.data)
            .env("OPENSTUDIO_SITE", &self.launch.site)
            .env("OPENSTUDIO_ADDR", self.addr.to_string())
            // The musicians name the address that they connect to, which is not the server's.
            .env("OPENSTUDIO_LIMIT_FACTOR", "1000")
            .env("SIDECAR_MEDIA_ADDR", self.media.to_string())
            .env_remove("DATABASE_URL")
            .env_remove("NATS_URL");
        if let Some(url) = &self.launch.nats_url {
            command.env("NATS_URL", url);
        }
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn();
        self.child = Some(child.context("the server cannot be started")?);
        Ok(())
    }

    /// Kills it at once.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("no server to kill")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    pub fn is_running(&self) -> bool {
        self.child.is_some()
    }

    /// Kills its sidecar.
    pub fn kill_sidecar(&self) -> anyhow::Result<()> {
        let server = self.child.as_ref().context("no server")?.id();
        let Some(pid) = sidecar_of(server) else { bail!("no sidecar to kill") };
        Ok(kill_process(pid, Signal::KILL)?)
    }

    /// Asks it to stop, and waits.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        if let Some(pid) = Pid::from_raw(child.id().cast_signed()) {
            let _gone = kill_process(pid, Signal::TERM);
        }
        let _ended = child.wait();
    }

    /// Waits until it takes requests.
    pub async fn ready(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + STARTS_WITHIN;
        while self.get("/readyz").await.is_err() {
            ensure!(Instant::now() < deadline, "the server does not start; see {}", self.log.display());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Whether rooms run in it.
    pub async fn runs_rooms(&self) -> bool {
        let metrics = self.get("/metrics").await.unwrap_or_default();
        let live = metrics.lines().find_map(|line| line.strip_prefix("rooms_live "));
        live.is_some_and(|live| live.trim() != "0")
    }

    async fn get(&self, path: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(self.addr).await?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.addr);
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        ensure!(
            answer.starts_with("HTTP/1.1 200"),
            "it answered {}",
            answer.lines().next().unwrap_or_default()
        );
        Ok(answer)
    }
}

/// PostgreSQL's first process.
pub fn postmaster(data: &Path) -> anyhow::Result<Pid> {
    let text =
        std::fs::read_to_string(data.join("postgres/cluster/postmaster.pid")).context("no PostgreSQL")?;
    let pid = text.lines().next().and_then(|line| line.trim().parse().ok()).and_then(Pid::from_raw);
    pid.context("no PostgreSQL")
}

/// Kills PostgreSQL's first process.
pub fn kill_database(data: &Path) -> anyhow::Result<()> {
    Ok(kill_process(postmaster(data)?, Signal::KILL)?)
}

/// A server's child called `sidecar`: `/proc/<pid>/stat` is `pid (name) state parent …`.
fn sidecar_of(server: u32) -> Option<Pid> {
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    processes
        .filter_map(|process| {
            let stat = std::fs::read_to_string(process.path().join("stat")).ok()?;
            let (before, after) = stat.rsplit_once(')')?;
            let parent: u32 = after.split_whitespace().nth(1)?.parse().ok()?;
            let is_it = parent == server && before.ends_with("(sidecar");
            is_it.then(|| Pid::from_raw(process.file_name().to_str()?.parse().ok()?)).flatten()
        })
        .next()
}

fn free_tcp() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

fn free_udp() -> anyhow::Result<SocketAddr> {
    Ok(std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
