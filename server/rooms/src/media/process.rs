//! The sidecar as a child process: started with a secret of its own, started again when it dies, stopped with us.

use super::restarts::Restarts;
use rand::Rng;
use rustix::process::{Pid, Signal, kill_process};
use sidecar_api::auth::Secret;
use sidecar_api::client::{Client, Endpoint};
use std::fs;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How often the sidecar is asked whether it is there, and how long it may take to say so.
const PING_EVERY: Duration = Duration::from_secs(1);
/// A sidecar that missed so many answers in a row hangs, and is killed.
const MISSES_MAX: u32 = 3;
/// How long a new one may take before its first answer.
const STARTS_WITHIN: Duration = Duration::from_secs(10);
/// How long it may take to stop before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(3);
/// Longest path of a Unix socket that every system takes, in bytes.
const SOCKET_PATH_BYTES_MAX: usize = 100;

/// How the sidecar is started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The executable.
    pub program: PathBuf,
    /// Directory for the control socket, made when it is missing.
    pub runtime_dir: PathBuf,
    /// Address for media, UDP and TCP.
    pub media_addr: SocketAddr,
    /// Addresses to announce; empty: those of the interfaces.
    pub public_ips: Vec<IpAddr>,
}

/// A sidecar that is ours.
pub(super) struct Process {
    launch: Launch,
    socket: PathBuf,
    /// A directory made for the socket alone, removed at the end.
    own_dir: Option<PathBuf>,
    secret_text: String,
    secret: Secret,
}

impl Process {
    /// Makes the control socket's directory and the secret.
    pub(super) fn prepare(launch: Launch) -> io::Result<Self> {
        let (socket, own_dir) = place_socket(&launch.runtime_dir)?;
        let secret_text = random_text();
        let secret = Secret::new(&secret_text).map_err(io::Error::other)?;
        Ok(Process { launch, socket, own_dir, secret_text, secret })
    }

    pub(super) fn endpoint(&self) -> Endpoint {
        Endpoint::Unix(self.socket.clone())
    }

    pub(super) fn secret(&self) -> Secret {
        self.secret.clone()
    }

    /// Runs it until `stop`, then stops it. `client` asks it whether it is there.
    pub(super) async fn keep_alive(self, client: Client, stop: CancellationToken) {
        let mut restarts = Restarts::default();
        while !stop.is_cancelled() {
            match self.spawn() {
                Ok(child) => run(child, &client, &stop).await,
                Err(cause) => {
                    tracing::error!(%cause, program = %self.launch.program.display(), "the sidecar cannot be started");
                }
            }
            if stop.is_cancelled() {
                break;
            }
            metrics::counter!("room_sidecar_restarts_total").increment(1);
            stop.run_until_cancelled(tokio::time::sleep(restarts.wait(Instant::now()))).await;
        }
        let _gone = fs::remove_file(&self.socket);
        if let Some(dir) = &self.own_dir {
            let _gone = fs::remove_dir(dir);
        }
    }

    fn spawn(&self) -> io::Result<Child> {
        // What a process that was killed left behind.
        let _gone = fs::remove_file(&self.socket);
        let ips: Vec<String> = self.launch.public_ips.iter().map(IpAddr::to_string).collect();
        let mut command = Command::new(&self.launch.program);
        command
            .env("SIDECAR_CONTROL", self.endpoint().to_string())
            .env("SIDECAR_SECRET", &self.secret_text)
            .env("SIDECAR_MEDIA_ADDR", self.launch.media_addr.to_string())
            // It decodes what strangers send: it gets none of the server's own secrets.
            .env_remove("DATABASE_URL")
            .env_remove("DATABASE_LOGIN_URL")
            .env_remove("OPENSTUDIO_SECRET")
            // Also when the server is killed: two sidecars cannot share the media port.
            .env("SIDECAR_EXIT_WITH_PARENT", "true")
            // Ctrl-C in the terminal is for the server, which then stops the sidecar in order.
            .process_group(0)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        match ips.is_empty() {
            true => command.env_remove("SIDECAR_PUBLIC_IPS"),
            false => command.env("SIDECAR_PUBLIC_IPS", ips.join(",")),
        };
        let child = command.spawn()?;
        tracing::info!(pid = child.id(), "the sidecar was started");
        Ok(child)
    }
}

/// Waits for the end of a child, or ends it: at `stop`, and when it is there but does not answer.
async fn run(mut child: Child, client: &Client, stop: &CancellationToken) {
    tokio::select! {
        status = child.wait() => match status {
            Ok(status) => tracing::error!(%status, "the sidecar died"),
            Err(cause) => tracing::error!(%cause, "the sidecar cannot be waited for"),
        },
        () = stop.cancelled() => stop_child(child).await,
        () = hung(|| answers(client.clone())) => {
            tracing::error!("the sidecar does not answer; killing it");
            if let Err(cause) = child.kill().await {
                tracing::error!(%cause, "the sidecar cannot be killed");
            }
        }
    }
}

async fn answers(client: Client) -> bool {
    client.ready().await.is_ok()
}

/// Comes back when the sidecar does not answer any more, or never did.
async fn hung<F: Future<Output = bool> + Send>(answers: impl Fn() -> F + Send) {
    let started = tokio::time::Instant::now();
    let (mut has_answered, mut misses) = (false, 0);
    let mut every = tokio::time::interval(PING_EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if tokio::time::timeout(PING_EVERY, answers()).await.unwrap_or(false) {
            (has_answered, misses) = (true, 0);
            continue;
        }
        misses += 1;
        let patience_is_over = has_answered || started.elapsed() >= STARTS_WITHIN;
        if misses >= MISSES_MAX && patience_is_over {
            return;
        }
    }
}

async fn stop_child(mut child: Child) {
    if let Some(pid) = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw)
        && let Err(cause) = kill_process(pid, Signal::TERM)
    {
        tracing::warn!(%cause, "the sidecar cannot be asked to stop");
    }
    if tokio::time::timeout(STOP_WITHIN, child.wait()).await.is_err() {
        tracing::warn!("the sidecar does not stop; killing it");
        if let Err(cause) = child.kill().await {
            tracing::error!(%cause, "the sidecar cannot be killed");
        }
    }
}

/// A path for the control socket that only we can reach and that is short enough. The second value is a directory made
/// for it alone.
///
/// The name is this process's own: a sidecar that outlives its killed server for a moment must not take the new one's
/// socket away when it ends.
fn place_socket(runtime_dir: &Path) -> io::Result<(PathBuf, Option<PathBuf>)> {
    let name = format!("sidecar-{}.sock", std::process::id());
    let socket = std::path::absolute(runtime_dir)?.join(&name);
    if socket.as_os_str().len() <= SOCKET_PATH_BYTES_MAX {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(runtime_dir)?;
        sweep(runtime_dir);
        return Ok((socket, None));
    }
    let dir = std::env::temp_dir().join(format!("openstudio-{}", &random_text()[..16]));
    // Not recursive: fails when somebody else was there first.
    fs::DirBuilder::new().mode(0o700).create(&dir)?;
    Ok((dir.join(name), Some(dir)))
}

/// Removes the sockets that killed servers left behind: those that nobody listens on. Another server of the same data
/// directory keeps its own.
fn sweep(runtime_dir: &Path) {
    let Ok(entries) = fs::read_dir(runtime_dir) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_control = name.starts_with("sidecar-") && name.ends_with(".sock");
        if is_control && std::os::unix::net::UnixStream::connect(&path).is_err() {
            let _gone = fs::remove_file(&path);
        }
    }
}

/// 64 hexadecimal digits from a cryptographic source.
fn random_text() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_servers_socket_is_swept_and_a_living_ones_stays() {
        let folder = std::env::temp_dir().join(format!("os-{}", &random_text()[..16]));
        fs::create_dir(&folder).unwrap();
        let (dead, living) = (folder.join("sidecar-1.sock"), folder.join("sidecar-2.sock"));
        drop(std::os::unix::net::UnixListener::bind(&dead).unwrap());
        let _listening = std::os::unix::net::UnixListener::bind(&living).unwrap();
        sweep(&folder);
        assert!(!dead.exists());
        assert!(living.exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_long_data_directory_gets_a_short_socket() {
        let long = std::env::temp_dir().join("x".repeat(120));
        let (socket, own_dir) = place_socket(&long).unwrap();
        assert!(socket.as_os_str().len() <= SOCKET_PATH_BYTES_MAX);
        assert!(!long.exists());
        fs::remove_dir(own_dir.unwrap()).unwrap();
    }

    /// After how long a sidecar counts as hung that answers as told: `None` never comes.
    async fn hung_after(answer: impl Fn(Duration) -> Option<bool> + Send + Sync) -> Option<Duration> {
        let started = tokio::time::Instant::now();
        let answers = || {
            let answer = answer(started.elapsed());
            async move {
                match answer {
                    Some(answer) => answer,
                    None => std::future::pending().await,
                }
            }
        };
        let ended = tokio::time::timeout(Duration::from_secs(60), hung(answers)).await;
        ended.is_ok().then(|| started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_sidecar_that_stops_answering_is_found_within_four_seconds() {
        let seconds = Duration::from_secs;
        assert_eq!(hung_after(|_| Some(true)).await, None);
        let stops = hung_after(|at| (at < seconds(30)).then_some(true)).await.unwrap();
        assert!((seconds(32)..=seconds(34)).contains(&stops), "{stops:?}");
        let breaks_off = hung_after(|at| Some(at < seconds(30))).await.unwrap();
        assert!((seconds(32)..=seconds(34)).contains(&breaks_off), "{breaks_off:?}");
        assert_eq!(hung_after(|at| Some(at.as_secs() % 4 != 0)).await, None, "now and then is no hang");
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_sidecar_may_take_its_time() {
        let seconds = Duration::from_secs;
        assert_eq!(hung_after(|at| Some(at > seconds(9))).await, None);
        let never = hung_after(|_| Some(false)).await.unwrap();
        assert!(never >= STARTS_WITHIN && never <= STARTS_WITHIN + PING_EVERY, "{never:?}");
    }

    #[test]
    fn secrets_differ() {
        assert_eq!(random_text().len(), 64);
        assert_ne!(random_text(), random_text());
    }
}
