//! A sidecar process to measure.

use sidecar_api::Endpoint;
use sidecar_api::auth::Secret;
use sidecar_api::client::Client;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::{Child, Command};
use uuid::Uuid;

/// The process; killed when this is dropped.
pub struct Sidecar {
    child: Child,
    client: Client,
    pid: u32,
}

impl Sidecar {
    /// Starts `program`, or the sidecar beside our own program, on a Unix socket in the temporary directory and on a free
    /// port of the loopback; waits until it is ready.
    pub async fn start(program: Option<&Path>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?.with_file_name("sidecar"),
        };
        let socket: PathBuf = std::env::temp_dir().join(format!("bench-{}.sock", Uuid::new_v4()));
        let endpoint = Endpoint::Unix(socket);
        let secret = format!("{}{}", Uuid::new_v4(), Uuid::new_v4());
        let child = Command::new(&program)
            .env("SIDECAR_CONTROL", endpoint.to_string())
            .env("SIDECAR_SECRET", &secret)
            .env("SIDECAR_MEDIA_ADDR", "127.0.0.1:0")
            .env("SIDECAR_PUBLIC_IPS", "127.0.0.1")
            .env("RUST_LOG", "warn")
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let pid = child.id().ok_or("the sidecar ended at once")?;
        let client = Client::new(endpoint, Secret::new(secret)?);
        for _ in 0..100 {
            if client.ready().await.is_ok() {
                return Ok(Sidecar { child, client, pid });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("the sidecar does not become ready".into())
    }

    /// To control it.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// CPU time that it has used so far, user and system. Errors: not on Linux, or it has ended.
    pub fn cpu_time(&self) -> Result<Duration, Box<dyn Error + Send + Sync>> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid))?;
        let ticks = cpu_ticks(&stat).ok_or("/proc/PID/stat cannot be read")?;
        Ok(Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
    }

    /// Ends it in good order.
    pub async fn stop(mut self) {
        let pid = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw);
        let asked = pid.map(|pid| rustix::process::kill_process(pid, rustix::process::Signal::TERM));
        if matches!(asked, Some(Ok(()))) && self.child.wait().await.is_err() {
            tracing::warn!("the sidecar did not end");
        }
    }
}

/// Fields 14 and 15 of proc_pid_stat(5). The second field is a name in parentheses that may contain anything.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_read_behind_any_name() {
        let stat = "7 (side) car) R 1 2 3 4 5 6 7 8 9 10 120 30 0 0 20 0 3 0 99";
        assert_eq!(cpu_ticks(stat), Some(150));
        assert_eq!(cpu_ticks("7 (x) R 1 2"), None);
    }
}
