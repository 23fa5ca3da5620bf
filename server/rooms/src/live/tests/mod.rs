//! A room in memory, driven by hand.

mod chat;
mod door;
mod media;
mod part;
mod waiting;

use super::*;
use chrono::{DateTime, Utc};
use model::{Fault, ParticipantId, UserId};
use model_rooms::{PermissionChanges, Role, RoomCode};
use realtime::{Hello, PROTOCOL, Resume};
use std::collections::HashMap;

/// A room with a clock of its own, and what every socket heard.
pub(super) struct Stage {
    pub room: LiveRoom,
    pub now: Moment,
    pub heard: HashMap<SocketId, Vec<ServerMessage>>,
    pub closed: HashMap<SocketId, (Option<Fault>, bool)>,
    /// Everything that is not for a socket.
    pub wanted: Vec<Output>,
    next: u64,
}

pub(super) fn room(max_users: i32) -> Room {
    Room { max_users, ..Room::plain(RoomCode::parse("abcd3467").unwrap(), "Test") }
}

pub(super) fn person(number: u128, role: Role) -> Person {
    Person {
        id: UserId(Uuid::from_u128(number)),
        guest: true,
        name: format!("Person {number}"),
        role,
        custom: PermissionChanges::default(),
        staff: false,
        approved: false,
    }
}

pub(super) fn hello(performing: bool) -> Hello {
    Hello {
        protocol: PROTOCOL,
        performing,
        instrument: Instrument::Bass,
        muted: false,
        sound_checked: true,
        resume: None,
    }
}

impl Stage {
    pub fn new(max_users: i32) -> Self {
        let now = Moment { at: Instant::now(), wall: DateTime::UNIX_EPOCH };
        let epoch = Uuid::from_u128(1);
        let room = LiveRoom::new(
            now,
            room(max_users),
            epoch,
            Duration::from_millis(realtime::GRACE_MS),
            Vec::new(),
            false,
            MediaState::Up,
        );
        Stage { room, now, heard: HashMap::new(), closed: HashMap::new(), wanted: Vec::new(), next: 1000 }
    }

    pub fn fresh(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(u128::from(self.next))
    }

    pub fn socket(&mut self) -> SocketId {
        self.next += 1;
        SocketId(self.next)
    }

    pub fn pass(&mut self, ms: u64) {
        self.now.at += Duration::from_millis(ms);
        self.apply(Input::Tick);
    }

    pub fn apply(&mut self, input: Input) {
        for output in self.room.apply(self.now, input) {
            match output {
                Output::Send(socket, message) => self.heard.entry(socket).or_default().push(message),
                Output::Announce { seq, event, to } => {
                    for socket in to {
                        let event = Box::new(event.clone());
                        self.heard.entry(socket).or_default().push(ServerMessage::Event { seq, event });
                    }
                }
                Output::Close { socket, fault, retry } => {
                    self.closed.insert(socket, (fault, retry));
                }
                wanted => self.wanted.push(wanted),
            }
        }
    }

    /// Enters with a new socket.
    pub fn enter(&mut self, person: Person, hello: Hello) -> SocketId {
        self.enter_reading(person, hello, Reading::default())
    }

    /// The same for somebody who has read some of the chat.
    pub fn enter_reading(&mut self, person: Person, hello: Hello, reading: Reading) -> SocketId {
        self.come(person, hello, Pass::In, reading)
    }

    /// The same for somebody who may not just come in.
    pub fn enter_with(&mut self, person: Person, hello: Hello, pass: Pass) -> SocketId {
        self.come(person, hello, pass, Reading::default())
    }

    fn come(&mut self, person: Person, hello: Hello, pass: Pass, reading: Reading) -> SocketId {
        let (socket, fresh_id, fresh_token) = (self.socket(), ParticipantId(self.fresh()), self.fresh());
        let enter = Enter { socket, reply: 1, person, hello, pass, fresh_id, fresh_token, reading };
        self.apply(Input::Enter(Box::new(enter)));
        socket
    }

    pub fn performer(&mut self, number: u128) -> SocketId {
        self.enter(person(number, Role::Member), hello(true))
    }

    pub fn ask(&mut self, socket: SocketId, ask: Ask) {
        self.apply(Input::Ask { socket, reply: 9, ask });
    }

    pub fn media(&mut self, input: MediaInput) {
        self.apply(Input::Media(input));
    }

    /// What a socket heard since it was last asked.
    pub fn take(&mut self, socket: SocketId) -> Vec<ServerMessage> {
        self.heard.remove(&socket).unwrap_or_default()
    }

    pub fn events(&mut self, socket: SocketId) -> Vec<RoomEvent> {
        let event = |message| match message {
            ServerMessage::Event { event, .. } => Some(*event),
            _ => None,
        };
        self.take(socket).into_iter().filter_map(event).collect()
    }

    pub fn snapshot_of(&self, socket: SocketId) -> Snapshot {
        let found = self.heard[&socket].iter().rev().find_map(|message| match message {
            ServerMessage::Snapshot(snapshot) => Some((**snapshot).clone()),
            _ => None,
        });
        found.expect("a snapshot")
    }

    pub fn resume(&self, socket: SocketId, seq: Option<u64>) -> Hello {
        let seen = self.snapshot_of(socket);
        Hello { resume: Some(Resume { token: seen.resume_token, epoch: seen.epoch, seq }), ..hello(true) }
    }

    pub fn one(&self) -> &Participant {
        self.room.participants().next().expect("somebody")
    }

    pub fn say(&mut self, by: Option<(SocketId, u32)>, id: u128, sent_at: DateTime<Utc>) {
        self.apply(Input::Said { by, message: said(id, sent_at) });
    }
}

/// A message as stored.
pub(super) fn said(id: u128, sent_at: DateTime<Utc>) -> ChatMessage {
    ChatMessage {
        kind: model_rooms::ChatKind::Text,
        by: None,
        id: Uuid::from_u128(id),
        user_id: None,
        author: "Ada".into(),
        text: format!("message {id}"),
        sent_at,
    }
}

pub(super) fn fault_of(messages: &[ServerMessage]) -> Option<&Fault> {
    messages.iter().find_map(|message| match message {
        ServerMessage::Reply { result: Err(fault), .. } => Some(fault),
        _ => None,
    })
}
