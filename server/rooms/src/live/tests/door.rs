//! Coming in, coming back, dropping out and leaving.

use super::*;
use realtime::GRACE_MS;

#[test]
fn who_comes_in_gets_the_room_and_the_others_hear_of_it() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    assert_eq!(stage.snapshot_of(ada).participants.len(), 1);
    stage.take(ada);
    let bob = stage.enter(person(2, Role::Listener), hello(true));
    let snapshot = stage.snapshot_of(bob);
    assert_eq!(snapshot.participants.len(), 2);
    assert!(!snapshot.participants[1].performing, "a listener never performs");
    assert!(
        matches!(&stage.events(ada)[..], [RoomEvent::Joined { participant }] if participant.id == snapshot.you)
    );
    let done = ServerMessage::Reply { id: 1, result: Ok(Reply::Done) };
    assert_eq!(stage.take(bob).last(), Some(&done), "the hello is answered, after the snapshot");
}

#[test]
fn a_listener_may_not_start_to_perform() {
    let mut stage = Stage::new(10);
    let bob = stage.enter(person(2, Role::Listener), hello(false));
    stage.ask(bob, Ask::SetPerforming { performing: true, sound_checked: true });
    assert!(matches!(fault_of(&stage.take(bob)), Some(Fault::Forbidden { .. })));
    assert!(!stage.one().performing);
}

#[test]
fn a_full_room_refuses_and_a_person_cannot_take_all_places() {
    let mut stage = Stage::new(2);
    stage.performer(1);
    stage.performer(2);
    let late = stage.performer(3);
    assert!(matches!(fault_of(&stage.take(late)), Some(Fault::Conflict { .. })));
    assert!(matches!(stage.closed[&late], (Some(Fault::Conflict { .. }), false)));

    let mut stage = Stage::new(50);
    let sockets: Vec<_> = (0..=PRESENCES_PER_PERSON_MAX).map(|_| stage.performer(1)).collect();
    assert_eq!(stage.room.participants().count(), PRESENCES_PER_PERSON_MAX);
    assert!(stage.closed.contains_key(&sockets[PRESENCES_PER_PERSON_MAX]));
}

#[test]
fn a_drop_within_the_grace_is_resumed_with_the_missed_events() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    let seen = stage.snapshot_of(ada);
    let bob_id = stage.snapshot_of(bob).you;
    stage.take(bob);
    stage.apply(Input::Dropped(ada));
    stage.ask(bob, Ask::SetMuted(true));
    stage.pass(GRACE_MS - 1);
    // Two things happened after what Ada saw: her own drop is not news to her, but it is a numbered event.
    let back = stage.enter(person(1, Role::Member), stage.resume(ada, Some(seen.seq + 1)));
    let heard = stage.take(back);
    assert_eq!(heard[0], ServerMessage::Resumed);
    let seqs: Vec<u64> = heard
        .iter()
        .filter_map(|message| match message {
            ServerMessage::Event { seq, .. } => Some(*seq),
            _ => None,
        })
        .collect();
    assert_eq!(seqs, [seen.seq + 2, seen.seq + 3, seen.seq + 4], "her drop, Bob's muting, her return");
    let ids: Vec<_> = stage.room.participants().map(|who| (who.id, who.connected)).collect();
    assert_eq!(ids, [(seen.you, true), (bob_id, true)]);
}

#[test]
fn after_the_grace_the_place_is_gone() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    let seen = stage.snapshot_of(ada);
    stage.apply(Input::Dropped(ada));
    assert_eq!(stage.room.deadline(), Some(stage.now.at + Duration::from_millis(GRACE_MS)));
    stage.take(bob);
    stage.pass(GRACE_MS);
    assert_eq!(stage.events(bob), [RoomEvent::Left { participant: seen.you }]);
    let back = stage.enter(person(1, Role::Member), stage.resume(ada, Some(seen.seq)));
    assert_ne!(stage.snapshot_of(back).you, seen.you);
}

#[test]
fn nobody_takes_another_persons_place_even_with_its_token() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    let stolen = stage.resume(ada, Some(1));
    let thief = stage.enter(person(2, Role::Member), stolen);
    assert_ne!(stage.snapshot_of(thief).you, stage.snapshot_of(ada).you);
    assert_eq!(stage.room.participants().count(), 2);
}

#[test]
fn a_second_tab_with_the_same_token_replaces_the_first() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    let second = stage.enter(person(1, Role::Member), stage.resume(ada, None));
    assert!(matches!(stage.closed[&ada], (Some(Fault::Conflict { .. }), false)));
    assert_eq!(stage.room.participants().count(), 1);
    // The first one's socket closes now; that changes nothing.
    stage.apply(Input::Dropped(ada));
    assert!(stage.one().connected);
    assert_eq!(stage.snapshot_of(second).you, stage.snapshot_of(ada).you);
}

#[test]
fn a_resume_that_is_too_old_or_from_the_future_gets_a_snapshot() {
    for seq in [Some(0), Some(u64::MAX), None] {
        let mut stage = Stage::new(10);
        let ada = stage.performer(1);
        for round in 0..realtime::EVENTS_KEPT + 1 {
            stage.ask(ada, Ask::SetMuted(round % 2 == 0));
        }
        let resume = stage.resume(ada, seq);
        stage.apply(Input::Dropped(ada));
        let back = stage.enter(person(1, Role::Member), resume);
        assert_eq!(stage.snapshot_of(back).seq, stage.room.log.seq(), "{seq:?}");
    }
}

#[test]
fn a_role_that_changed_meanwhile_holds_on_return() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    stage.apply(Input::Dropped(ada));
    stage.enter(person(1, Role::Listener), stage.resume(ada, Some(1)));
    assert_eq!((stage.one().role, stage.one().performing), (Role::Listener, false));
}

#[test]
fn leaving_is_at_once() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    let id = stage.snapshot_of(ada).you;
    stage.take(bob);
    stage.ask(ada, Ask::Leave);
    assert_eq!(stage.closed[&ada], (None, false));
    assert_eq!(stage.events(bob), [RoomEvent::Left { participant: id }]);
    stage.ask(ada, Ask::SetMuted(true));
    assert!(matches!(fault_of(&stage.take(ada)), Some(Fault::Forbidden { .. })), "a stranger now");
}

#[test]
fn a_round_trip_is_announced_when_it_is_news() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    stage.take(ada);
    for bad in [-1.0, f32::NAN, f32::INFINITY, 60_001.0] {
        stage.ask(ada, Ask::ReportConnection { rtt_ms: bad, jitter_ms: None, loss_percent: None });
        assert!(matches!(fault_of(&stage.take(ada)), Some(Fault::Invalid { .. })), "{bad}");
    }
    stage.ask(ada, Ask::ReportConnection { rtt_ms: 12.0, jitter_ms: None, loss_percent: None });
    assert_eq!(stage.events(ada).len(), 1);
    stage.ask(ada, Ask::ReportConnection { rtt_ms: 20.0, jitter_ms: None, loss_percent: None });
    assert_eq!(stage.events(ada).len(), 0, "too soon");
    stage.pass(1000);
    stage.ask(ada, Ask::ReportConnection { rtt_ms: 12.1, jitter_ms: None, loss_percent: None });
    assert_eq!(stage.events(ada).len(), 0, "nearly the same");
    stage.ask(ada, Ask::ReportConnection { rtt_ms: 20.0, jitter_ms: None, loss_percent: None });
    assert_eq!(stage.one().rtt_ms, Some(20.0));
}

#[test]
fn the_lobby_counts_connected_people_and_the_door_counts_places() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    stage.enter(person(2, Role::Member), hello(false));
    let holders: Vec<_> = [1, 2].map(|number| UserId(Uuid::from_u128(number))).into();
    let seats = Seats { playing: 1, listening: 1 };
    let expected = Occupancy { performers: vec![Instrument::Bass], listeners: 1, holders, seats };
    assert_eq!(stage.room.occupancy(), expected);
    stage.apply(Input::Dropped(ada));
    assert_eq!(stage.room.occupancy(), Occupancy { performers: vec![], ..expected });
    assert!(stage.room.empty_since().is_none());
}
