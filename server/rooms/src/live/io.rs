//! What goes into a [`LiveRoom`](super::LiveRoom) and what comes out of it.

use chrono::{DateTime, Utc};
use model::{Fault, ParticipantId, UserId};
use model_rooms::{ChatMessage, Instrument, PermissionChanges, Reaction, Role, Room, WaitingPerson};
use realtime::{Hello, RoomEvent, ServerMessage};
use sidecar_api::{PeerSnapshot, PeerToken, Slot};
use std::time::Instant;
use uuid::Uuid;

/// The moment at which something is applied. Given from outside, so that tests own the time.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Monotonic time; deadlines are measured with it.
    pub at: Instant,
    /// Wall clock; only shown to people.
    pub wall: DateTime<Utc>,
}

/// One open WebSocket of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// Who is behind a socket, and as what the database lets them in.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The account, or the guest's signed identity.
    pub id: UserId,
    /// Whether `id` is only a guest's.
    pub guest: bool,
    /// Shown to others.
    pub name: String,
    /// Role in this room.
    pub role: Role,
    /// What they are given and denied beyond their role.
    pub custom: PermissionChanges,
    /// A site administrator: here to look after the room.
    pub staff: bool,
    /// A moderator let them in after they had waited.
    pub approved: bool,
}

/// With what somebody comes to a room.
#[derive(Clone, Debug, PartialEq)]
pub enum Pass {
    /// They may come in.
    In,
    /// They may come back to a place that they hold; newcomers wait.
    Back,
    /// They wait until a moderator decides; it is written down that they do.
    Wait(WaitingPerson),
}

/// Somebody at the door.
#[derive(Clone, Debug)]
pub struct Enter {
    /// The socket that asks.
    pub socket: SocketId,
    /// The id of its Hello.
    pub reply: u32,
    /// Who.
    pub person: Person,
    /// What they ask for.
    pub hello: Hello,
    /// Whether they may come in.
    pub pass: Pass,
    /// A new id, used when they get a new place.
    pub fresh_id: ParticipantId,
    /// A new secret, used when they get a new place.
    pub fresh_token: Uuid,
    /// Of the chat, what is theirs alone.
    pub reading: Reading,
}

/// Of the chat, what is one reader's alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Up to when they have read it; none: unknown.
    pub read_at: Option<DateTime<Utc>>,
    /// What the room says to them when they come for the first time.
    pub welcome: Option<ChatMessage>,
}

/// What somebody in the room asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Mute or unmute oneself.
    SetMuted(bool),
    /// Say what one plays.
    SetInstrument(Instrument),
    /// Perform, or only listen.
    SetPerforming {
        /// `true`: perform.
        performing: bool,
        /// The sound check was done.
        sound_checked: bool,
    },
    /// Set up or change the media connection.
    Offer {
        /// The browser's id for the connection.
        connection: Uuid,
        /// SDP.
        sdp: String,
        /// A new token, used when this is a new connection.
        fresh_peer: PeerToken,
    },
    /// What the browser measured, as in [`realtime::Command::ReportConnection`].
    ReportConnection {
        /// Milliseconds.
        rtt_ms: f32,
        /// Milliseconds.
        jitter_ms: Option<f32>,
        /// Percent.
        loss_percent: Option<f32>,
    },
    /// React to everybody or to one person.
    React {
        /// With what.
        reaction: Reaction,
        /// To whom; none: to everybody.
        to: Option<ParticipantId>,
    },
    /// Mute somebody for everybody, or lift that.
    Silence {
        /// Who.
        who: ParticipantId,
        /// New state.
        silenced: bool,
    },
    /// Leave for good.
    Leave,
}

/// Somebody inside, as a moderator's command needs them.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Account or guest id.
    pub person: UserId,
    /// Whether it is only a guest's.
    pub guest: bool,
    /// Shown to others.
    pub name: String,
    /// Their role now.
    pub role: Role,
    /// What they are given and denied beyond it.
    pub custom: PermissionChanges,
}

/// What a moderator did; decided, written down and committed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Somebody has this role and these overrides now.
    Standing {
        /// Account or guest id.
        person: UserId,
        /// Role.
        role: Role,
        /// Overrides.
        custom: PermissionChanges,
    },
    /// Somebody was sent out.
    Out {
        /// Account or guest id.
        person: UserId,
        /// What they are told.
        fault: Fault,
        /// What the others read.
        words: Option<String>,
    },
}

/// What the database says now about somebody inside.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingNow {
    /// Account or guest id.
    pub person: UserId,
    /// Their role; a guest's is the newcomers'.
    pub role: Role,
    /// What they are given and denied beyond it.
    pub custom: PermissionChanges,
    /// Looks after the whole site.
    pub staff: bool,
    /// Why they may not stay; none: they may.
    pub out: Option<Fault>,
}

/// What happens to a room.
#[derive(Clone, Debug)]
pub enum Input {
    /// Somebody wants in, or back in.
    Enter(Box<Enter>),
    /// Somebody inside asks for something; `reply` is the id of their message.
    Ask {
        /// Their socket.
        socket: SocketId,
        /// The message's id.
        reply: u32,
        /// What.
        ask: Ask,
    },
    /// A chat message was stored; announce it and tell its sender.
    Said {
        /// The sender's socket and message id.
        by: Option<(SocketId, u32)>,
        /// As stored.
        message: ChatMessage,
    },
    /// A chat message was taken back; tell everybody.
    Unsaid {
        /// Whose socket and message id this answers.
        by: Option<(SocketId, u32)>,
        /// The message.
        id: Uuid,
    },
    /// Somebody has read the chat up to this time, in all of their tabs.
    Read {
        /// Their socket and message id.
        by: (SocketId, u32),
        /// The time of the newest message that they have read.
        at: DateTime<Utc>,
    },
    /// A moderator did something.
    Moderated {
        /// Their socket and message id, when it came over a socket of this room.
        by: Option<(SocketId, u32)>,
        /// What; none: nobody inside is concerned.
        change: Option<Change>,
    },
    /// The room's row as it is now, and what the people inside are.
    RoomChanged {
        /// Whose socket and message id this answers.
        by: Option<(SocketId, u32)>,
        /// The row.
        room: Box<Room>,
        /// Everybody inside; who is left out stays as they are.
        standings: Vec<StandingNow>,
    },
    /// Who knocked before the room was open, and waits for an answer.
    Pending(Vec<WaitingPerson>),
    /// A moderator decided about somebody who waits, and it is written down.
    Decided {
        /// The moderator's socket and message id, when it came over a socket of this room.
        by: Option<(SocketId, u32)>,
        /// Who waits.
        person: UserId,
        /// In, or not.
        admit: bool,
    },
    /// A socket is gone.
    Dropped(SocketId),
    /// The sidecar's side.
    Media(MediaInput),
    /// A deadline passed (see [`LiveRoom::deadline`](super::LiveRoom::deadline)).
    Tick,
}

/// What the sidecar reports about this room, and how our calls to it ended.
#[derive(Clone, Debug)]
pub enum MediaInput {
    /// The sidecar is gone, with every peer that it had.
    Down,
    /// A sidecar is there (a new one after [`MediaInput::Down`]: it knows nobody).
    Up,
    /// How [`Output::Connect`] ended: the SDP answer, or why there is none.
    Answered {
        /// The peer.
        peer: PeerToken,
        /// The negotiation that this answers.
        negotiation: u32,
        /// SDP answer.
        result: Result<String, Fault>,
    },
    /// How [`Output::Permit`] ended: what the sidecar now applies, or nothing when it could not be told.
    Permitted {
        /// The peer.
        peer: PeerToken,
        /// What is in force.
        may_publish: Option<bool>,
    },
    /// A peer's media flows.
    PeerUp(PeerToken),
    /// A peer is gone.
    PeerGone(PeerToken),
    /// What a peer receives.
    Slots {
        /// The peer.
        peer: PeerToken,
        /// Its slots.
        slots: Vec<Slot>,
        /// Publishers without a slot.
        missing: u16,
    },
    /// Everything that the sidecar holds for this room, after events were missed.
    Holds(Vec<PeerSnapshot>),
}

/// What a room wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Tell one socket.
    Send(SocketId, ServerMessage),
    /// Tell these sockets about event `seq`.
    Announce {
        /// Number of the event.
        seq: u64,
        /// The event.
        event: RoomEvent,
        /// Who is told.
        to: Vec<SocketId>,
    },
    /// Say goodbye to a socket and close it.
    Close {
        /// Which.
        socket: SocketId,
        /// Why; `None` when they asked for it.
        fault: Option<Fault>,
        /// Whether coming back makes sense.
        retry: bool,
    },
    /// Ask the sidecar to make or renegotiate a peer; ends in [`MediaInput::Answered`].
    Connect {
        /// The peer.
        peer: PeerToken,
        /// Rises with each offer of the peer.
        negotiation: u32,
        /// SDP offer.
        offer: String,
        /// Whether its sound may be forwarded.
        may_publish: bool,
    },
    /// Ask the sidecar to forward a peer or not; ends in [`MediaInput::Permitted`].
    Permit {
        /// The peer.
        peer: PeerToken,
        /// Whether its sound may be forwarded.
        may_publish: bool,
    },
    /// Ask the sidecar to drop a peer; needs no answer.
    Remove(PeerToken),
    /// Write down that a performer's track is there (`room_webrtc_sessions`).
    TrackUp {
        /// The media connection.
        peer: PeerToken,
        /// The performer's presence.
        participant: ParticipantId,
        /// Account or guest.
        user: UserId,
    },
    /// Write down that it is gone.
    TrackDown(PeerToken),
    /// Write down a reaction of somebody with an account.
    Reacted {
        /// Who.
        from: UserId,
        /// To whom; none: to everybody, or to somebody without an account.
        to: Option<UserId>,
        /// With what.
        reaction: Reaction,
        /// When.
        at: DateTime<Utc>,
    },
    /// Write a system message into the chat; ends in [`Input::Said`].
    Tell(String),
    /// Note that something happened in the room (`rooms.last_activity`).
    Touch,
}
