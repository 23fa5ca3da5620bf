//! Rooms on a real database for tests, with or without a sidecar.

use crate::{Rooms, RoomsConfig, Timing};
use std::path::PathBuf;
use std::time::Duration;
use test_kit::TestDb;

const LONG: Duration = Duration::from_secs(120);

/// Live rooms over a test's database.
pub(crate) struct TestRooms {
    pub rooms: Rooms,
    pub db: TestDb,
    data: PathBuf,
}

impl TestRooms {
    /// Without a sidecar: nobody listens at its address.
    pub async fn new() -> Self {
        Self::with(|config| config).await
    }

    /// With a changed configuration.
    pub async fn with(change: impl FnOnce(RoomsConfig) -> RoomsConfig) -> Self {
        let db = TestDb::new().await;
        let data = std::env::temp_dir().join(format!("openstudio-rooms-{}", uuid::Uuid::new_v4().simple()));
        let config = RoomsConfig {
            data: data.clone(),
            sidecar_url: Some(format!("unix:{}", data.join("nobody.sock").display())),
            // Nothing runs out while a slow machine runs a test that is not about time.
            timing: Timing { hello_within: LONG, silence: LONG, grace: LONG, ..Timing::default() },
            sidecar_secret: Some("a secret for tests, long enough to pass".into()),
            ..RoomsConfig::default()
        };
        let rooms = Rooms::start(change(config), db.db.clone()).await.expect("the rooms start");
        TestRooms { rooms, db, data }
    }

    /// With the real sidecar as a child process (`cargo build -p sidecar` makes it; `make test` does).
    pub fn with_sidecar(config: RoomsConfig) -> RoomsConfig {
        let program = std::env::current_exe().unwrap().parent().unwrap().with_file_name("sidecar");
        assert!(program.exists(), "build the sidecar first: cargo build -p sidecar ({})", program.display());
        // A port of its own for every test, so that they run side by side.
        let media_addr = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        RoomsConfig {
            sidecar_url: None,
            sidecar_secret: None,
            sidecar_program: Some(program),
            sidecar_media_addr: media_addr,
            ..config
        }
    }

    /// Kills the sidecar, as an accident would.
    pub fn kill_sidecar() {
        for pid in Self::sidecar_pids() {
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        }
    }

    /// Our child processes: a test starts no others.
    pub fn sidecar_pids() -> Vec<rustix::process::Pid> {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
        let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
        let pids: Vec<String> = children
            .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        pids.iter().filter_map(|pid| rustix::process::Pid::from_raw(pid.parse().ok()?)).collect()
    }

    /// Ends everything; the database goes with the value.
    pub async fn end(self) {
        self.rooms.shutdown().await;
        // Only there when a sidecar was started.
        let _was_never_made = std::fs::remove_dir_all(&self.data);
    }
}
