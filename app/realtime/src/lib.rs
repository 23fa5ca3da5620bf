//! The messages of a room's WebSocket, browser ⇄ server. Pure; wasm and native.
//!
//! One socket per tab, at `/rooms/{code}/socket`. JSON text frames. The browser sends [`ClientMessage`], first
//! [`Command::Hello`]; the server answers every command with one [`ServerMessage::Reply`] of the same id, and tells what
//! happens in the room as numbered [`ServerMessage::Event`]s. After a drop the browser says in its next Hello which
//! event it saw last; it gets the missed ones, or a new [`Snapshot`] when they are no longer kept.

mod mirror;

use chrono::{DateTime, Utc};
pub use mirror::{Applied, RoomMirror};
use model::{Fault, ParticipantId, UserId};
use model_rooms::{
    ChatMessage, Instrument, Participant, PermissionChanges, Permissions, Reaction, Role, Room, WaitingPerson,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Raised when a message changes in a way that an old tab cannot read; such a tab is asked to reload.
pub const PROTOCOL: u32 = 2;
/// The server pings and the browser answers at least this often; see [`SILENCE_MS`].
pub const HEARTBEAT_MS: u64 = 2_000;
/// A side that hears nothing for so long treats the connection as gone.
pub const SILENCE_MS: u64 = 5_000;
/// How long a dropped participant's place is kept before the others are told that it left.
pub const GRACE_MS: u64 = 4_000;
/// Most people who may wait at a room's door.
pub const WAITING_MAX: usize = 50;
/// Events a room keeps for resuming.
pub const EVENTS_KEPT: usize = 512;

/// What the browser sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientMessage {
    /// Chosen by the browser, unique on this socket; the reply carries it.
    pub id: u32,
    /// What it asks for.
    pub command: Command,
}

/// What a browser can ask for. The server checks each against the sender's role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// First on every socket: enter the room, or come back to it.
    Hello(Hello),
    /// Answer to the server's ping and measure of the socket's round trip.
    Ping,
    /// Say something. `id` makes sending again after a drop harmless.
    Chat {
        /// uuid chosen by the sender.
        id: Uuid,
        /// 1–2000 characters.
        text: String,
    },
    /// Older messages than `before` (the oldest one shown), newest first, at most 100.
    ChatHistory {
        /// Id of the oldest message that the browser has.
        before: Uuid,
    },
    /// Mute or unmute oneself.
    SetMuted {
        /// New state.
        muted: bool,
    },
    /// Say what one plays.
    SetInstrument {
        /// New instrument.
        instrument: Instrument,
    },
    /// Switch between performing and listening.
    SetPerforming {
        /// `true`: perform.
        performing: bool,
        /// The sound check was done in this browser.
        #[serde(default)]
        sound_checked: bool,
    },
    /// Set up or change the media connection.
    Offer {
        /// One per RTCPeerConnection: a new one after every failure, the same for a renegotiation.
        connection: Uuid,
        /// The browser's SDP offer.
        sdp: String,
    },
    /// How good the connection to the sidecar is, for the others to see.
    ReportConnection {
        /// Round trip measured over the data channel, in milliseconds, 0–60 000.
        rtt_ms: f32,
        /// How much the arrival of sound varies, in milliseconds; none: not known yet.
        #[serde(default)]
        jitter_ms: Option<f32>,
        /// Packets lost on the way here in the last seconds, 0–100 %; none: not known yet.
        #[serde(default)]
        loss_percent: Option<f32>,
    },
    /// React to everybody or to one person. Needs `chat.sendReactions`; once a second at most.
    React {
        /// With what.
        reaction: Reaction,
        /// To whom; none: to everybody.
        #[serde(default)]
        to: Option<ParticipantId>,
    },
    /// Take a chat message back (one's own, or anybody's with `room.manageUsers`).
    DeleteChat {
        /// The message.
        id: Uuid,
    },
    /// Remember how far one has read the chat. Accounts only.
    MarkRead {
        /// The newest message read.
        up_to: Uuid,
    },
    /// Give somebody another role. Needs `room.manageRoles`; see [`Role::may_assign`].
    SetRole {
        /// Who; somebody without an account keeps it while they are here.
        who: Whom,
        /// The new role, never the owner's.
        role: Role,
    },
    /// Set what somebody is given and denied beyond their role. Needs `room.manageRoles`.
    SetPermissions {
        /// Who.
        who: Whom,
        /// All that is changed for them; empty: as the role has it.
        changes: Box<PermissionChanges>,
    },
    /// What somebody is given and denied beyond their role: answered with [`Reply::Permissions`]. Needs
    /// `room.manageRoles`.
    AskPermissions {
        /// Who.
        who: Whom,
    },
    /// Mute somebody for everybody, or lift that. Needs `mixer.muteOtherUsers`.
    Silence {
        /// Who.
        who: ParticipantId,
        /// New state.
        silenced: bool,
    },
    /// Send somebody out; they may come back. Needs `room.manageUsers`.
    Kick {
        /// Who.
        who: Whom,
    },
    /// Send somebody out and keep them out. Needs `room.manageUsers`.
    Ban {
        /// Who.
        who: Whom,
        /// Why, up to 1000 characters; empty: nothing said.
        #[serde(default)]
        reason: String,
        /// Hours, 1 to [`model_rooms::BAN_HOURS_MAX`]; none: for good.
        #[serde(default)]
        hours: Option<u32>,
    },
    /// Let somebody banned come back. Needs `room.manageUsers`.
    Unban {
        /// An account's or a guest's id, as in [`model_rooms::RoomBan`].
        user_id: String,
    },
    /// Let somebody in who waits at the door, or not. Needs `room.manageUsers`.
    Decide {
        /// [`WaitingPerson::person`].
        person: UserId,
        /// In, or not.
        admit: bool,
    },
    /// Hand the room over; one becomes co-host. Owner only, to an account that belongs to the room.
    TransferOwnership {
        /// The new owner.
        who: Whom,
    },
    /// Leave for good: the place is not kept.
    Leave,
}

/// Whom a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// Somebody who is here (all of their tabs).
    Participant(ParticipantId),
    /// An account, here or not.
    Account(UserId),
}

/// Enters a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL`] of the page.
    pub protocol: u32,
    /// Wants to send sound; a listener is never given that.
    pub performing: bool,
    /// What it plays.
    pub instrument: Instrument,
    /// Enter muted.
    pub muted: bool,
    /// The sound check was done in this browser (rooms with [`model_rooms::RoomRules::require_mic_check`] ask for it).
    #[serde(default)]
    pub sound_checked: bool,
    /// The place to come back to, after a reload or a drop.
    pub resume: Option<Resume>,
}

/// The way back to one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resume {
    /// The secret from [`Snapshot::resume_token`].
    pub token: Uuid,
    /// The room's life that the browser saw; another one means a new snapshot.
    pub epoch: Uuid,
    /// The last event that it applied; `None` after a reload (it has nothing to build on).
    pub seq: Option<u64>,
}

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The whole room: on entering, and whenever missed events cannot be repeated.
    Snapshot(Box<Snapshot>),
    /// Resumed: the missed events follow.
    Resumed,
    /// Something happened; `seq` rises by one from message to message.
    Event {
        /// Number in this epoch.
        seq: u64,
        /// What happened.
        event: Box<RoomEvent>,
    },
    /// Answer to a command.
    Reply {
        /// The command's id.
        id: u32,
        /// What came of it.
        result: Result<Reply, Fault>,
    },
    /// The reader waits at the door until a moderator decides; then comes a snapshot or a goodbye.
    Waiting,
    /// The reader wanted to play, or played, and listens now (to this browser only, not numbered): on entering, and when
    /// fewer may play.
    Listening {
        /// Why.
        why: Fault,
    },
    /// What the reader is and may do here (to this browser only, not numbered): after entering and on every change.
    Standing {
        /// Their role.
        role: Role,
        /// All that they may do.
        permissions: Box<Permissions>,
    },
    /// Who waits at the door (only to those with `room.manageUsers`, not numbered): after entering and on every change.
    AtTheDoor {
        /// In the order of their knocks, at most [`WAITING_MAX`].
        people: Vec<WaitingPerson>,
    },
    /// The media connection's receiving slots changed (to this browser only, not numbered).
    Slots {
        /// The connection they belong to.
        connection: Uuid,
        /// All slots in use; a slot that is not listed is silent.
        slots: Vec<Slot>,
        /// Performers' tracks that found no free slot: the browser should offer so many more receiving transceivers.
        #[serde(default)]
        missing: u16,
    },
    /// The media connection is gone; the browser makes a new one (new connection id).
    MediaLost {
        /// The connection that is gone.
        connection: Uuid,
    },
    /// Are you there? The browser answers with [`Command::Ping`].
    Ping,
    /// The server closes the socket and says why; `retry` tells whether coming back makes sense.
    Goodbye {
        /// Why.
        fault: Fault,
        /// Whether to reconnect.
        retry: bool,
    },
}

/// Successful answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// It is done.
    Done,
    /// The SDP answer.
    Answer {
        /// The connection it belongs to.
        connection: Uuid,
        /// SDP.
        sdp: String,
    },
    /// A page of history, newest first.
    History {
        /// At most 100.
        messages: Vec<ChatMessage>,
        /// Whether there are older ones.
        more: bool,
    },
    /// What somebody is given and denied beyond their role.
    Permissions {
        /// Empty: as the role has it.
        changes: Box<PermissionChanges>,
    },
}

/// Which performer a receiving transceiver carries now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The transceiver's mid.
    pub mid: String,
    /// Whose sound it carries.
    pub participant: ParticipantId,
    /// Which of the performer's tracks, counted from 0.
    pub track: u8,
}

/// Whether sound can flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// The sidecar is there.
    Up,
    /// The sidecar is gone; the server brings it back. Chat and presence go on.
    Down,
}

/// The whole room at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The room's life on this server; changes when the server restarts.
    pub epoch: Uuid,
    /// The last event that this snapshot contains.
    pub seq: u64,
    /// Who the reader is.
    pub you: ParticipantId,
    /// Secret that brings the reader back to this place; kept in session storage.
    pub resume_token: Uuid,
    /// The room.
    pub room: Room,
    /// Everybody, in order of arrival.
    pub participants: Vec<Participant>,
    /// The last messages, oldest first, at most 100.
    pub chat: Vec<ChatMessage>,
    /// Whether older messages exist.
    pub chat_more: bool,
    /// The newest message that the reader has read, when that is known.
    pub read_up_to: Option<Uuid>,
    /// Whether sound can flow.
    pub media: MediaState,
    /// The server's time.
    pub now: DateTime<Utc>,
}

/// What can happen in a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RoomEvent {
    /// Somebody came in.
    Joined {
        /// Who.
        participant: Participant,
    },
    /// Something about somebody changed: muted, instrument, connected, round trip, …
    Changed {
        /// The new state.
        participant: Participant,
    },
    /// Somebody left for good.
    Left {
        /// Who.
        participant: ParticipantId,
    },
    /// Somebody said something.
    Chat {
        /// The message, as stored.
        message: ChatMessage,
    },
    /// A message was taken back.
    ChatDeleted {
        /// The message.
        id: Uuid,
    },
    /// Somebody reacted. Shown as it comes, never repeated.
    Reacted {
        /// Who.
        by: ParticipantId,
        /// With what.
        reaction: Reaction,
        /// To whom; none: to everybody.
        to: Option<ParticipantId>,
    },
    /// The room's name, rules or settings changed.
    RoomChanged {
        /// As it is now.
        room: Box<Room>,
    },
    /// The sidecar came or went.
    Media {
        /// New state.
        state: MediaState,
    },
}

/// One round of the clock exchange over the data channel, 24 bytes little endian: the browser sends `t0` with zeros, the
/// sidecar fills `t1` and `t2` (NTP's four stamps; the browser takes the fourth). Microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStamp {
    /// Browser's clock when it sent.
    pub t0_us: u64,
    /// Sidecar's monotonic clock when it came in.
    pub t1_us: u64,
    /// Sidecar's monotonic clock when it went out.
    pub t2_us: u64,
}

impl ClockStamp {
    /// Bytes on the wire, the type byte included.
    pub const BYTES: usize = 25;
    /// First byte of a clock message on the data channel; other first bytes are for later uses.
    pub const TYPE: u8 = 1;

    /// To the wire.
    pub fn encode(self) -> [u8; Self::BYTES] {
        let mut out = [0; Self::BYTES];
        out[0] = Self::TYPE;
        out[1..9].copy_from_slice(&self.t0_us.to_le_bytes());
        out[9..17].copy_from_slice(&self.t1_us.to_le_bytes());
        out[17..25].copy_from_slice(&self.t2_us.to_le_bytes());
        out
    }

    /// From the wire; `None` for anything that is not exactly one clock message.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != Self::BYTES || bytes[0] != Self::TYPE {
            return None;
        }
        let read = |at: usize| bytes[at..at + 8].try_into().map(u64::from_le_bytes).ok();
        Some(ClockStamp { t0_us: read(1)?, t1_us: read(9)?, t2_us: read(17)? })
    }

    /// Round trip and the sidecar's offset from the browser's clock, both in µs, given the arrival time `t3_us`
    /// (RFC 5905, section 8: δ = (t3−t0)−(t2−t1), θ = ((t1−t0)+(t2−t3))/2).
    pub fn measure(self, t3_us: u64) -> (i64, i64) {
        let [t0, t1, t2, t3] = [self.t0_us, self.t1_us, self.t2_us, t3_us].map(|t| t as i64);
        ((t3 - t0) - (t2 - t1), ((t1 - t0) + (t2 - t3)) / 2)
    }
}

/// Label and id of the data channel, the same at both ends (negotiated out of band, unordered, no retransmits).
pub const DATA_CHANNEL: (&str, u16) = ("room", 0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_stamp_survives_the_wire_and_measures() {
        let stamp = ClockStamp { t0_us: 1_000, t1_us: 501_500, t2_us: 501_600 };
        assert_eq!(ClockStamp::decode(&stamp.encode()), Some(stamp));
        assert_eq!(stamp.measure(2_100), (1_000, 500_000));
        assert_eq!(ClockStamp::decode(&stamp.encode()[..24]), None);
    }

    #[test]
    fn a_command_reads_as_documented() {
        let json = r#"{"id":7,"command":{"do":"set_muted","muted":true}}"#;
        let message: ClientMessage = serde_json::from_str(json).unwrap();
        assert_eq!(message, ClientMessage { id: 7, command: Command::SetMuted { muted: true } });
    }
}
