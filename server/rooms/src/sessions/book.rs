//! The sessions of one live room, made of the events that it announces. Pure: times and ids are given.

use chrono::{DateTime, TimeDelta, Utc};
use model::{ParticipantId, UserId};
use model_rooms::{ChatKind, Instrument, Participant, Reaction, Role};
use realtime::RoomEvent;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Accounts that a session remembers to have met; the table allows 200.
const MET_MAX: usize = 200;

/// A session as the database keeps it (`public.keep_sessions`). Times on stage are whole seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figures {
    pub id: Uuid,
    pub user_id: UserId,
    pub room_id: String,
    pub joined_at: DateTime<Utc>,
    /// What was played most; none: only listened.
    pub instrument_id: Option<&'static str>,
    /// Was there as the room's owner.
    pub was_room_master: bool,
    pub participant_ids: Vec<UserId>,
    pub jam_seconds: u32,
    pub solo_seconds: u32,
    pub messages: u32,
    pub reactions_given: u32,
    pub fires_received: u32,
    pub was_full: bool,
    pub joined_after_seconds: Option<u32>,
    pub collaborators: BTreeMap<UserId, u32>,
    pub instruments: BTreeMap<&'static str, u32>,
}

/// What an event meant for the sessions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Turn {
    /// Whose session began.
    pub begun: Option<UserId>,
    /// These are over.
    pub ended: Vec<Figures>,
}

/// A room's open sessions.
#[derive(Debug)]
pub(crate) struct Book {
    room: String,
    max_users: usize,
    /// Up to when time was counted.
    clock: DateTime<Utc>,
    /// When somebody came to the empty room.
    opened_at: Option<DateTime<Utc>>,
    /// Everybody inside, guests too, but who looks after the site.
    inside: BTreeMap<ParticipantId, Presence>,
    open: HashMap<UserId, Session>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Presence {
    account: Option<UserId>,
    performing: bool,
    instrument: Instrument,
    is_owner: bool,
}

#[derive(Debug)]
struct Session {
    id: Uuid,
    joined_at: DateTime<Utc>,
    joined_after: Option<TimeDelta>,
    was_owner: bool,
    was_full: bool,
    met: Vec<UserId>,
    jam: TimeDelta,
    solo: TimeDelta,
    together: BTreeMap<UserId, TimeDelta>,
    played: BTreeMap<&'static str, TimeDelta>,
    messages: u32,
    reactions_given: u32,
    fires_received: u32,
}

impl Book {
    /// Of a room that nobody is in yet.
    pub fn new(room: &str, max_users: i32, now: DateTime<Utc>) -> Self {
        Book {
            room: room.to_owned(),
            max_users: usize::try_from(max_users).unwrap_or(0),
            clock: now,
            opened_at: None,
            inside: BTreeMap::new(),
            open: HashMap::new(),
        }
    }

    /// Whether an event can mean anything here.
    pub fn concerns(event: &RoomEvent) -> bool {
        !matches!(event, RoomEvent::ChatDeleted { .. } | RoomEvent::Media { .. })
    }

    /// Takes an event in. `fresh` makes ids of new sessions.
    pub fn take(&mut self, now: DateTime<Utc>, event: &RoomEvent, fresh: impl FnOnce() -> Uuid) -> Turn {
        match event {
            RoomEvent::Joined { participant } | RoomEvent::Changed { participant } => {
                return self.put(now, participant, fresh);
            }
            RoomEvent::Left { participant } => return self.remove(now, *participant),
            RoomEvent::Chat { message } if message.kind == ChatKind::Text => {
                if let Some(session) = message.user_id.and_then(|user| self.open.get_mut(&user)) {
                    session.messages += 1;
                }
            }
            RoomEvent::Reacted { by, reaction, to } => self.reacted(*by, *reaction, *to),
            RoomEvent::RoomChanged { room } => {
                self.max_users = usize::try_from(room.max_users).unwrap_or(0);
            }
            RoomEvent::Chat { .. } | RoomEvent::ChatDeleted { .. } | RoomEvent::Media { .. } => {}
        }
        Turn::default()
    }

    /// The room closes: everybody's session is over.
    pub fn close(&mut self, now: DateTime<Utc>) -> Vec<Figures> {
        self.advance(now);
        self.inside.clear();
        let open: Vec<(UserId, Session)> = self.open.drain().collect();
        open.iter().map(|(user, session)| session.figures(*user, &self.room)).collect()
    }

    /// How all open sessions stand.
    pub fn standing(&mut self, now: DateTime<Utc>) -> Vec<Figures> {
        self.advance(now);
        self.open.iter().map(|(user, session)| session.figures(*user, &self.room)).collect()
    }

    /// How one account's session stands, when it has one.
    pub fn standing_of(&mut self, user: UserId, now: DateTime<Utc>) -> Option<Figures> {
        self.advance(now);
        self.open.get(&user).map(|session| session.figures(user, &self.room))
    }

    fn put(&mut self, now: DateTime<Utc>, who: &Participant, fresh: impl FnOnce() -> Uuid) -> Turn {
        if who.staff {
            return self.remove(now, who.id);
        }
        let presence = Presence {
            account: who.user_id,
            performing: who.performing,
            instrument: who.instrument,
            is_owner: who.role == Role::Owner,
        };
        // Measured round trips and the like: most changes.
        if self.inside.get(&who.id) == Some(&presence) {
            return Turn::default();
        }
        self.advance(now);
        if self.inside.is_empty() {
            self.opened_at = Some(now);
        }
        let is_new = self.inside.insert(who.id, presence).is_none();
        let mut turn = Turn::default();
        if let Some(user) = who.user_id {
            if !self.open.contains_key(&user) {
                self.begin(now, user, fresh());
                turn.begun = Some(user);
            }
            if let Some(session) = self.open.get_mut(&user) {
                session.was_owner |= presence.is_owner;
            }
        }
        if is_new && self.inside.len() >= self.max_users {
            self.open.values_mut().for_each(|session| session.was_full = true);
        }
        turn
    }

    fn begin(&mut self, now: DateTime<Utc>, user: UserId, id: Uuid) {
        let mut met: Vec<UserId> = self.open.keys().copied().collect();
        met.sort_unstable_by_key(|other| self.open[other].joined_at);
        met.truncate(MET_MAX);
        for session in self.open.values_mut().filter(|session| session.met.len() < MET_MAX) {
            if !session.met.contains(&user) {
                session.met.push(user);
            }
        }
        let is_first = self.inside.len() == 1;
        let joined_after = self.opened_at.filter(|_| !is_first).map(|at| now - at);
        self.open.insert(user, Session::new(id, now, joined_after, met));
    }

    fn remove(&mut self, now: DateTime<Utc>, participant: ParticipantId) -> Turn {
        if !self.inside.contains_key(&participant) {
            return Turn::default();
        }
        self.advance(now);
        let account = self.inside.remove(&participant).and_then(|presence| presence.account);
        let is_gone = |user: &UserId| self.inside.values().all(|presence| presence.account != Some(*user));
        let session = account.filter(is_gone).and_then(|user| self.open.remove_entry(&user));
        let ended = session.map(|(user, session)| session.figures(user, &self.room));
        Turn { begun: None, ended: ended.into_iter().collect() }
    }

    fn reacted(&mut self, by: ParticipantId, reaction: Reaction, to: Option<ParticipantId>) {
        let account = |of: ParticipantId| self.inside.get(&of).and_then(|presence| presence.account);
        let Some(from) = account(by) else { return };
        let target = to.and_then(account).filter(|target| *target != from);
        if let Some(session) = self.open.get_mut(&from) {
            session.reactions_given += 1;
        }
        if let Some(session) = target.and_then(|user| self.open.get_mut(&user))
            && reaction == Reaction::Fire
        {
            session.fires_received += 1;
        }
    }

    /// Counts the time since the last change for everybody who is on stage. A clock that goes back counts nothing.
    fn advance(&mut self, now: DateTime<Utc>) {
        let passed = now - self.clock;
        self.clock = self.clock.max(now);
        if passed <= TimeDelta::zero() {
            return;
        }
        // An account on stage in two tabs is one performer and plays what the first by id plays; a guest's tabs cannot
        // be told from two guests.
        let mut playing: BTreeMap<UserId, Instrument> = BTreeMap::new();
        let mut guests = 0;
        for presence in self.inside.values().filter(|presence| presence.performing) {
            match presence.account {
                None => guests += 1,
                Some(user) => {
                    playing.entry(user).or_insert(presence.instrument);
                }
            }
        }
        let is_alone = playing.len() + guests == 1;
        for (user, instrument) in &playing {
            let Some(session) = self.open.get_mut(user) else { continue };
            session.jam += passed;
            *session.played.entry(instrument.as_str()).or_default() += passed;
            if is_alone {
                session.solo += passed;
            }
            for other in playing.keys().filter(|other| *other != user) {
                *session.together.entry(*other).or_default() += passed;
            }
        }
    }
}

impl Session {
    fn new(id: Uuid, now: DateTime<Utc>, joined_after: Option<TimeDelta>, met: Vec<UserId>) -> Self {
        Session {
            id,
            joined_at: now,
            joined_after,
            was_owner: false,
            was_full: false,
            met,
            jam: TimeDelta::zero(),
            solo: TimeDelta::zero(),
            together: BTreeMap::new(),
            played: BTreeMap::new(),
            messages: 0,
            reactions_given: 0,
            fires_received: 0,
        }
    }

    fn figures(&self, user: UserId, room: &str) -> Figures {
        let most = self.played.iter().max_by_key(|(_, time)| **time);
        Figures {
            id: self.id,
            user_id: user,
            room_id: room.to_owned(),
            joined_at: self.joined_at,
            instrument_id: most.map(|(instrument, _)| *instrument),
            was_room_master: self.was_owner,
            participant_ids: self.met.clone(),
            jam_seconds: seconds(&self.jam),
            solo_seconds: seconds(&self.solo),
            messages: self.messages,
            reactions_given: self.reactions_given,
            fires_received: self.fires_received,
            was_full: self.was_full,
            joined_after_seconds: self.joined_after.as_ref().map(seconds),
            collaborators: whole(&self.together),
            instruments: whole(&self.played),
        }
    }
}

/// Whole seconds of what lasted at least one.
fn whole<K: Copy + Ord>(times: &BTreeMap<K, TimeDelta>) -> BTreeMap<K, u32> {
    times.iter().map(|(key, time)| (*key, seconds(time))).filter(|(_, seconds)| *seconds > 0).collect()
}

fn seconds(time: &TimeDelta) -> u32 {
    u32::try_from(time.num_seconds()).unwrap_or(0)
}
