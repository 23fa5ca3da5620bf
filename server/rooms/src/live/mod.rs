//! The state of one room while people are in it: who, what they do, what was said, what the sidecar carries.
//!
//! Pure and sans-IO: [`LiveRoom::apply`] takes an [`Input`] and returns what is to be done. It owns no clock, no
//! randomness, no socket and no database, so that every rule of a room can be tested in memory. The task in `running`
//! runs it.

mod ask;
mod chat;
mod door;
mod enforce;
mod io;
#[cfg(test)]
mod laws;
mod log;
mod media;
mod moderation;
mod part;
mod place;
mod seats;
mod standing;
#[cfg(test)]
mod tests;
mod waiting;

pub use chat::Remover;
pub use io::{
    Ask, Change, Enter, Input, MediaInput, Moment, Output, Pass, Person, Reading, SocketId, StandingNow,
    Target,
};

pub use seats::Seats;

use chat::Talk;
use log::EventLog;
use model::{ParticipantId, UserId};
use model_rooms::{ChatMessage, Instrument, Participant, Room};
use place::Place;
use realtime::{MediaState, Reply, RoomEvent, ServerMessage, Snapshot};
use standing::GuestStanding;
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};
use uuid::Uuid;
use waiting::Waiter;

/// Most presences (tabs) of one person in one room.
pub const PRESENCES_PER_PERSON_MAX: usize = 4;
/// How often `last_activity` is written at most.
const TOUCH_EVERY: Duration = Duration::from_secs(30);
/// How soon something that the sidecar could not be told is tried again.
const RETRY_EVERY: Duration = Duration::from_millis(500);

/// A room with people in it. One owner; see the module.
#[derive(Clone, Debug)]
pub struct LiveRoom {
    room: Room,
    epoch: Uuid,
    /// How long a dropped participant's place is kept.
    grace: Duration,
    log: EventLog,
    /// In order of arrival.
    places: Vec<Place>,
    /// Who was muted for everybody, here or not, while the room is open.
    silenced: HashSet<UserId>,
    /// What moderators gave to people without an account who hold a place.
    guests: HashMap<UserId, GuestStanding>,
    /// The last [`CHAT_PAGE`] messages, oldest first.
    chat: VecDeque<ChatMessage>,
    chat_more: bool,
    talk: Talk,
    media: MediaState,
    /// Who waits at the door, and who knocked and went away; in the order of their knocks.
    waiting: Vec<Waiter>,
    /// So many listeners take no place of a public room.
    audience_max: u32,
    touched_at: Option<Instant>,
    retry_at: Option<Instant>,
    empty_since: Option<Instant>,
}

/// Who is in a room, for the lobby.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Occupancy {
    /// What the connected performers play, in order of arrival.
    pub performers: Vec<Instrument>,
    /// Connected people that only listen.
    pub listeners: u32,
    /// Who holds each place (account or guest), people who dropped seconds ago included.
    pub holders: Vec<UserId>,
    /// The places that are taken.
    pub seats: Seats,
}

impl Occupancy {
    /// People connected now.
    pub fn people(&self) -> u32 {
        self.performers.len() as u32 + self.listeners
    }
}

impl LiveRoom {
    /// An empty room. `grace`: how long a dropped participant's place is kept. `chat`: the last messages, oldest first; `chat_more`: whether there are older ones.
    pub fn new(
        now: Moment,
        room: Room,
        epoch: Uuid,
        grace: Duration,
        chat: Vec<ChatMessage>,
        chat_more: bool,
        media: MediaState,
    ) -> Self {
        LiveRoom {
            room,
            epoch,
            grace,
            log: EventLog::default(),
            places: Vec::new(),
            silenced: HashSet::new(),
            guests: HashMap::new(),
            chat: chat.into(),
            chat_more,
            talk: Talk::default(),
            media,
            waiting: Vec::new(),
            audience_max: 0,
            touched_at: None,
            retry_at: None,
            empty_since: Some(now.at),
        }
    }

    /// With so many listeners who take no place of a public room.
    pub fn with_audience(self, audience_max: u32) -> Self {
        LiveRoom { audience_max, ..self }
    }

    /// Applies one input and returns what follows from it, in the order in which it is to be done.
    pub fn apply(&mut self, now: Moment, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Enter(enter) => self.enter(now, *enter, &mut out),
            Input::Ask { socket, reply, ask } => self.ask(now, socket, reply, ask, &mut out),
            Input::Said { by, message } => self.said(now, by, message, &mut out),
            Input::Unsaid { by, id } => self.unsaid(by, id, &mut out),
            Input::Read { by, at } => self.has_read(by, at, &mut out),
            Input::Moderated { by, change } => {
                if let Some(change) = change {
                    self.moderated(now, change, &mut out);
                    self.enforce(now, &mut out);
                }
                moderation::answer(by, &mut out);
            }
            Input::RoomChanged { by, room, standings } => {
                let shrinks = self.shrinks_to(&room);
                self.take_room(*room, &mut out);
                self.take_standings(now, standings, &mut out);
                self.enforce(now, &mut out);
                if shrinks {
                    self.fit_in(now, &mut out);
                }
                moderation::answer(by, &mut out);
            }
            Input::Pending(people) => self.remember_pending(people, &mut out),
            Input::Decided { by, person, admit } => {
                self.decided(now, person, admit, &mut out);
                moderation::answer(by, &mut out);
            }
            Input::Dropped(socket) => self.dropped(now, socket, &mut out),
            Input::Media(media) => self.media_input(media, &mut out),
            Input::Tick => self.give_up_lost_places(now, &mut out),
        }
        self.settle_media(now, &mut out);
        match self.places.is_empty() && !self.anybody_waits() {
            true => self.empty_since = self.empty_since.or(Some(now.at)),
            false => self.empty_since = None,
        }
        out
    }

    /// When [`Input::Tick`] is due next.
    pub fn deadline(&self) -> Option<Instant> {
        self.places.iter().filter_map(|place| place.kept_until).chain(self.retry_at).min()
    }

    /// Since when nobody is in the room.
    pub fn empty_since(&self) -> Option<Instant> {
        self.empty_since
    }

    /// Who is in it, for the lobby.
    pub fn occupancy(&self) -> Occupancy {
        let connected = || self.places.iter().map(|p| &p.who).filter(|who| who.connected);
        Occupancy {
            performers: connected().filter(|who| who.performing).map(|who| who.instrument).collect(),
            listeners: connected().filter(|who| !who.performing).count() as u32,
            holders: self.places.iter().map(|place| place.person).collect(),
            seats: self.seats(),
        }
    }

    /// The presence behind a socket.
    pub fn participant_of(&self, socket: SocketId) -> Option<ParticipantId> {
        self.place_of_socket(socket).map(|index| self.places[index].id())
    }

    /// Everybody, in order of arrival.
    pub fn participants(&self) -> impl Iterator<Item = &Participant> {
        self.places.iter().map(|place| &place.who)
    }

    /// Account or guest ids of everybody who holds a place, and whether each is a guest's.
    pub fn people(&self) -> Vec<(UserId, bool)> {
        let mut people: Vec<_> = self.places.iter().map(|place| (place.person, place.guest)).collect();
        people.sort_unstable_by_key(|(person, _)| person.0);
        people.dedup();
        people
    }

    /// The whole room as the owner of `place` sees it.
    fn snapshot(&self, now: Moment, place: &Place) -> Snapshot {
        let (chat, read_up_to) = self.chat_of(place);
        Snapshot {
            epoch: self.epoch,
            seq: self.log.seq(),
            you: place.id(),
            resume_token: place.token,
            room: self.room.clone(),
            participants: self.participants().cloned().collect(),
            chat,
            chat_more: self.chat_more,
            read_up_to,
            media: self.media,
            now: now.wall,
        }
    }

    /// Numbers an event and tells everybody who has a socket, `except` one.
    fn announce(&mut self, event: RoomEvent, except: Option<SocketId>, out: &mut Vec<Output>) {
        let seq = self.log.push(event.clone());
        let to = self.places.iter().filter_map(|p| p.socket).filter(|s| Some(*s) != except).collect();
        out.push(Output::Announce { seq, event, to });
    }

    /// Tells everybody how the participant at `index` is now.
    fn announce_changed(&mut self, index: usize, except: Option<SocketId>, out: &mut Vec<Output>) {
        let participant = self.places[index].who.clone();
        self.announce(RoomEvent::Changed { participant }, except, out);
    }

    /// Notes activity, not more often than [`TOUCH_EVERY`].
    fn touch(&mut self, now: Moment, out: &mut Vec<Output>) {
        if self.touched_at.is_none_or(|at| now.at >= at + TOUCH_EVERY) {
            self.touched_at = Some(now.at);
            out.push(Output::Touch);
        }
    }

    fn place_of_socket(&self, socket: SocketId) -> Option<usize> {
        self.places.iter().position(|place| place.socket == Some(socket))
    }
}

/// The plain answer "it is done".
fn done(socket: SocketId, reply: u32) -> Output {
    Output::Send(socket, ServerMessage::Reply { id: reply, result: Ok(Reply::Done) })
}

/// The answer "no", and why.
fn refused(socket: SocketId, reply: u32, fault: model::Fault) -> Output {
    Output::Send(socket, ServerMessage::Reply { id: reply, result: Err(fault) })
}
