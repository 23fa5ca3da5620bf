//! The program itself: it starts, obeys, and ends cleanly.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use sidecar_api::Endpoint;
use sidecar_api::auth::Secret;
use sidecar_api::client::Client;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use uuid::Uuid;

const SECRET: &str = "a secret that must never be printed";

fn start(socket: &Path, secret: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sidecar"))
        .env_remove("RUST_LOG")
        .env("SIDECAR_CONTROL", format!("unix:{}", socket.display()))
        .env("SIDECAR_SECRET", secret)
        .env("SIDECAR_MEDIA_ADDR", "127.0.0.1:0")
        .env("SIDECAR_PUBLIC_IPS", "")
        .env("LOG_FORMAT", "json")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn socket() -> PathBuf {
    std::env::temp_dir().join(format!("sidecar-{}.sock", Uuid::new_v4()))
}

fn terminate(child: &Child) {
    let pid = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
}

fn text(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

#[tokio::test]
async fn it_serves_until_it_is_told_to_end_and_leaves_nothing_behind() {
    let socket = socket();
    let child = start(&socket, SECRET);
    let client = Client::new(Endpoint::Unix(socket.clone()), Secret::new(SECRET).unwrap());
    for _ in 0..300 {
        if client.ready().await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(client.snapshot().await.unwrap().rooms.is_empty());
    terminate(&child);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    assert!(!socket.exists(), "its socket stays behind");
    let log = text(&output);
    assert!(!log.contains(SECRET));
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn it_does_not_start_with_a_weak_secret() {
    let output = start(&socket(), "too short").wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(text(&output).contains("SIDECAR_SECRET"), "{}", text(&output));
}
