//! The sidecar as its server sees it: over a real Unix socket, with the server's own client.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use futures::StreamExt;
use sidecar::control::{Control, ControlConfig};
use sidecar::media::{Media, MediaConfig};
use sidecar_api::auth::Secret;
use sidecar_api::client::{Client, ClientError};
use sidecar_api::{BODY_BYTES_MAX, Connect, Endpoint, Event, PeerToken, Permit, Refused, RoomToken};
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::oneshot;
use uuid::Uuid;

const SECRET: &str = "a secret of at least thirty-two bytes";

struct Sidecar {
    client: Client,
    socket: PathBuf,
    media: std::net::SocketAddr,
    _end: oneshot::Sender<()>,
}

async fn start() -> Sidecar {
    let socket = std::env::temp_dir().join(format!("sidecar-{}.sock", Uuid::new_v4()));
    let endpoint = Endpoint::Unix(socket.clone());
    let secret = Secret::new(SECRET).unwrap();
    let control =
        Control::bind(ControlConfig { endpoint: endpoint.clone(), secret: secret.clone() }).await.unwrap();
    let media =
        Media::start(&MediaConfig { bind: "127.0.0.1:0".parse().unwrap(), public_ips: vec![] }).unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let address = media.addresses[0];
    let handle = media.handle.clone();
    tokio::spawn(async move {
        control.serve(handle.clone(), None, async { drop(ended.await) }).await.unwrap();
        handle.close().await.unwrap();
    });
    Sidecar { client: Client::new(endpoint, secret), socket, media: address, _end: end }
}

fn tokens() -> (RoomToken, PeerToken) {
    (RoomToken(Uuid::new_v4()), PeerToken(Uuid::new_v4()))
}

#[tokio::test]
async fn the_client_gets_typed_answers() {
    let sidecar = start().await;
    let (room, peer) = tokens();
    sidecar.client.ready().await.unwrap();
    let bad = Connect { negotiation: 1, offer: "garbage".into(), may_publish: true };
    let refused = sidecar.client.connect_peer(room, peer, &bad).await.unwrap_err();
    assert!(matches!(refused, ClientError::Refused(Refused::Bad { .. })), "{refused:?}");
    let refused = sidecar.client.permit(room, peer, Permit { may_publish: true }).await.unwrap_err();
    assert_eq!(refused, ClientError::Refused(Refused::NoPeer));
    sidecar.client.remove_peer(room, peer).await.unwrap();
    sidecar.client.remove_room(room).await.unwrap();
    let huge = Connect { offer: "a".repeat(BODY_BYTES_MAX), ..bad };
    let refused = sidecar.client.connect_peer(room, peer, &huge).await.unwrap_err();
    assert_eq!(refused, ClientError::Refused(Refused::TooLarge { limit: BODY_BYTES_MAX }));
    assert!(sidecar.client.snapshot().await.unwrap().rooms.is_empty());
}

#[tokio::test]
async fn events_begin_with_hello_and_number_on_from_the_snapshot() {
    let sidecar = start().await;
    let mut events = sidecar.client.events().await.unwrap();
    let hello = events.next().await.unwrap().unwrap();
    assert_eq!(hello.event, Event::Hello);
    let snapshot = sidecar.client.snapshot().await.unwrap();
    assert_eq!(snapshot.boot_id, hello.boot_id);
    let next = events.next().await.unwrap().unwrap();
    assert_eq!((next.event, next.seq), (Event::Idle, hello.seq + 1));
    drop(sidecar);
    let end = loop {
        match events.next().await.unwrap() {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(end, ClientError::Unreachable(_)), "{end:?}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn only_who_has_the_secret_is_obeyed() {
    use std::os::unix::fs::PermissionsExt;
    let sidecar = start().await;
    let mode = std::fs::metadata(&sidecar.socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let stranger =
        Client::new(Endpoint::Unix(sidecar.socket.clone()), Secret::new(SECRET.replace('a', "b")).unwrap());
    let refused = stranger.snapshot().await.unwrap_err();
    assert_eq!(refused, ClientError::Refused(Refused::Unauthorized));
    assert_eq!(stranger.events().await.unwrap_err(), ClientError::Refused(Refused::Unauthorized));
    let (room, peer) = tokens();
    assert_eq!(
        stranger.remove_peer(room, peer).await.unwrap_err(),
        ClientError::Refused(Refused::Unauthorized)
    );
    for (request, status) in [
        ("GET /v1/snapshot HTTP/1.1\r\nhost: x\r\n\r\n", "401"),
        ("GET /v1/nothing HTTP/1.1\r\nhost: x\r\n\r\n", "401"),
        ("GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n", "400"),
        ("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n", "200"),
        ("\0\0\0garbage\r\n\r\n", "400"),
    ] {
        let answer = raw(&sidecar, request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{request}: {answer}");
    }
    sidecar.client.ready().await.unwrap();
}

#[tokio::test]
async fn one_socket_has_one_sidecar() {
    let sidecar = start().await;
    let config = ControlConfig {
        endpoint: Endpoint::Unix(sidecar.socket.clone()),
        secret: Secret::new(SECRET).unwrap(),
    };
    let second = Control::bind(config).await.err().map(|error| error.kind());
    assert_eq!(second, Some(std::io::ErrorKind::AddrInUse));
    sidecar.client.ready().await.unwrap();
}

#[tokio::test]
async fn strangers_on_the_media_port_are_hung_up_on() {
    let sidecar = start().await;
    let garbage: [&[u8]; 3] = [b"\xff\xff too long", b"\x00\x05hello", b"GET / HTTP/1.1\r\n\r\n"];
    for bytes in garbage {
        let mut stream = TcpStream::connect(sidecar.media).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut rest = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
        // Closed or reset; in no case an answer.
        assert!(read.is_ok(), "still open after {bytes:?}");
        assert!(rest.is_empty());
    }
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for length in [0, 1, 20, 1_400, 9_000] {
        socket.send_to(&vec![0x80; length], sidecar.media).await.unwrap();
    }
    sidecar.client.ready().await.unwrap();
}

async fn raw(sidecar: &Sidecar, request: &str) -> String {
    let mut stream = UnixStream::connect(&sidecar.socket).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 512];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}
