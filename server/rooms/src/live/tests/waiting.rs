//! Waiting at the door until a moderator decides.

use super::*;
use model_rooms::WaitingPerson;
use realtime::WAITING_MAX;

fn waiting(number: u128) -> WaitingPerson {
    WaitingPerson {
        person: UserId(Uuid::from_u128(number)),
        guest: true,
        name: format!("Person {number}"),
        asked_at: DateTime::from_timestamp(number as i64, 0).unwrap(),
        present: true,
    }
}

fn guarded() -> Stage {
    let mut stage = Stage::new(10);
    stage.room.room.require_approval = true;
    stage
}

impl Stage {
    fn arrive(&mut self, number: u128, hello: Hello, pass: Pass) -> SocketId {
        let (socket, fresh_id, fresh_token) = (self.socket(), ParticipantId(self.fresh()), self.fresh());
        let (person, reading) = (person(number, Role::Member), Reading::default());
        let enter = Enter { socket, reply: 1, person, hello, pass, fresh_id, fresh_token, reading };
        self.apply(Input::Enter(Box::new(enter)));
        socket
    }

    pub fn knock(&mut self, number: u128) -> SocketId {
        self.arrive(number, hello(true), Pass::Wait(waiting(number)))
    }

    fn host(&mut self) -> SocketId {
        self.enter(Person { guest: false, ..person(99, Role::Owner) }, hello(false))
    }

    pub fn decide(&mut self, number: u128, admit: bool) {
        let person = UserId(Uuid::from_u128(number));
        self.apply(Input::Decided { by: None, person, admit });
    }

    /// Whom a moderator last heard of, by number, and whether they are there.
    fn at_the_door(&mut self, socket: SocketId) -> Option<Vec<(u128, bool)>> {
        let people = self.take(socket).into_iter().rev().find_map(|message| match message {
            ServerMessage::AtTheDoor { people } => Some(people),
            _ => None,
        })?;
        Some(people.into_iter().map(|who| (who.person.0.as_u128(), who.present)).collect())
    }
}

#[test]
fn who_waits_is_told_so_and_moderators_hear_of_it_and_nobody_else() {
    let mut stage = guarded();
    let (host, member) = (stage.host(), stage.performer(1));
    let bob = stage.knock(2);
    assert_eq!(stage.take(bob), [ServerMessage::Waiting], "no snapshot, no reply yet");
    assert_eq!(stage.at_the_door(host), Some(vec![(2, true)]));
    assert_eq!(stage.at_the_door(member), None);
    assert_eq!(stage.room.participants().count(), 2);
    let later = stage.enter(Person { guest: false, ..person(98, Role::CoHost) }, hello(false));
    assert_eq!(stage.at_the_door(later), Some(vec![(2, true)]), "also who comes later");
}

#[test]
fn who_is_let_in_comes_in_at_once() {
    let mut stage = guarded();
    let (host, bob) = (stage.host(), stage.knock(2));
    stage.decide(2, true);
    assert_eq!(stage.snapshot_of(bob).participants.len(), 2);
    let done = ServerMessage::Reply { id: 1, result: Ok(Reply::Done) };
    assert_eq!(stage.take(bob).last(), Some(&done), "the hello is answered now");
    assert_eq!(stage.at_the_door(host), Some(vec![]));
    assert!(stage.wanted.contains(&Output::Tell("Person 2 was let in.".into())));
    stage.room.room.is_public = false;
    stage.apply(Input::RoomChanged {
        by: None,
        room: Box::new(stage.room.room.clone()),
        standings: Vec::new(),
    });
    assert_eq!(stage.room.participants().count(), 2, "they were approved");
}

#[test]
fn who_is_not_let_in_is_told_and_does_not_come_back_by_itself() {
    let mut stage = guarded();
    let (host, bob) = (stage.host(), stage.knock(2));
    stage.decide(2, false);
    let fault = Fault::forbidden("You were not let in this time.");
    assert_eq!(stage.closed[&bob], (Some(fault), false));
    assert_eq!(stage.at_the_door(host), Some(vec![]));
    assert_eq!(stage.room.participants().count(), 1);
}

#[test]
fn a_full_room_stays_full_for_who_is_let_in() {
    let mut stage = guarded();
    stage.room.room.max_users = 2;
    stage.performers(2);
    let bob = stage.knock(3);
    stage.decide(3, true);
    assert!(matches!(stage.closed[&bob], (Some(Fault::Conflict { .. }), false)));
}

#[test]
fn who_goes_away_is_marked_and_who_comes_again_is_there_again() {
    let mut stage = guarded();
    let host = stage.host();
    let (first, second) = (stage.knock(2), stage.knock(2));
    stage.apply(Input::Dropped(first));
    assert_eq!(stage.at_the_door(host), Some(vec![(2, true)]), "another tab waits");
    stage.ask(second, Ask::Leave);
    assert_eq!(stage.closed[&second], (None, false));
    assert_eq!(stage.at_the_door(host), Some(vec![(2, false)]));
    stage.decide(2, true);
    assert_eq!(stage.room.participants().count(), 1, "nobody is there to come in");
    stage.knock(2);
    assert_eq!(stage.at_the_door(host), Some(vec![(2, true)]));
}

#[test]
fn a_room_stays_open_while_somebody_waits_and_nobody_is_in_it() {
    let mut stage = guarded();
    let bob = stage.knock(2);
    assert_eq!(stage.room.empty_since(), None);
    stage.apply(Input::Dropped(bob));
    assert!(stage.room.empty_since().is_some());
}

#[test]
fn who_waits_does_nothing_in_the_room() {
    let mut stage = guarded();
    let (host, bob) = (stage.host(), stage.knock(2));
    stage.take(bob);
    stage.take(host);
    for ask in [Ask::SetMuted(true), Ask::SetPerforming { performing: true, sound_checked: true }] {
        stage.ask(bob, ask);
        assert!(matches!(fault_of(&stage.take(bob)), Some(Fault::Forbidden { .. })));
    }
    assert!(stage.room.allows(bob, model_rooms::Permission::SendMessages).is_err());
    assert_eq!(stage.take(host), []);
}

#[test]
fn those_who_knocked_while_the_room_was_closed_are_listed_in_their_order() {
    let mut stage = guarded();
    let host = stage.host();
    stage.knock(5);
    let pending = [2, 5, 9].map(|number| WaitingPerson { present: false, ..waiting(number) });
    stage.apply(Input::Pending(pending.into()));
    assert_eq!(stage.at_the_door(host), Some(vec![(2, false), (5, true), (9, false)]));
}

#[test]
fn so_many_wait_and_no_more_and_one_person_not_often() {
    let mut stage = guarded();
    for number in 1..=WAITING_MAX as u128 {
        stage.knock(number);
    }
    let late = stage.knock(200);
    assert!(matches!(stage.closed[&late], (Some(Fault::Conflict { .. }), false)));
    for _ in 1..PRESENCES_PER_PERSON_MAX {
        stage.knock(1);
    }
    let again = stage.knock(1);
    assert!(matches!(stage.closed[&again], (Some(Fault::Conflict { .. }), false)));
}

#[test]
fn who_was_inside_before_newcomers_had_to_wait_comes_back() {
    let mut stage = guarded();
    let ada = stage.performer(1);
    let resume = stage.resume(ada, Some(1));
    stage.apply(Input::Dropped(ada));
    let back = stage.arrive(1, resume, Pass::Back);
    assert_eq!(stage.take(back).first(), Some(&ServerMessage::Resumed));
    // Without a place there is nothing to come back to.
    let nobody = stage.arrive(2, hello(true), Pass::Back);
    assert!(matches!(stage.closed[&nobody], (Some(Fault::Unavailable { .. }), true)));
}

#[test]
fn when_the_door_changes_who_waits_comes_to_it_again() {
    let mut stage = guarded();
    stage.host();
    let bob = stage.knock(2);
    let mut room = stage.room.room.clone();
    room.name = "Other".into();
    let changed =
        |room: &Room| Input::RoomChanged { by: None, room: Box::new(room.clone()), standings: Vec::new() };
    stage.apply(changed(&room));
    assert!(!stage.closed.contains_key(&bob), "its name is not the door");
    room.require_approval = false;
    stage.apply(changed(&room));
    assert!(matches!(stage.closed[&bob], (Some(Fault::Unavailable { .. }), true)));
}

#[test]
fn who_is_banned_while_waiting_waits_no_longer() {
    let mut stage = guarded();
    let (host, bob) = (stage.host(), stage.knock(2));
    let fault = Fault::forbidden("You were removed from this room.");
    let change = Change::Out { person: UserId(Uuid::from_u128(2)), fault: fault.clone(), words: None };
    stage.apply(Input::Moderated { by: None, change: Some(change) });
    assert_eq!(stage.closed[&bob], (Some(fault), false));
    assert_eq!(stage.at_the_door(host), Some(vec![]));
}
