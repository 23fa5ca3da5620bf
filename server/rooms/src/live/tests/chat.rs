//! What was said, once and in order.

use super::*;
use chrono::TimeDelta;
use model::limits::CHAT_PAGE;
use model_rooms::{Permission, Reaction};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

#[test]
fn a_message_is_announced_once_and_acknowledged_each_time() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    stage.take(ada);
    stage.take(bob);
    stage.say(Some((ada, 7)), 100, at(1));
    stage.say(Some((ada, 8)), 100, at(1));
    assert_eq!(stage.events(bob).len(), 1);
    let replies: Vec<_> =
        stage.take(ada).into_iter().filter(|m| matches!(m, ServerMessage::Reply { .. })).collect();
    let done = |id| ServerMessage::Reply { id, result: Ok(Reply::Done) };
    assert_eq!(replies, [done(7), done(8)]);
}

#[test]
fn the_snapshot_keeps_a_page_and_says_that_there_is_more() {
    let mut stage = Stage::new(10);
    for number in 0..=CHAT_PAGE as u128 {
        stage.say(None, 100 + number, at(number as i64));
    }
    let ada = stage.performer(1);
    let snapshot = stage.snapshot_of(ada);
    assert_eq!(snapshot.chat.len(), CHAT_PAGE);
    assert!(snapshot.chat_more);
    assert_eq!(snapshot.chat[0].text, "message 101");
    stage.take(ada);
    // Sent again long after it left the page: still nobody hears it twice.
    stage.say(Some((ada, 3)), 100, at(0));
    assert!(stage.events(ada).is_empty());
}

#[test]
fn activity_is_noted_now_and_then() {
    let mut stage = Stage::new(10);
    stage.performer(1);
    stage.say(None, 100, at(1));
    let touches = |stage: &Stage| stage.wanted.iter().filter(|wanted| **wanted == Output::Touch).count();
    assert_eq!(touches(&stage), 1);
    stage.pass(30_000);
    stage.say(None, 101, at(31));
    assert_eq!(touches(&stage), 2);
}

fn may_say(stage: &mut Stage, socket: SocketId, id: u128, has_link: bool) -> Result<(), Fault> {
    let now = stage.now;
    stage.room.may_say(now, socket, Uuid::from_u128(id), has_link).map(drop)
}

fn slow(stage: &mut Stage, seconds: u16) {
    stage.room.room.settings.slow_mode_seconds = seconds;
}

fn deny(stage: &mut Stage, permission: Permission) {
    stage.room.room.default_permissions = PermissionChanges::default().with(permission, false);
}

#[test]
fn slow_mode_holds_for_a_person_in_all_of_their_tabs_and_after_coming_back() {
    let mut stage = Stage::new(10);
    slow(&mut stage, 30);
    let (one, two) = (stage.performer(1), stage.performer(1));
    assert_eq!(may_say(&mut stage, one, 100, false), Ok(()));
    let wait = |retry_after_s| Err(Fault::TooMany { retry_after_s });
    assert_eq!(may_say(&mut stage, two, 101, false), wait(30));
    stage.pass(10_500);
    assert_eq!(may_say(&mut stage, one, 101, false), wait(20));
    stage.ask(one, Ask::Leave);
    stage.ask(two, Ask::Leave);
    let again = stage.performer(1);
    assert_eq!(may_say(&mut stage, again, 101, false), wait(20));
    let other = stage.performer(2);
    assert_eq!(may_say(&mut stage, other, 102, false), Ok(()), "others wait for themselves");
    stage.pass(20_000);
    assert_eq!(may_say(&mut stage, again, 101, false), Ok(()));
}

#[test]
fn the_same_message_sent_again_does_not_wait_in_slow_mode() {
    let mut stage = Stage::new(10);
    slow(&mut stage, 300);
    let ada = stage.performer(1);
    for _ in 0..3 {
        assert_eq!(may_say(&mut stage, ada, 100, false), Ok(()));
        stage.pass(1_000);
    }
    assert_eq!(may_say(&mut stage, ada, 101, false), Err(Fault::TooMany { retry_after_s: 297 }));
}

#[test]
fn moderators_do_not_wait_in_slow_mode() {
    let mut stage = Stage::new(10);
    slow(&mut stage, 300);
    for (number, role) in [(1, Role::Owner), (2, Role::CoHost)] {
        let socket = stage.enter(Person { guest: false, ..person(number, role) }, hello(true));
        for id in 0..5 {
            assert_eq!(may_say(&mut stage, socket, 100 + id, false), Ok(()), "{role:?}");
        }
    }
}

#[test]
fn who_may_not_write_or_share_links_does_not() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    assert_eq!(may_say(&mut stage, ada, 100, true), Ok(()));
    deny(&mut stage, Permission::ShareLinks);
    let refused = may_say(&mut stage, ada, 101, true).unwrap_err();
    assert!(refused.problem_with("text").is_some(), "{refused:?}");
    assert_eq!(may_say(&mut stage, ada, 102, false), Ok(()));
    deny(&mut stage, Permission::SendMessages);
    assert!(matches!(may_say(&mut stage, ada, 103, false), Err(Fault::Forbidden { .. })));
    let stranger = SocketId(9_999);
    assert!(matches!(may_say(&mut stage, stranger, 104, false), Err(Fault::Forbidden { .. })));
}

#[test]
fn what_was_taken_back_is_gone_for_everybody_who_comes_later() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    stage.say(None, 100, at(1));
    stage.say(None, 101, at(2));
    stage.take(bob);
    let id = Uuid::from_u128(100);
    stage.apply(Input::Unsaid { by: Some((ada, 7)), id });
    assert_eq!(stage.events(bob), [RoomEvent::ChatDeleted { id }]);
    let carol = stage.performer(3);
    let ids: Vec<_> = stage.snapshot_of(carol).chat.iter().map(|message| message.id.as_u128()).collect();
    assert_eq!(ids, [101]);
}

#[test]
fn a_guest_takes_back_what_was_said_from_their_own_place_only() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    let by = stage.room.participant_of(ada);
    let (id, wall) = (Uuid::from_u128(100), stage.now.wall);
    let message = ChatMessage { by, ..said(100, wall) };
    stage.apply(Input::Said { by: None, message });
    let of = |stage: &Stage, socket| stage.room.remover(socket, id).unwrap();
    assert!(of(&stage, ada).said_it && !of(&stage, ada).moderates);
    assert!(!of(&stage, bob).said_it && of(&stage, bob).account.is_none());
    assert!(stage.room.remover(SocketId(9_999), id).is_err());
}

fn reacted(stage: &Stage) -> usize {
    stage.wanted.iter().filter(|wanted| matches!(wanted, Output::Reacted { .. })).count()
}

#[test]
fn one_reaction_a_second_for_a_person_in_all_of_their_tabs() {
    let mut stage = Stage::new(10);
    let (one, two, bob) = (stage.performer(1), stage.performer(1), stage.performer(2));
    stage.take(bob);
    let clap = Ask::React { reaction: Reaction::Clap, to: None };
    stage.ask(one, clap.clone());
    stage.take(two);
    stage.ask(two, clap.clone());
    assert_eq!(fault_of(&stage.take(two)), Some(&Fault::TooMany { retry_after_s: 1 }));
    stage.pass(1_000);
    stage.ask(two, clap);
    assert_eq!(fault_of(&stage.take(two)), None);
    assert_eq!(stage.events(bob).len(), 2);
    assert_eq!(reacted(&stage), 0, "guests' reactions are shown and not written down");
}

#[test]
fn one_reacts_to_others_who_are_here_and_only_with_the_permission() {
    let mut stage = Stage::new(10);
    let ada = stage.enter(Person { guest: false, ..person(1, Role::Member) }, hello(true));
    let bob = stage.enter(Person { guest: false, ..person(2, Role::Member) }, hello(true));
    let (me, him) = (stage.room.participant_of(ada), stage.room.participant_of(bob));
    let fire = |to| Ask::React { reaction: Reaction::Fire, to };
    let refusal = |stage: &mut Stage, ask: Ask| {
        stage.take(ada);
        stage.ask(ada, ask);
        fault_of(&stage.take(ada)).cloned()
    };
    assert!(refusal(&mut stage, fire(me)).is_some_and(|fault| fault.problem_with("to").is_some()));
    let nobody = Some(ParticipantId(Uuid::nil()));
    assert_eq!(refusal(&mut stage, fire(nobody)), Some(Fault::NotFound));
    assert_eq!(refusal(&mut stage, fire(him)), None, "what was refused starts no pause");
    assert_eq!(reacted(&stage), 1);
    stage.pass(1_000);
    deny(&mut stage, Permission::SendReactions);
    assert!(matches!(refusal(&mut stage, fire(None)), Some(Fault::Forbidden { .. })));
    assert_eq!(reacted(&stage), 1);
}

#[test]
fn the_snapshot_tells_how_far_one_has_read_and_only_oneself_is_welcomed() {
    let mut stage = Stage::new(10);
    stage.say(None, 100, at(1));
    stage.say(None, 101, at(2));
    stage.say(None, 102, at(3));
    let reading = Reading { read_at: Some(at(2)), welcome: Some(said(500, at(9))) };
    let ada = stage.enter_reading(person(1, Role::Member), hello(true), reading);
    let seen = stage.snapshot_of(ada);
    assert_eq!(seen.read_up_to, Some(Uuid::from_u128(101)));
    assert_eq!(seen.chat.last().map(|message| message.id.as_u128()), Some(500));
    let bob = stage.performer(2);
    assert_eq!(stage.snapshot_of(bob).read_up_to, None);
    assert_eq!(stage.snapshot_of(bob).chat.len(), 3, "nobody else is welcomed");
    stage.apply(Input::Read { by: (ada, 9), at: at(3) });
    stage.apply(Input::Read { by: (ada, 10), at: at(1) });
    let hello = stage.resume(ada, None);
    stage.take(ada);
    let again = stage.enter(person(1, Role::Member), hello);
    assert_eq!(stage.snapshot_of(again).read_up_to, Some(Uuid::from_u128(102)), "never less than before");
}
