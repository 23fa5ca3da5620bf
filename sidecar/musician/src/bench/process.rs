//! Processes to measure, first of all a sidecar.

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
        cpu_time_of(self.pid)
    }

    /// Ends it in good order.
    pub async fn stop(mut self) {
        end(&mut self.child, self.pid).await;
    }
}

/// Asks a process to end, and waits until it has.
pub(super) async fn end(child: &mut Child, pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    let asked = pid.map(|pid| rustix::process::kill_process(pid, rustix::process::Signal::TERM));
    if matches!(asked, Some(Ok(()))) && child.wait().await.is_err() {
        tracing::warn!("a process did not end");
    }
}

/// CPU time that a process has used so far, user and system. Errors: not on Linux, or it has ended.
pub(super) fn cpu_time_of(pid: u32) -> Result<Duration, Box<dyn Error + Send + Sync>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let ticks = cpu_ticks(&stat).ok_or("/proc/PID/stat cannot be read")?;
    Ok(of_ticks(ticks))
}

/// Time that the machine's processors were busy so far, all together. Errors: not on Linux.
pub(super) fn busy_time() -> Result<Duration, Box<dyn Error + Send + Sync>> {
    let stat = std::fs::read_to_string("/proc/stat")?;
    Ok(of_ticks(busy_ticks(&stat).ok_or("/proc/stat cannot be read")?))
}

/// Memory that a process holds (resident), in bytes. Errors: not on Linux, or it has ended.
pub(super) fn memory_of(pid: u32) -> Result<u64, Box<dyn Error + Send + Sync>> {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm"))?;
    let pages: u64 = statm.split_whitespace().nth(1).ok_or("/proc/PID/statm cannot be read")?.parse()?;
    Ok(pages * rustix::param::page_size() as u64)
}

/// The process of this name whose parent is `parent`.
pub(super) fn child_of(parent: u32, name: &str) -> Option<u32> {
    let processes = std::fs::read_dir("/proc").ok()?;
    processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok()).find(|pid| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        is_child(&stat, parent, name)
    })
}

fn of_ticks(ticks: u64) -> Duration {
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// The first line of proc_stat(5): everything but idle, waiting for a disk, and what guests of this machine are counted
/// as a second time.
fn busy_ticks(stat: &str) -> Option<u64> {
    let fields = stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace();
    let ticks: Vec<u64> = fields.take(8).map_while(|field| field.parse().ok()).collect();
    let idle = ticks.get(3)? + ticks.get(4)?;
    Some(ticks.iter().sum::<u64>() - idle)
}

/// Fields 2 and 4 of proc_pid_stat(5).
fn is_child(stat: &str, parent: u32, name: &str) -> bool {
    let Some((head, rest)) = stat.rsplit_once(')') else { return false };
    let is_named = head.split_once('(').is_some_and(|(_, known)| known == name);
    is_named && rest.split_whitespace().nth(1) == Some(&parent.to_string())
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
        assert!(is_child("9 (side) car) S 7 9", 7, "side) car") && !is_child("9 (x) S 8 9", 7, "x"));
    }

    #[test]
    fn the_machine_is_busy_when_it_is_not_idle() {
        assert_eq!(busy_ticks("cpu  10 1 5 900 50 2 3 4 99 99\ncpu0 1"), Some(25));
        assert_eq!(busy_ticks("intr 1"), None);
    }
}
