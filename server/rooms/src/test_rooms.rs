//! Rooms on a real database for tests, with or without a sidecar.

use crate::{Rooms, RoomsConfig};
use std::path::PathBuf;
use test_kit::TestDb;

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
            sidecar_secret: Some("a secret for tests, long enough to pass".into()),
            ..RoomsConfig::default()
        };
        let rooms = Rooms::start(change(config), db.db.clone()).await.expect("the rooms start");
        TestRooms { rooms, db, data }
    }

    /// Ends everything; the database goes with the value.
    pub async fn end(self) {
        self.rooms.shutdown().await;
        // Only there when a sidecar was started.
        let _was_never_made = std::fs::remove_dir_all(&self.data);
    }
}
