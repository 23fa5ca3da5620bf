//! Sessions made of random comings and goings agree with what a plain count of the same moments says.

use super::book::{Book, Figures, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use model::{ParticipantId, UserId};
use model_rooms::{ChatKind, ChatMessage, Instrument, Participant, Reaction, Role};
use proptest::prelude::*;
use realtime::RoomEvent;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const MAX_USERS: i32 = 6;

fn at(second: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second as i64)
}

fn account(number: u8) -> UserId {
    UserId(Uuid::from_u128(1000 + u128::from(number)))
}

/// One tab. `number` tells tabs apart; tabs 0 and 1 are account 0's, 2 and 3 account 1's, and so on; those from 8 on are
/// guests'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tab(u8);

impl Tab {
    fn id(self) -> ParticipantId {
        ParticipantId(Uuid::from_u128(self.0.into()))
    }

    fn account(self) -> Option<UserId> {
        (self.0 < 8).then(|| account(self.0 / 2))
    }

    /// The tabs of an account are one person, each of a guest's is another.
    fn person(self) -> (Option<UserId>, Option<Tab>) {
        (self.account(), self.account().is_none().then_some(self))
    }

    fn participant(self, performing: bool, connected: bool) -> Participant {
        Participant {
            id: self.id(),
            user_id: self.account(),
            name: "Somebody".into(),
            role: if self.0 < 2 { Role::Owner } else { Role::Member },
            performing,
            muted: false,
            silenced: false,
            staff: false,
            instrument: Instrument::Bass,
            connected,
            rtt_ms: None,
            quality: None,
            joined_at: at(0),
        }
    }
}

#[derive(Clone, Debug)]
enum Move {
    Enter(Tab, bool),
    /// On stage or off it.
    Perform(Tab, bool),
    /// Dropped, or back within the grace: no session ends or begins with it.
    Connected(Tab, bool),
    Leave(Tab),
    Say(Tab),
    React(Tab, Option<Tab>),
    Pass(u64),
}

fn tab() -> impl Strategy<Value = Tab> {
    (0u8..10).prop_map(Tab)
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => (tab(), any::<bool>()).prop_map(|(tab, performing)| Move::Enter(tab, performing)),
        2 => (tab(), any::<bool>()).prop_map(|(tab, performing)| Move::Perform(tab, performing)),
        2 => (tab(), any::<bool>()).prop_map(|(tab, connected)| Move::Connected(tab, connected)),
        3 => tab().prop_map(Move::Leave),
        1 => tab().prop_map(Move::Say),
        1 => (tab(), prop::option::of(tab())).prop_map(|(by, to)| Move::React(by, to)),
        5 => (0u64..100).prop_map(Move::Pass),
    ];
    prop::collection::vec(one, 1..120)
}

/// What a session must say, counted second by second from the same moves.
#[derive(Clone, Debug, Default, PartialEq)]
struct Expected {
    joined: u64,
    left: u64,
    jam: u32,
    solo: u32,
    together: BTreeMap<UserId, u32>,
    met: BTreeSet<UserId>,
    messages: u32,
    reactions: u32,
    fires: u32,
    was_full: bool,
}

#[derive(Default)]
struct Count {
    now: u64,
    inside: BTreeMap<Tab, bool>,
    open: BTreeMap<UserId, Expected>,
    closed: Vec<(UserId, Expected)>,
}

impl Count {
    fn accounts(&self) -> BTreeSet<UserId> {
        self.inside.keys().filter_map(|tab| tab.account()).collect()
    }

    fn pass(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.now += 1;
            let on_stage: BTreeSet<(Option<UserId>, Option<Tab>)> = self
                .inside
                .iter()
                .filter(|(_, performing)| **performing)
                .map(|(tab, _)| tab.person())
                .collect();
            let is_on_stage = |user: &UserId| on_stage.contains(&(Some(*user), None));
            let users: Vec<UserId> = self.open.keys().copied().collect();
            for user in users.iter().filter(|user| is_on_stage(user)) {
                let expected = self.open.get_mut(user).unwrap();
                expected.jam += 1;
                expected.solo += u32::from(on_stage.len() == 1);
                for other in users.iter().filter(|other| *other != user && is_on_stage(other)) {
                    *expected.together.entry(*other).or_default() += 1;
                }
            }
        }
    }

    /// After tabs changed: sessions begin and end as accounts come and go.
    fn settle(&mut self) {
        let there = self.accounts();
        for user in &there {
            if !self.open.contains_key(user) {
                let new = Expected { joined: self.now, ..Expected::default() };
                self.open.insert(*user, new);
            }
        }
        let gone: Vec<UserId> = self.open.keys().filter(|user| !there.contains(user)).copied().collect();
        for user in gone {
            let expected = self.open.remove(&user).unwrap();
            self.closed.push((user, Expected { left: self.now, ..expected }));
        }
        for (user, expected) in &mut self.open {
            expected.met.extend(there.iter().filter(|other| *other != user));
            expected.was_full |= self.inside.len() >= MAX_USERS as usize;
        }
    }
}

fn seen(figures: &Figures, left: u64) -> Expected {
    Expected {
        joined: (figures.joined_at - at(0)).num_seconds() as u64,
        left,
        jam: figures.jam_seconds,
        solo: figures.solo_seconds,
        together: figures.collaborators.clone(),
        met: figures.participant_ids.iter().copied().collect(),
        messages: figures.messages,
        reactions: figures.reactions_given,
        fires: figures.fires_received,
        was_full: figures.was_full,
    }
}

struct Play {
    book: Book,
    count: Count,
    ended: Vec<(UserId, Expected)>,
    begun: usize,
    next: u128,
}

impl Play {
    fn tell(&mut self, event: &RoomEvent) {
        self.next += 1;
        let id = Uuid::from_u128(self.next);
        let Turn { begun, ended } = self.book.take(at(self.count.now), event, || id);
        self.begun += usize::from(begun.is_some());
        let now = self.count.now;
        self.ended.extend(ended.iter().map(|figures| (figures.user_id, seen(figures, now))));
    }

    fn make(&mut self, one: Move) {
        match one {
            Move::Pass(seconds) => self.count.pass(seconds),
            Move::Enter(tab, performing) => {
                let full = self.count.inside.len() >= MAX_USERS as usize;
                if full || self.count.inside.contains_key(&tab) {
                    return;
                }
                self.count.inside.insert(tab, performing);
                self.tell(&RoomEvent::Joined { participant: tab.participant(performing, true) });
            }
            Move::Perform(tab, performing) => {
                let Some(was) = self.count.inside.get_mut(&tab) else { return };
                *was = performing;
                self.tell(&RoomEvent::Changed { participant: tab.participant(performing, true) });
            }
            Move::Connected(tab, connected) => {
                let Some(performing) = self.count.inside.get(&tab).copied() else { return };
                self.tell(&RoomEvent::Changed { participant: tab.participant(performing, connected) });
            }
            Move::Leave(tab) => {
                if self.count.inside.remove(&tab).is_some() {
                    self.tell(&RoomEvent::Left { participant: tab.id() });
                }
            }
            Move::Say(tab) => self.say(tab),
            Move::React(by, to) => self.react(by, to),
        }
        self.count.settle();
    }

    fn say(&mut self, tab: Tab) {
        if !self.count.inside.contains_key(&tab) {
            return;
        }
        let message = ChatMessage {
            id: Uuid::nil(),
            kind: ChatKind::Text,
            user_id: tab.account(),
            by: Some(tab.id()),
            author: "Somebody".into(),
            text: "hello".into(),
            sent_at: at(self.count.now),
        };
        if let Some(expected) = tab.account().and_then(|user| self.count.open.get_mut(&user)) {
            expected.messages += 1;
        }
        self.tell(&RoomEvent::Chat { message });
    }

    fn react(&mut self, by: Tab, to: Option<Tab>) {
        if !self.count.inside.contains_key(&by) {
            return;
        }
        if let Some(from) = by.account() {
            self.count.open.get_mut(&from).unwrap().reactions += 1;
            let target = to.filter(|to| self.count.inside.contains_key(to)).and_then(Tab::account);
            if let Some(target) = target.filter(|target| *target != from) {
                self.count.open.get_mut(&target).unwrap().fires += 1;
            }
        }
        let to = to.map(Tab::id);
        self.tell(&RoomEvent::Reacted { by: by.id(), reaction: Reaction::Fire, to });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn sessions_are_what_happened(moves in moves()) {
        let book = Book::new("abcd3467", MAX_USERS, at(0));
        let mut play = Play { book, count: Count::default(), ended: Vec::new(), begun: 0, next: 0 };
        for one in moves {
            play.make(one);
            let now = at(play.count.now);
            let mut open: Vec<_> =
                play.book.standing(now).iter().map(|figures| (figures.user_id, seen(figures, 0))).collect();
            open.sort_by_key(|(user, _)| *user);
            let expected: Vec<_> = play.count.open.clone().into_iter().collect();
            prop_assert_eq!(open, expected, "the open ones");
        }
        prop_assert_eq!(play.begun, play.ended.len() + play.count.open.len(), "each begins once and ends once");
        let closing = play.book.close(at(play.count.now));
        let now = play.count.now;
        play.ended.extend(closing.iter().map(|figures| (figures.user_id, seen(figures, now))));
        play.count.inside.clear();
        play.count.settle();
        let by_time = |sessions: &mut Vec<(UserId, Expected)>| {
            sessions.sort_by_key(|(user, expected)| (*user, expected.joined, expected.left));
        };
        by_time(&mut play.ended);
        by_time(&mut play.count.closed);
        prop_assert_eq!(play.ended, play.count.closed);
    }
}

#[test]
fn a_site_administrator_who_looks_in_leaves_no_session() {
    let mut book = Book::new("abcd3467", MAX_USERS, at(0));
    let staff = Participant { staff: true, ..Tab(0).participant(true, true) };
    let turn = book.take(at(1), &RoomEvent::Joined { participant: staff }, Uuid::nil);
    assert_eq!(turn, Turn::default());
    assert_eq!(book.close(at(9)), []);
}

#[test]
fn who_opens_a_room_has_joined_it_after_nothing_and_others_after_so_many_seconds() {
    let mut book = Book::new("abcd3467", MAX_USERS, at(0));
    book.take(at(5), &RoomEvent::Joined { participant: Tab(0).participant(true, true) }, Uuid::nil);
    book.take(at(12), &RoomEvent::Joined { participant: Tab(2).participant(true, true) }, Uuid::nil);
    let mut figures = book.close(at(20));
    figures.sort_by_key(|figures| figures.user_id);
    let after: Vec<_> = figures.iter().map(|figures| figures.joined_after_seconds).collect();
    assert_eq!(after, [None, Some(7)]);
    assert_eq!(figures[0].instrument_id, Some("bass"));
    assert!(figures[0].was_room_master && !figures[1].was_room_master);
}

#[test]
fn a_clock_that_goes_back_takes_nothing_away() {
    let mut book = Book::new("abcd3467", MAX_USERS, at(0));
    book.take(at(10), &RoomEvent::Joined { participant: Tab(0).participant(true, true) }, Uuid::nil);
    assert_eq!(book.standing(at(15))[0].jam_seconds, 5);
    assert_eq!(book.standing(at(3))[0].jam_seconds, 5);
    assert_eq!(book.standing(at(16))[0].jam_seconds, 6);
}
