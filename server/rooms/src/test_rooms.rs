//! Rooms on a real database for tests, with or without a sidecar.

use crate::{Rooms, RoomsConfig, Timing};
use rustix::process::Pid;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use test_kit::TestDb;

const LONG: Duration = Duration::from_secs(120);

/// Live rooms over a test's database.
pub(crate) struct TestRooms {
    pub rooms: Rooms,
    pub db: Arc<TestDb>,
    data: PathBuf,
}

impl TestRooms {
    /// Without a sidecar: nobody listens at its address.
    pub async fn new() -> Self {
        Self::with(|config| config).await
    }

    /// With a changed configuration.
    pub async fn with(change: impl FnOnce(RoomsConfig) -> RoomsConfig) -> Self {
        Self::on(Arc::new(TestDb::new().await), change).await
    }

    /// Beside others on one database.
    pub async fn on(db: Arc<TestDb>, change: impl FnOnce(RoomsConfig) -> RoomsConfig) -> Self {
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
    pub fn kill_sidecar(&self) {
        let pids = self.sidecar_pids();
        assert!(!pids.is_empty(), "a sidecar to kill");
        for pid in pids {
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        }
    }

    /// The sidecars of these rooms, told by the control socket that they were started with.
    pub fn sidecar_pids(&self) -> Vec<Pid> {
        let ours = self.data.to_str().unwrap();
        let is_ours = |process: &std::fs::DirEntry| {
            let environment = std::fs::read(process.path().join("environ")).unwrap_or_default();
            let settings = environment.split(|byte| *byte == 0).map(String::from_utf8_lossy);
            settings.into_iter().any(|text| text.starts_with("SIDECAR_CONTROL=") && text.contains(ours))
        };
        let processes = std::fs::read_dir("/proc").unwrap().flatten().filter(is_ours);
        processes.filter_map(|process| Pid::from_raw(process.file_name().to_str()?.parse().ok()?)).collect()
    }

    /// Ends everything; the database goes with the value.
    pub async fn end(self) {
        self.rooms.shutdown().await;
        assert!(self.sidecar_pids().is_empty(), "nothing stays behind");
        // Only there when a sidecar was started.
        let _was_never_made = std::fs::remove_dir_all(&self.data);
    }
}
