//! How the control server talks to the media thread.

use bytes::Bytes;
use sidecar_api::{Connect, Connected, PeerToken, Permit, Refused, RoomToken, Snapshot};
use tokio::sync::{mpsc, oneshot};

/// Commands that wait while the media thread is busy.
const QUEUE: usize = 256;

/// One command, with the way back.
#[derive(Debug)]
pub enum Command {
    /// Make or renegotiate a peer.
    Connect(RoomToken, PeerToken, Connect, oneshot::Sender<Result<Connected, Refused>>),
    /// Allow or forbid its sound.
    Permit(RoomToken, PeerToken, Permit, oneshot::Sender<Result<(), Refused>>),
    /// Drop a peer.
    RemovePeer(RoomToken, PeerToken, oneshot::Sender<()>),
    /// Drop a room.
    RemoveRoom(RoomToken, oneshot::Sender<()>),
    /// Everything.
    Snapshot(oneshot::Sender<Snapshot>),
    /// Listen to events.
    Listen(oneshot::Sender<mpsc::Receiver<Bytes>>),
    /// Is the thread alive?
    Ping(oneshot::Sender<()>),
    /// Say goodbye to everybody and end.
    Close(oneshot::Sender<()>),
}

/// Gives commands to the media thread. Cheap to clone.
#[derive(Clone, Debug)]
pub struct MediaHandle(mpsc::Sender<Command>);

/// The media thread has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the media thread has ended")]
pub struct MediaGone;

/// Both ends.
pub fn channel() -> (MediaHandle, mpsc::Receiver<Command>) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (MediaHandle(sender), receiver)
}

impl MediaHandle {
    /// Makes or renegotiates a peer.
    pub async fn connect(
        &self,
        room: RoomToken,
        peer: PeerToken,
        connect: Connect,
    ) -> Result<Result<Connected, Refused>, MediaGone> {
        self.ask(|reply| Command::Connect(room, peer, connect, reply)).await
    }

    /// Allows or forbids its sound.
    pub async fn permit(
        &self,
        room: RoomToken,
        peer: PeerToken,
        permit: Permit,
    ) -> Result<Result<(), Refused>, MediaGone> {
        self.ask(|reply| Command::Permit(room, peer, permit, reply)).await
    }

    /// Drops a peer.
    pub async fn remove_peer(&self, room: RoomToken, peer: PeerToken) -> Result<(), MediaGone> {
        self.ask(|reply| Command::RemovePeer(room, peer, reply)).await
    }

    /// Drops a room.
    pub async fn remove_room(&self, room: RoomToken) -> Result<(), MediaGone> {
        self.ask(|reply| Command::RemoveRoom(room, reply)).await
    }

    /// Everything that there is.
    pub async fn snapshot(&self) -> Result<Snapshot, MediaGone> {
        self.ask(Command::Snapshot).await
    }

    /// Events from now on, as lines of JSON.
    pub async fn listen(&self) -> Result<mpsc::Receiver<Bytes>, MediaGone> {
        self.ask(Command::Listen).await
    }

    /// Answers when the thread runs.
    pub async fn ping(&self) -> Result<(), MediaGone> {
        self.ask(Command::Ping).await
    }

    /// Says goodbye to all peers and ends the thread.
    pub async fn close(&self) -> Result<(), MediaGone> {
        self.ask(Command::Close).await
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, MediaGone> {
        let (reply, answer) = oneshot::channel();
        self.0.send(command(reply)).await.map_err(|_| MediaGone)?;
        answer.await.map_err(|_| MediaGone)
    }
}
