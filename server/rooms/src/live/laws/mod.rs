//! What always holds, whatever anybody sends: checked with random people, commands, drops and sidecar reports.

mod books;
mod happening;
mod house;
mod people;

use super::tests::{Stage, hello, person};
use super::*;
use happening::{Happening, RandomAsk, RandomMedia, ask, happening};
use model::ParticipantId;
use model_rooms::Role;
use proptest::prelude::*;
use realtime::{Applied, Hello, RoomMirror};
use sidecar_api::{PeerToken, Slot};
use std::collections::{HashMap, HashSet};

const MAX_USERS: i32 = 5;

/// A stage with everybody's view of it, as their browsers build it from what they are sent.
struct Play {
    stage: Stage,
    sockets: Vec<SocketId>,
    snapshots: HashMap<SocketId, (u128, Snapshot)>,
    mirrors: HashMap<SocketId, RoomMirror>,
    peers: Vec<PeerToken>,
    /// Who came in once when only moderators and administrators could have.
    privileged: HashSet<u128>,
}

impl Play {
    fn new() -> Self {
        Play {
            stage: Stage::new(MAX_USERS),
            sockets: Vec::new(),
            snapshots: HashMap::new(),
            mirrors: HashMap::new(),
            peers: Vec::new(),
            privileged: HashSet::new(),
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Enter { person: number, role, performing, staff } => {
                if staff || role.moderates() {
                    self.privileged.insert(number);
                }
                let person = Person { staff, ..somebody(number, role) };
                let socket = self.stage.enter(person, hello(performing));
                self.arrived(socket, number, None);
            }
            Happening::Knock { person } => {
                let socket = self.stage.knock(person);
                self.sockets.push(socket);
            }
            Happening::Decide { person, admit } => self.stage.decide(person, admit),
            Happening::Change(change) => self.stage.change(|room| {
                room.is_public = change.is_public;
                room.require_approval = change.require_approval;
                room.max_users = change.max_users;
                room.settings.max_performers = change.max_performers;
                room.settings.allow_listeners = change.allow_listeners;
            }),
            Happening::Resume { socket, role, seen } => self.resume(socket, role, seen),
            Happening::Ask { socket, ask } => self.ask(socket, ask),
            Happening::Said { id } => {
                let wall = self.stage.now.wall;
                self.stage.say(None, id, wall);
            }
            Happening::Dropped { socket } => {
                if let Some(socket) = self.sockets.get(socket).copied() {
                    self.stage.apply(Input::Dropped(socket));
                    self.mirrors.remove(&socket);
                }
            }
            Happening::Pass { ms } => self.stage.pass(ms),
            Happening::Media(media) => self.media(media),
        }
    }

    fn resume(&mut self, socket: usize, role: Role, seen: Option<u64>) {
        let Some(old) = self.sockets.get(socket).copied() else { return };
        let Some((number, snapshot)) = self.snapshots.get(&old).cloned() else { return };
        // A browser resumes from what its mirror has, or (a reload) from nothing; sometimes it lies.
        let resume = realtime::Resume { token: snapshot.resume_token, epoch: snapshot.epoch, seq: seen };
        let before = seen.filter(|seq| *seq == snapshot.seq).map(|_| RoomMirror::new(snapshot));
        if role.moderates() {
            self.privileged.insert(number);
        }
        let hello = Hello { resume: Some(resume), ..hello(true) };
        let new = self.stage.enter(somebody(number, role), hello);
        self.arrived(new, number, before);
    }

    fn arrived(&mut self, socket: SocketId, number: u128, before: Option<RoomMirror>) {
        self.sockets.push(socket);
        let first = self.stage.heard.get(&socket).and_then(|heard| heard.first()).cloned();
        match first {
            Some(ServerMessage::Snapshot(snapshot)) => {
                self.snapshots.insert(socket, (number, (*snapshot).clone()));
                self.mirrors.insert(socket, RoomMirror::new(*snapshot));
            }
            Some(ServerMessage::Resumed) => {
                if let Some(mirror) = before {
                    self.snapshots.insert(socket, (number, mirror.state().clone()));
                    self.mirrors.insert(socket, mirror);
                }
            }
            _ => {}
        }
    }

    fn ask(&mut self, socket: usize, ask: RandomAsk) {
        let Some(socket) = self.sockets.get(socket).copied() else { return };
        let ask = match ask {
            RandomAsk::Muted(muted) => Ask::SetMuted(muted),
            RandomAsk::Performing(performing) => Ask::SetPerforming { performing, sound_checked: true },
            RandomAsk::Instrument(index) => Ask::SetInstrument(Instrument::ALL[index]),
            RandomAsk::Rtt(rtt_ms) => Ask::ReportConnection { rtt_ms, jitter_ms: None, loss_percent: None },
            RandomAsk::Leave => Ask::Leave,
            RandomAsk::Offer { connection } => {
                let fresh_peer = PeerToken(self.stage.fresh());
                self.peers.push(fresh_peer);
                Ask::Offer { connection: Uuid::from_u128(connection), sdp: "offer".into(), fresh_peer }
            }
        };
        self.stage.ask(socket, ask);
    }

    fn media(&mut self, media: RandomMedia) {
        let peer = |index: usize| self.peers.get(index).copied().unwrap_or(PeerToken(Uuid::nil()));
        self.stage.media(match media {
            RandomMedia::Down => MediaInput::Down,
            RandomMedia::Up => MediaInput::Up,
            RandomMedia::Answered { peer: index, negotiation, ok } => MediaInput::Answered {
                peer: peer(index),
                negotiation,
                result: if ok { Ok("answer".into()) } else { Err(model::Fault::NotFound) },
            },
            RandomMedia::Permitted { peer: index, result } => {
                MediaInput::Permitted { peer: peer(index), may_publish: result }
            }
            RandomMedia::PeerUp { peer: index } => MediaInput::PeerUp(peer(index)),
            RandomMedia::PeerGone { peer: index } => MediaInput::PeerGone(peer(index)),
            RandomMedia::Slots { peer: index, from } => MediaInput::Slots {
                peer: peer(index),
                slots: vec![Slot { mid: "1".into(), from: peer(from), track: 0 }],
                missing: 0,
            },
            RandomMedia::HoldsNothing => MediaInput::Holds(vec![]),
        });
    }

    /// Everybody reads what they were sent.
    fn listen(&mut self) -> Result<(), TestCaseError> {
        for (socket, messages) in std::mem::take(&mut self.stage.heard) {
            for message in messages {
                match message {
                    ServerMessage::Event { seq, event } => {
                        if let Some(mirror) = self.mirrors.get_mut(&socket) {
                            prop_assert_ne!(mirror.apply(seq, &event), Applied::Gap, "a gap before {}", seq);
                        }
                    }
                    ServerMessage::Slots { slots, .. } => {
                        let known: HashSet<_> = self.stage.room.participants().map(|who| who.id).collect();
                        prop_assert!(slots.iter().all(|slot| known.contains(&slot.participant)));
                    }
                    _ => {}
                }
            }
        }
        for socket in std::mem::take(&mut self.stage.closed).into_keys() {
            self.mirrors.remove(&socket);
        }
        Ok(())
    }

    fn check(&mut self) -> Result<(), TestCaseError> {
        let room = &self.stage.room;
        let people: Vec<_> = room.participants().cloned().collect();
        let ids: HashSet<ParticipantId> = people.iter().map(|who| who.id).collect();
        prop_assert_eq!(ids.len(), people.len(), "ids are unique");
        prop_assert!(people.iter().all(|who| !who.performing || who.role.may_perform()), "listeners listen");
        self.check_door()?;
        prop_assert!(people.iter().all(|who| who.rtt_ms.is_none_or(f32::is_finite)));
        let tokens: HashSet<_> = room.places.iter().map(|place| place.token).collect();
        prop_assert_eq!(tokens.len(), people.len(), "secrets are unique");
        let peers: Vec<_> =
            room.places.iter().filter_map(|p| p.connection.as_ref()).map(|c| c.peer).collect();
        prop_assert_eq!(peers.iter().collect::<HashSet<_>>().len(), peers.len(), "peers are unique");
        prop_assert!(room.media == MediaState::Up || peers.is_empty(), "no peers without a sidecar");
        prop_assert_eq!(room.empty_since().is_some(), people.is_empty() && !room.anybody_waits());
        for place in &room.places {
            prop_assert_eq!(place.socket.is_some(), place.who.connected);
            prop_assert_eq!(place.kept_until.is_some(), !place.who.connected);
        }
        self.compare_mirrors(&people)
    }

    /// Nobody is inside whom the door would not let in.
    fn check_door(&self) -> Result<(), TestCaseError> {
        let live = &self.stage.room;
        let (room, places) = (&live.room, &live.places);
        let playing = places.iter().filter(|place| place.who.performing).count();
        prop_assert!(playing <= room.settings.max_performers.into(), "never more performers than may play");
        // Moderators and administrators always come in, whatever they are later: the others alone must fit.
        let counted = || places.iter().filter(|place| !self.privileged.contains(&place.person.0.as_u128()));
        let playing = counted().filter(|place| place.who.performing).count() as u32;
        let seats = Seats { playing, listening: counted().count() as u32 - playing };
        prop_assert!(seats.are_enough(room, live.audience_max), "never more people than places: {:?}", seats);
        let may_listen = room.settings.allow_listeners;
        let exempt = |place: &Place| place.who.role.moderates() || place.who.staff;
        let plays = |place: &Place| place.who.performing || exempt(place);
        prop_assert!(may_listen || places.iter().all(plays), "everybody plays");
        prop_assert!(room.is_public || places.iter().all(|place| !place.guest || place.approved), "private");
        for waiter in &live.waiting {
            prop_assert_eq!(waiter.who.present, !waiter.doors.is_empty());
            let inside = |enter: &Enter| live.place_of_socket(enter.socket).is_some();
            prop_assert!(!waiter.doors.iter().any(inside), "who waits is not inside");
        }
        prop_assert!(live.waiting.len() <= realtime::WAITING_MAX);
        Ok(())
    }

    /// What a browser built from a snapshot and events is what the room is.
    fn compare_mirrors(&self, people: &[Participant]) -> Result<(), TestCaseError> {
        let room = &self.stage.room;
        for (socket, mirror) in &self.mirrors {
            if room.place_of_socket(*socket).is_none() {
                continue;
            }
            let seen = mirror.state();
            prop_assert_eq!(seen.seq, room.log.seq());
            prop_assert_eq!(&seen.participants[..], people);
            prop_assert_eq!(seen.media, room.media);
            let tail = seen.chat.len().min(room.chat.len());
            let theirs = seen.chat.iter().rev().take(tail);
            prop_assert!(theirs.eq(room.chat.iter().rev().take(tail)));
        }
        Ok(())
    }
}

/// Even numbers are guests'.
fn somebody(number: u128, role: Role) -> Person {
    Person { guest: number.is_multiple_of(2), ..person(number, role) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_room_stays_whole(happenings in prop::collection::vec(happening(), 1..80)) {
        let mut play = Play::new();
        for happening in happenings {
            play.happen(happening);
            play.listen()?;
            play.check()?;
        }
    }

    #[test]
    fn every_ask_gets_exactly_one_reply(asks in prop::collection::vec(ask(), 1..40)) {
        let mut stage = Stage::new(MAX_USERS);
        let ada = stage.performer(1);
        stage.take(ada);
        let mut peers = Vec::new();
        let count = asks.len() as u32;
        for (number, ask) in asks.into_iter().enumerate() {
            let ask = match ask {
                RandomAsk::Muted(muted) => Ask::SetMuted(muted),
                RandomAsk::Performing(performing) => Ask::SetPerforming { performing, sound_checked: true },
                RandomAsk::Instrument(index) => Ask::SetInstrument(Instrument::ALL[index]),
                RandomAsk::Rtt(rtt_ms) => Ask::ReportConnection { rtt_ms, jitter_ms: None, loss_percent: None },
                RandomAsk::Leave => Ask::SetMuted(true),
                RandomAsk::Offer { connection } => {
                    let fresh_peer = PeerToken(stage.fresh());
                    peers.push(fresh_peer);
                    Ask::Offer { connection: Uuid::from_u128(connection), sdp: "offer".into(), fresh_peer }
                }
            };
            stage.apply(Input::Ask { socket: ada, reply: number as u32, ask });
        }
        for peer in peers {
            for negotiation in 1..=count {
                stage.media(MediaInput::Answered { peer, negotiation, result: Ok("answer".into()) });
            }
        }
        let mut replies: Vec<u32> = stage.take(ada).into_iter().filter_map(|message| match message {
            ServerMessage::Reply { id, .. } => Some(id),
            _ => None,
        }).collect();
        replies.sort_unstable();
        prop_assert_eq!(replies, (0..count).collect::<Vec<_>>());
    }
}
