//! The private PostgreSQL: made, started, shared, found dead and started again, stopped by the last who uses it.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::cluster::{Cluster, Purpose};
use db::{Actor, Db, DbConfig};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A data folder of its own, removed at the end with the PostgreSQL in it.
struct Data(PathBuf);

impl Data {
    fn new(name: &str) -> Self {
        let data = std::env::temp_dir().join(format!("openstudio-cluster-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        Data(data)
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        // When a test failed before it stopped its cluster: no server may stay behind.
        if let Some(pid) = postmaster(&self.0) {
            Command::new("kill").args(["-QUIT", &pid.to_string()]).status().ok();
        }
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn postmaster(data: &Path) -> Option<u32> {
    let text = std::fs::read_to_string(data.join("postgres/cluster/postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok()
}

async fn answers(cluster: &Cluster) -> bool {
    AsyncPgConnection::establish(&cluster.owner_url()).await.is_ok()
}

#[tokio::test]
async fn a_fresh_one_serves_a_migrated_database_and_keeps_it() {
    let data = Data::new("fresh");
    let cluster = Cluster::start(&data.0, Purpose::Serve).await.unwrap();
    let config = DbConfig::new(cluster.owner_url(), "secret");
    for _ in 0..2 {
        db::migrate(&config).await.unwrap();
    }
    let db = Db::connect(&config).await.unwrap();
    assert!(db.is_ready().await);
    db.close();
    cluster.stop().await.unwrap();
    assert_eq!(postmaster(&data.0), None, "stopped");

    let cluster = Cluster::start(&data.0, Purpose::Serve).await.unwrap();
    let db = Db::connect(&config).await.unwrap();
    db.begin(&Actor::Anonymous).await.unwrap().commit().await.unwrap();
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn only_its_user_may_enter_and_nobody_by_network() {
    use std::os::unix::fs::MetadataExt;
    let data = Data::new("closed");
    let cluster = Cluster::start(&data.0, Purpose::Test).await.unwrap();
    let mode = std::fs::metadata(cluster.folder()).unwrap().mode();
    assert_eq!(mode & 0o777, 0o700);
    let settings = std::fs::read_to_string(cluster.folder().join("cluster/openstudio.conf")).unwrap();
    assert!(settings.contains("listen_addresses = ''"), "{settings}");
    assert!(settings.contains("unix_socket_permissions = 0700"), "{settings}");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn the_last_one_out_stops_it() {
    let data = Data::new("shared");
    let first = Cluster::start(&data.0, Purpose::Test).await.unwrap();
    let second = Cluster::start(&data.0, Purpose::Test).await.unwrap();
    first.stop().await.unwrap();
    assert!(answers(&second).await, "the second server still uses it");
    second.stop().await.unwrap();
    assert_eq!(postmaster(&data.0), None);
}

#[tokio::test]
async fn a_server_that_was_killed_leaves_one_that_the_next_adopts() {
    let data = Data::new("adopted");
    let killed = Cluster::start(&data.0, Purpose::Test).await.unwrap();
    let pid = postmaster(&data.0);
    drop(killed); // Without stop(): what is left of a killed process.
    let next = Cluster::start(&data.0, Purpose::Test).await.unwrap();
    assert_eq!(postmaster(&data.0), pid, "it was running and is used as it is");
    next.stop().await.unwrap();
    assert_eq!(postmaster(&data.0), None, "and stopped in the end");
}

#[tokio::test]
async fn it_starts_again_after_a_crash_whose_number_another_process_has_now() {
    let data = Data::new("crashed");
    let cluster = Cluster::start(&data.0, Purpose::Test).await.unwrap();
    let pid = postmaster(&data.0).unwrap();
    Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap();
    // Wait until its children have noticed and let go of the shared memory.
    while answers(&cluster).await || children_of(&data.0) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for file in ["cluster/postmaster.pid", "socket/.s.PGSQL.5432.lock"] {
        let file = data.0.join("postgres").join(file);
        let text = std::fs::read_to_string(&file).unwrap();
        let (_, rest) = text.split_once('\n').unwrap();
        std::fs::write(&file, format!("{}\n{rest}", std::process::id())).unwrap();
    }
    drop(cluster);
    let again = Cluster::start(&data.0, Purpose::Test).await.unwrap();
    assert!(answers(&again).await);
    again.stop().await.unwrap();
}

/// Whether any process still works on this cluster.
fn children_of(data: &Path) -> bool {
    let inside = std::fs::canonicalize(data).unwrap().join("postgres/cluster");
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| std::fs::read_link(process.path().join("cwd")).ok())
        .any(|cwd| cwd == inside)
}

#[tokio::test]
async fn a_long_data_path_still_gets_a_socket() {
    let data = Data::new("long");
    let deep = data.0.join("x".repeat(90));
    let cluster = Cluster::start(&deep, Purpose::Test).await.unwrap();
    assert!(answers(&cluster).await);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_data_folder_that_postgres_cannot_enter_links_to_one_that_it_can() {
    use std::os::unix::fs::PermissionsExt;
    let data = Data::new("closed-way");
    let closed = data.0.join("like-root");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    let cluster = Cluster::start(&closed.join("data"), Purpose::Test).await.unwrap();
    assert!(answers(&cluster).await);
    let folder = cluster.folder().to_owned();
    // As an ordinary user PostgreSQL runs as ourselves, and everything is where it should be.
    let is_root =
        std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    assert_eq!(closed.join("data/postgres").is_symlink(), is_root);
    cluster.stop().await.unwrap();
    let again = Cluster::start(&closed.join("data"), Purpose::Test).await.unwrap();
    assert_eq!(again.folder(), folder);
    again.stop().await.unwrap();
    if is_root {
        std::fs::remove_dir_all(folder).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_start_at_once_share_one() {
    let data = Data::new("race");
    let start =
        |path: PathBuf| tokio::spawn(async move { Cluster::start(&path, Purpose::Test).await.unwrap() });
    let (one, two) = (start(data.0.clone()), start(data.0.clone()));
    let (one, two) = (one.await.unwrap(), two.await.unwrap());
    assert!(answers(&one).await && answers(&two).await);
    one.stop().await.unwrap();
    two.stop().await.unwrap();
}

#[tokio::test]
async fn one_that_is_killed_is_started_again_and_keeps_what_was_committed() {
    let data = Data::new("killed");
    let cluster = Cluster::start(&data.0, Purpose::Serve).await.unwrap();
    let config = DbConfig::new(cluster.owner_url(), "secret");
    db::migrate(&config).await.unwrap();
    let db = Db::connect(&config).await.unwrap();
    let nurse = tokio::spawn(cluster.clone().keep_running());
    for round in 0..3 {
        let before = postmaster(&data.0).unwrap();
        let told = Command::new("kill").args(["-KILL", &before.to_string()]).status().unwrap();
        assert!(told.success());
        let again = async {
            while postmaster(&data.0).is_none_or(|pid| pid == before) || !db.is_ready().await {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let back = tokio::time::timeout(std::time::Duration::from_secs(60), again).await;
        assert!(back.is_ok(), "it comes back, round {round}");
    }
    nurse.abort();
    db.close();
    cluster.stop().await.unwrap();
    assert_eq!(postmaster(&data.0), None, "stopped, and left alone");
}
