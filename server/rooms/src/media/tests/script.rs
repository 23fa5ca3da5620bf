//! What is hard to make a real sidecar do on demand: missing events, a stream that breaks while the sidecar lives. A
//! scripted one speaks the protocol's other side over a real socket.

use super::{MediaInput, next, wait_for};
use crate::media::{Media, Source};
use axum::body::{Body, Bytes};
use axum::routing::get;
use axum::{Json, Router};
use realtime::MediaState;
use sidecar_api::auth::Secret;
use sidecar_api::client::Endpoint;
use sidecar_api::{Envelope, Event, PeerSnapshot, PeerToken, RoomSnapshot, RoomToken, Snapshot, Transport};
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// A sidecar that says what it is told to.
struct Script {
    socket: PathBuf,
    /// The open event stream, one sender per connection of the server's; dropped to break it.
    streams: mpsc::Receiver<mpsc::Sender<Envelope>>,
    snapshot: Arc<Mutex<Snapshot>>,
}

impl Script {
    fn start() -> Self {
        let socket = std::env::temp_dir().join(format!("openstudio-{}.sock", Uuid::new_v4().simple()));
        let listener = tokio::net::UnixListener::bind(&socket).unwrap();
        let snapshot: Arc<Mutex<Snapshot>> = Arc::default();
        let (opened, streams) = mpsc::channel(4);
        let events = move || async move {
            let (sender, envelopes) = mpsc::channel::<Envelope>(16);
            opened.send(sender).await.unwrap();
            let lines = futures::stream::unfold(envelopes, |mut envelopes| async {
                let envelope = envelopes.recv().await?;
                let line = serde_json::to_string(&envelope).unwrap() + "\n";
                Some((Ok::<_, Infallible>(Bytes::from(line)), envelopes))
            });
            Body::from_stream(lines)
        };
        let told = Arc::clone(&snapshot);
        let held = move || async move { Json(told.lock().unwrap().clone()) };
        let app = Router::new().route("/v1/events", get(events)).route("/v1/snapshot", get(held));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Script { socket, streams, snapshot }
    }

    /// The server's next event stream, greeted.
    async fn greet(&mut self, boot_id: Uuid, seq: u64) -> mpsc::Sender<Envelope> {
        let stream = self.streams.recv().await.unwrap();
        stream.send(Envelope { boot_id, seq, event: Event::Hello }).await.unwrap();
        stream
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.socket);
    }
}

#[tokio::test]
async fn gaps_and_broken_streams_are_repaired_from_a_snapshot() {
    let mut script = Script::start();
    let (boot_id, room, peer) = (Uuid::new_v4(), RoomToken(Uuid::new_v4()), PeerToken(Uuid::new_v4()));
    let held = PeerSnapshot { peer, connected: true, may_publish: true, slots: vec![] };
    *script.snapshot.lock().unwrap() =
        Snapshot { boot_id, seq: 8, rooms: vec![RoomSnapshot { room, peers: vec![held.clone()] }] };
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let secret = Secret::new("a secret for tests, long enough to pass").unwrap();
    let source = Source::Elsewhere { endpoint: Endpoint::Unix(script.socket.clone()), secret };
    let media = Media::start(source, stop.clone(), &tasks).unwrap();
    let stream = script.greet(boot_id, 5).await;
    wait_for(&media, MediaState::Up).await;
    let (inbox, mut told) = mpsc::channel(16);
    media.open_room(room, inbox);
    let up = |seq| Envelope { boot_id, seq, event: Event::PeerUp { room, peer, transport: Transport::Udp } };
    let is_snapshot = |input| matches!(input, MediaInput::Holds(peers) if peers == [held.clone()]);

    stream.send(up(6)).await.unwrap();
    assert!(matches!(next(&mut told).await, MediaInput::PeerUp(found) if found == peer));
    stream.send(up(8)).await.unwrap();
    assert!(is_snapshot(next(&mut told).await), "event 7 is missing");
    stream.send(up(7)).await.unwrap();
    stream.send(up(9)).await.unwrap();
    assert!(
        matches!(next(&mut told).await, MediaInput::PeerUp(_)),
        "event 9; event 7 is older than the snapshot"
    );

    // The stream breaks, the sidecar lives: no alarm, one look at what it holds.
    drop(stream);
    let stream = script.greet(boot_id, 9).await;
    assert!(is_snapshot(next(&mut told).await));
    assert_eq!(media.state(), MediaState::Up);

    // Another life: everything that was there is gone.
    drop(stream);
    let _stream = script.greet(Uuid::new_v4(), 0).await;
    assert!(matches!(next(&mut told).await, MediaInput::Down));
    assert!(matches!(next(&mut told).await, MediaInput::Up));
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}
