//! A real NATS server for one test, on a port of its own.

use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to start. Generous: it only decides how long a failure takes.
const STARTS_WITHIN: Duration = Duration::from_secs(20);

/// A running `nats-server`, ended when dropped.
pub struct Nats {
    port: u16,
    process: Option<Child>,
}

impl Nats {
    /// Starts one and waits until it answers. It chooses its port itself: between asking the system for a free one and
    /// using it, another test's server could take it, and both would talk to the same one.
    pub fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("openstudio-nats-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        let choosing = ["-p", "-1", "--ports_file_dir", folder.to_str().unwrap()];
        let process = spawn(&choosing);
        let ports = folder.join(format!("nats-server_{}.ports", process.id()));
        let port = wait_for("nats-server tells its port", || port_in(&std::fs::read_to_string(&ports).ok()?));
        std::fs::remove_dir_all(&folder).unwrap();
        Nats { port, process: Some(process) }
    }

    /// For `NATS_URL`.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Kills it, as an accident would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts it on the same port after [`Nats::kill`].
    pub fn start_again(&mut self) {
        self.process = Some(spawn(&["-p", &self.port.to_string()]));
        let port = self.port;
        wait_for("nats-server answers", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok());
    }
}

fn spawn(arguments: &[&str]) -> Child {
    let mut command = Command::new(program());
    command.args(["-a", "127.0.0.1"]).args(arguments);
    let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    process.expect("nats-server starts: .ci/setup test installs it")
}

/// The port in the server's own file: `{"nats":["nats://127.0.0.1:PORT"],…}`.
fn port_in(text: &str) -> Option<u16> {
    let ports: serde_json::Value = serde_json::from_str(text).ok()?;
    ports["nats"][0].as_str()?.rsplit(':').next()?.parse().ok()
}

fn wait_for<T>(what: &str, mut seen: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + STARTS_WITHIN;
    loop {
        if let Some(seen) = seen() {
            return seen;
        }
        assert!(Instant::now() < deadline, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Debian keeps it where only root's path leads.
fn program() -> &'static str {
    let debian = "/usr/sbin/nats-server";
    if std::path::Path::new(debian).exists() { debian } else { "nats-server" }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}
