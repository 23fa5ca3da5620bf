//! Moves datagrams between the sockets and the core, and does what the server asks.

use super::commands::Command;
use super::events::EventHub;
use super::sockets::Sockets;
use super::tcp::{Connections, TcpEvent};
use crate::sfu::{DATAGRAM_BYTES_MAX, Output, Path, Sfu, SfuConfig};
use crate::telemetry::MediaMetrics;
use sidecar_api::{Connected, Event, Snapshot, Transport};
use std::io;
use std::net::{SocketAddr, SocketAddrV6};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Datagrams read in a row before commands and timers have their turn.
const BURST: usize = 64;
/// How often an otherwise silent event stream shows that it lives, and metrics are brought up to date.
const BEAT: Duration = Duration::from_secs(2);

/// The media thread's state.
pub struct Pump {
    udp: UdpSocket,
    /// The socket speaks IPv6, and IPv4 in its mapped form.
    dual: bool,
    tcp: Connections,
    sfu: Sfu,
    hub: EventHub,
    commands: mpsc::Receiver<Command>,
    metrics: MediaMetrics,
    unsent: u64,
}

impl Pump {
    /// Must be called inside the thread's runtime.
    pub fn new(
        sockets: Sockets,
        addresses: Vec<SocketAddr>,
        commands: mpsc::Receiver<Command>,
    ) -> io::Result<Self> {
        let dual = sockets.udp.local_addr()?.is_ipv6();
        let now = Instant::now();
        Ok(Pump {
            udp: UdpSocket::from_std(sockets.udp)?,
            dual,
            tcp: Connections::new(TcpListener::from_std(sockets.tcp)?),
            sfu: Sfu::new(SfuConfig { addresses, clock: (now, monotonic_us()) }, now),
            hub: EventHub::new(Uuid::new_v4()),
            commands,
            metrics: MediaMetrics::new(),
            unsent: 0,
        })
    }

    /// Runs until told to close, or until nobody can tell it any more.
    pub async fn run(mut self) {
        let mut beat = tokio::time::interval(BEAT);
        let timer = tokio::time::sleep(Duration::ZERO);
        tokio::pin!(timer);
        loop {
            self.flush();
            let next = tokio::time::Instant::from_std(self.sfu.next_timeout());
            if timer.deadline() != next {
                timer.as_mut().reset(next);
            }
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(command) => if self.obey(command).is_break() { return },
                    None => return,
                },
                readable = self.udp.readable() => match readable {
                    Ok(()) => self.read_datagrams(),
                    Err(error) => tracing::warn!(%error, "UDP socket"),
                },
                event = self.tcp.next() => self.take_tcp(event),
                () = &mut timer => self.sfu.timeout(Instant::now()),
                _ = beat.tick() => {
                    self.hub.tell(Event::Idle);
                    self.metrics.update(self.sfu.totals(), self.sfu.counts(), self.unsent);
                }
            }
        }
    }

    fn read_datagrams(&mut self) {
        let mut buffer = [0; DATAGRAM_BYTES_MAX + 1];
        for _ in 0..BURST {
            match self.udp.try_recv_from(&mut buffer) {
                Ok((length, remote)) => {
                    let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
                    self.receive(Path { transport: Transport::Udp, remote }, &buffer[..length]);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // ICMP errors of earlier sends come back here; they concern nobody else.
                Err(error) => tracing::debug!(%error, "UDP receive"),
            }
        }
    }

    fn receive(&mut self, path: Path, datagram: &[u8]) {
        let (now, forwarded) = (Instant::now(), self.sfu.totals().forwarded);
        self.sfu.receive(now, path, datagram);
        self.flush();
        if self.sfu.totals().forwarded > forwarded {
            self.metrics.forwarded_in(now.elapsed());
        }
    }

    fn take_tcp(&mut self, event: TcpEvent) {
        match event {
            TcpEvent::Frame(remote, frame) => {
                let path = Path { transport: Transport::Tcp, remote };
                self.receive(path, &frame);
                // Its first frame must be a STUN request that we accept; others have no business here.
                if !self.sfu.knows(path) {
                    self.tcp.close(remote);
                }
            }
            TcpEvent::Closed(remote) => {
                self.tcp.close(remote);
                self.sfu.path_closed(Path { transport: Transport::Tcp, remote });
            }
        }
    }

    /// Does everything that the core wants done.
    fn flush(&mut self) {
        while let Some(output) = self.sfu.poll() {
            match output {
                Output::Transmit(path, datagram) => {
                    if !self.transmit(path, &datagram) {
                        self.unsent += 1;
                    }
                }
                Output::Hangup(path) => self.tcp.close(path.remote),
                Output::Event(event) => self.hub.tell(event),
            }
        }
    }

    fn transmit(&self, path: Path, datagram: &[u8]) -> bool {
        match path.transport {
            Transport::Tcp => self.tcp.send(path.remote, datagram),
            Transport::Udp => self.udp.try_send_to(datagram, self.on_wire(path.remote)).is_ok(),
        }
    }

    fn on_wire(&self, remote: SocketAddr) -> SocketAddr {
        match remote {
            SocketAddr::V4(v4) if self.dual => {
                SocketAddrV6::new(v4.ip().to_ipv6_mapped(), v4.port(), 0, 0).into()
            }
            remote => remote,
        }
    }

    fn obey(&mut self, command: Command) -> ControlFlow<()> {
        let now = Instant::now();
        match command {
            Command::Connect(room, peer, connect, reply) => {
                let answer = self.sfu.connect(now, room, peer, &connect);
                let boot_id = self.hub.boot_id();
                answer_with(reply, answer.map(|answer| Connected { boot_id, answer }));
            }
            Command::Permit(room, peer, permit, reply) => {
                answer_with(reply, self.sfu.permit(room, peer, permit));
            }
            Command::RemovePeer(room, peer, reply) => {
                self.sfu.remove_peer(now, room, peer);
                answer_with(reply, ());
            }
            Command::RemoveRoom(room, reply) => {
                self.sfu.remove_room(now, room);
                answer_with(reply, ());
            }
            Command::Snapshot(reply) => {
                // What has happened already must have its number before the snapshot says which number it contains.
                self.flush();
                let (boot_id, seq) = (self.hub.boot_id(), self.hub.seq());
                answer_with(reply, Snapshot { boot_id, seq, rooms: self.sfu.snapshot() });
            }
            Command::Listen(reply) => answer_with(reply, self.hub.listen()),
            Command::Ping(reply) => answer_with(reply, ()),
            Command::Close(reply) => {
                self.sfu.close(now);
                self.flush();
                answer_with(reply, ());
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

/// Who asked may have gone meanwhile; that concerns nobody.
fn answer_with<T>(reply: oneshot::Sender<T>, answer: T) {
    drop(reply.send(answer));
}

/// CLOCK_MONOTONIC in µs.
fn monotonic_us() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    time.tv_sec as u64 * 1_000_000 + time.tv_nsec as u64 / 1_000
}
