//! Playing and listening, how many fit in, and what happens when the room changes under the people inside.

use super::*;
use model_rooms::{RoomRules, RoomSettings};

impl Stage {
    /// In a room that differs.
    fn in_room(room: Room) -> Stage {
        let mut stage = Stage::new(room.max_users);
        stage.room.room = room;
        stage
    }

    pub fn change(&mut self, edit: impl FnOnce(&mut Room)) {
        let mut room = self.room.room.clone();
        edit(&mut room);
        self.apply(Input::RoomChanged { by: None, room: Box::new(room), standings: Vec::new() });
    }

    pub fn performers(&mut self, count: u128) {
        for number in 1..=count {
            self.performer(number);
        }
    }

    fn listener(&mut self, number: u128) -> SocketId {
        self.enter(person(number, Role::Member), hello(false))
    }

    /// Who is inside, by number, and whether they play.
    fn inside(&self) -> Vec<(u128, bool)> {
        let number = |place: &place::Place| (place.person.0.as_u128(), place.who.performing);
        self.room.places.iter().map(number).collect()
    }

    fn refusal(&self, socket: SocketId) -> Option<String> {
        self.closed.get(&socket)?.0.as_ref().map(ToString::to_string)
    }

    fn why_listening(&mut self, socket: SocketId) -> Option<String> {
        self.take(socket).into_iter().find_map(|message| match message {
            ServerMessage::Listening { why } => Some(why.to_string()),
            _ => None,
        })
    }
}

fn with(max_users: i32, settings: RoomSettings) -> Room {
    Room { settings, ..room(max_users) }
}

fn stage_of(max_performers: u8) -> RoomSettings {
    RoomSettings { max_performers, ..RoomSettings::default() }
}

fn everybody_plays() -> RoomSettings {
    RoomSettings { allow_listeners: false, ..RoomSettings::default() }
}

fn staff(number: u128) -> Person {
    Person { staff: true, guest: false, ..person(number, Role::Listener) }
}

#[test]
fn a_second_performer_can_join_and_so_can_as_many_as_the_room_says() {
    let mut stage = Stage::in_room(with(10, stage_of(3)));
    stage.performers(3);
    assert_eq!(stage.inside(), [(1, true), (2, true), (3, true)]);
    let late = stage.performer(4);
    assert_eq!(stage.inside()[3], (4, false), "who comes too late listens");
    assert_eq!(stage.why_listening(late).as_deref(), Some("The stage is full: 3 people play."));
    stage.ask(late, Ask::SetPerforming { performing: true, sound_checked: true });
    assert!(matches!(fault_of(&stage.take(late)), Some(Fault::Conflict { .. })));
}

#[test]
fn a_place_on_the_stage_is_free_again_when_somebody_stops() {
    let mut stage = Stage::in_room(with(10, stage_of(1)));
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    stage.ask(ada, Ask::SetPerforming { performing: false, sound_checked: false });
    stage.ask(bob, Ask::SetPerforming { performing: true, sound_checked: false });
    assert_eq!(stage.inside(), [(1, false), (2, true)]);
}

#[test]
fn who_drops_and_comes_back_plays_on_even_on_a_full_stage() {
    let mut stage = Stage::in_room(with(2, stage_of(1)));
    let (ada, _bob) = (stage.performer(1), stage.performer(2));
    let resume = stage.resume(ada, Some(1));
    stage.apply(Input::Dropped(ada));
    let back = stage.enter(person(1, Role::Member), resume);
    assert_eq!(stage.inside(), [(1, true), (2, false)]);
    assert_eq!(stage.refusal(back), None);
}

#[test]
fn where_nobody_listens_one_plays_or_stays_out() {
    let mut stage = Stage::in_room(with(10, RoomSettings { max_performers: 2, ..everybody_plays() }));
    let would_listen = stage.listener(1);
    assert!(stage.refusal(would_listen).is_some());
    let ada = stage.performer(2);
    stage.ask(ada, Ask::SetPerforming { performing: false, sound_checked: false });
    assert!(matches!(fault_of(&stage.take(ada)), Some(Fault::Forbidden { .. })));
    stage.performer(3);
    let late = stage.performer(4);
    assert_eq!(stage.refusal(late).as_deref(), Some("The stage is full: 2 people play."));
    let listener = stage.enter(person(5, Role::Listener), hello(true));
    assert!(stage.refusal(listener).is_some());
    // Those who look after the room may.
    stage.enter(person(6, Role::CoHost), hello(false));
    stage.enter(staff(7), hello(false));
    assert_eq!(stage.inside(), [(2, true), (3, true), (6, false), (7, false)]);
}

#[test]
fn a_room_that_asks_for_it_lets_only_those_play_who_did_the_sound_check() {
    let rules = RoomRules { require_mic_check: true, ..RoomRules::default() };
    let mut stage = Stage::in_room(Room { rules, ..room(10) });
    let unchecked = Hello { sound_checked: false, ..hello(true) };
    let ada = stage.enter(person(1, Role::Member), unchecked);
    assert!(stage.why_listening(ada).is_some_and(|why| why.contains("sound check")));
    stage.ask(ada, Ask::SetPerforming { performing: true, sound_checked: false });
    assert_eq!(stage.inside(), [(1, false)]);
    stage.ask(ada, Ask::SetPerforming { performing: true, sound_checked: true });
    assert_eq!(stage.inside(), [(1, true)]);
}

#[test]
fn moderators_and_staff_always_get_in_and_staff_takes_no_place() {
    let mut stage = Stage::new(2);
    stage.enter(staff(9), hello(false));
    stage.performers(2);
    let late = stage.performer(3);
    assert_eq!(stage.refusal(late).as_deref(), Some("This room is full."));
    stage.enter(person(4, Role::Owner), hello(true));
    stage.enter(person(5, Role::CoHost), hello(false));
    stage.enter(staff(6), hello(false));
    assert_eq!(stage.inside().len(), 6);
}

#[test]
fn an_audience_comes_on_top_of_a_public_rooms_places() {
    let mut stage = Stage::new(2);
    stage.room.audience_max = 2;
    stage.performers(2);
    let third = stage.performer(3);
    assert!(stage.why_listening(third).is_some(), "no place to play, but one to listen");
    stage.listener(4);
    let late = stage.listener(5);
    assert!(stage.refusal(late).is_some());
    stage.ask(third, Ask::SetPerforming { performing: true, sound_checked: true });
    assert!(matches!(fault_of(&stage.take(third)), Some(Fault::Conflict { .. })));
    stage.change(|room| room.is_public = false);
    assert_eq!(stage.inside().len(), 0, "a private room has no audience, and these are guests");
}

#[test]
fn fewer_places_send_those_out_who_came_last() {
    let mut stage = Stage::new(10);
    stage.enter(person(1, Role::Member), hello(true));
    stage.listener(2);
    stage.enter(person(3, Role::Owner), hello(true));
    stage.enter(staff(4), hello(false));
    let last = stage.performer(5);
    stage.change(|room| room.max_users = 2);
    assert_eq!(stage.inside(), [(1, true), (3, true), (4, false)]);
    assert_eq!(stage.refusal(last).as_deref(), Some("This room holds fewer people now."));
}

#[test]
fn fewer_performers_make_listeners_of_those_who_came_last() {
    let mut stage = Stage::new(10);
    stage.performer(1);
    stage.enter(person(2, Role::Owner), hello(true));
    let last = stage.performer(3);
    stage.take(last);
    stage.change(|room| room.settings.max_performers = 2);
    assert_eq!(stage.inside(), [(1, true), (2, true), (3, false)]);
    assert!(stage.why_listening(last).is_some());
    stage.change(|room| room.settings.max_performers = 1);
    assert_eq!(stage.inside(), [(1, false), (2, true), (3, false)], "who looks after the room goes last");
}

#[test]
fn where_nobody_listens_any_more_listeners_leave_and_so_does_who_no_longer_fits_the_stage() {
    let mut stage = Stage::new(10);
    stage.performer(1);
    stage.listener(2);
    stage.enter(person(3, Role::CoHost), hello(false));
    stage.performer(4);
    stage.change(|room| room.settings = RoomSettings { max_performers: 1, ..everybody_plays() });
    assert_eq!(stage.inside(), [(1, true), (3, false)]);
}

#[test]
fn a_room_that_becomes_private_keeps_its_accounts_and_the_guests_who_were_let_in() {
    let mut stage = Stage::new(10);
    let guest = stage.performer(1);
    stage.enter(Person { guest: false, ..person(2, Role::Member) }, hello(true));
    stage.enter(Person { approved: true, ..person(3, Role::Member) }, hello(true));
    stage.change(|room| room.is_public = false);
    assert_eq!(stage.inside(), [(2, true), (3, true)]);
    assert_eq!(stage.refusal(guest).as_deref(), Some("This room is private now."));
}

#[test]
fn whose_role_is_lowered_to_listener_is_heard_no_more() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    let peer = sidecar_api::PeerToken(Uuid::from_u128(77));
    stage.ask(ada, Ask::Offer { connection: Uuid::from_u128(7), sdp: "offer".into(), fresh_peer: peer });
    stage.media(MediaInput::Answered { peer, negotiation: 1, result: Ok("answer".into()) });
    let change = Change::Standing {
        person: UserId(Uuid::from_u128(1)),
        role: Role::Listener,
        custom: PermissionChanges::default(),
    };
    stage.apply(Input::Moderated { by: None, change: Some(change) });
    assert_eq!(stage.inside(), [(1, false)]);
    assert!(stage.wanted.contains(&Output::Permit { peer, may_publish: false }));
    stage.change(|room| room.settings.allow_listeners = false);
    assert!(stage.inside().is_empty() && stage.wanted.contains(&Output::Remove(peer)));
}

#[test]
fn nothing_changes_for_anybody_when_nothing_about_the_door_changed() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.listener(2));
    stage.take(ada);
    stage.take(bob);
    stage.change(|room| room.name = "Other".into());
    assert_eq!(stage.inside(), [(1, true), (2, false)]);
    assert_eq!(stage.events(ada).len(), 1, "the room's new name, and nothing else");
}
