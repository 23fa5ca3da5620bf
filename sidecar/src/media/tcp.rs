//! ICE-TCP connections, with limits: how many, how long one may be silent, and how long a frame may take.

use super::frame::{Frames, framed};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

/// Most connections at once.
const CONNECTIONS_MAX: usize = 512;
/// Most connections at once from one address: a band behind one router, each with two tries.
const CONNECTIONS_PER_IP_MAX: usize = 32;
/// The first frame must be there so long after connecting, and each frame so long after its first byte.
const FRAME_TIME_MAX: Duration = Duration::from_secs(5);
/// A connection may be silent for so long.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// Frames that wait to be written before new ones are dropped: a third of a second of one peer's slots.
const QUEUE_FRAMES: usize = 256;

/// What connections report.
#[derive(Debug)]
pub enum TcpEvent {
    /// A frame came in.
    Frame(SocketAddr, Vec<u8>),
    /// A connection ended.
    Closed(SocketAddr),
}

/// All connections.
pub struct Connections {
    listener: TcpListener,
    open: HashMap<SocketAddr, Connection>,
    report: mpsc::Sender<TcpEvent>,
    reports: mpsc::Receiver<TcpEvent>,
}

/// Its tasks end when it is dropped.
struct Connection {
    queue: mpsc::Sender<Vec<u8>>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Connections {
    /// Takes connections from `listener`.
    pub fn new(listener: TcpListener) -> Self {
        let (report, reports) = mpsc::channel(QUEUE_FRAMES);
        Connections { listener, open: HashMap::new(), report, reports }
    }

    /// Waits for the next frame or end of a connection; takes new connections meanwhile. Safe to cancel.
    pub async fn next(&mut self) -> TcpEvent {
        loop {
            tokio::select! {
                Some(event) = self.reports.recv() => return event,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, remote)) => self.take(stream, remote),
                    // Out of file descriptors, mostly: wait a little instead of spinning.
                    Err(error) => {
                        tracing::warn!(%error, "no TCP connection taken");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        }
    }

    /// Sends a datagram as a frame. Returns whether there is such a connection with room in its queue.
    pub fn send(&self, remote: SocketAddr, datagram: &[u8]) -> bool {
        self.open.get(&remote).is_some_and(|connection| connection.queue.try_send(framed(datagram)).is_ok())
    }

    /// Ends a connection after what is queued has had a moment to go out.
    pub fn close(&mut self, remote: SocketAddr) {
        if let Some(connection) = self.open.remove(&remote) {
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(200)).await;
                drop(connection);
            });
        }
    }

    fn take(&mut self, stream: TcpStream, remote: SocketAddr) {
        let same_ip = |ip: IpAddr| self.open.keys().filter(|open| open.ip() == ip).count();
        if self.open.len() >= CONNECTIONS_MAX
            || same_ip(remote.ip()) >= CONNECTIONS_PER_IP_MAX
            || self.open.contains_key(&remote)
        {
            return;
        }
        // Without it, small packets wait for each other.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
        let (reader, writer) = stream.into_split();
        let (queue, queued) = mpsc::channel(QUEUE_FRAMES);
        let report = self.report.clone();
        let reading = tokio::spawn(async move {
            read_frames(reader, remote, &report).await;
            // When nobody listens any more, nobody needs to know.
            report.send(TcpEvent::Closed(remote)).await.ok();
        });
        let writing = tokio::spawn(write_frames(writer, queued));
        self.open.insert(remote, Connection { queue, tasks: [reading, writing] });
    }
}

async fn read_frames(mut reader: OwnedReadHalf, remote: SocketAddr, report: &mpsc::Sender<TcpEvent>) {
    let mut frames = Frames::default();
    let mut buffer = [0; 4096];
    let mut deadline = Instant::now() + FRAME_TIME_MAX;
    loop {
        let Ok(Ok(length @ 1..)) = timeout_at(deadline, reader.read(&mut buffer)).await else { return };
        let was_partial = frames.is_partial();
        let mut complete = false;
        frames.push(&buffer[..length]);
        loop {
            match frames.next_frame() {
                Ok(Some(frame)) => {
                    complete = true;
                    if report.send(TcpEvent::Frame(remote, frame.to_vec())).await.is_err() {
                        return;
                    }
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
        if !frames.is_partial() {
            deadline = Instant::now() + IDLE_MAX;
        } else if complete || !was_partial {
            deadline = Instant::now() + FRAME_TIME_MAX;
        }
    }
}

async fn write_frames(mut writer: OwnedWriteHalf, mut queued: mpsc::Receiver<Vec<u8>>) {
    while let Some(frame) = queued.recv().await {
        if writer.write_all(&frame).await.is_err() {
            return;
        }
    }
}
