//! Offers, forwarding, slots, and a sidecar that dies.

use super::*;
use sidecar_api::{PeerSnapshot, PeerToken, Slot};

/// A performer whose media flows: its socket, its connection's id, its peer.
fn on_air(stage: &mut Stage, number: u128) -> (SocketId, Uuid, PeerToken) {
    let socket = stage.performer(number);
    let (connection, peer) = offer(stage, socket);
    answer(stage, peer, 1);
    stage.media(MediaInput::PeerUp(peer));
    stage.take(socket);
    (socket, connection, peer)
}

fn offer(stage: &mut Stage, socket: SocketId) -> (Uuid, PeerToken) {
    let (connection, peer) = (stage.fresh(), PeerToken(stage.fresh()));
    stage.ask(socket, Ask::Offer { connection, sdp: "offer".into(), fresh_peer: peer });
    (connection, peer)
}

fn answer(stage: &mut Stage, peer: PeerToken, negotiation: u32) {
    stage.media(MediaInput::Answered { peer, negotiation, result: Ok("answer".into()) });
}

fn permits(stage: &mut Stage) -> Vec<(PeerToken, bool)> {
    let found = stage.wanted.iter().filter_map(|wanted| match wanted {
        Output::Permit { peer, may_publish } => Some((*peer, *may_publish)),
        _ => None,
    });
    let found = found.collect();
    stage.wanted.clear();
    found
}

#[test]
fn an_offer_is_answered_and_the_track_written_down() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    let id = stage.snapshot_of(ada).you;
    stage.take(ada);
    stage.wanted.clear();
    let (connection, peer) = offer(&mut stage, ada);
    let connect = Output::Connect { peer, negotiation: 1, offer: "offer".into(), may_publish: true };
    assert_eq!(stage.wanted, [connect]);
    answer(&mut stage, peer, 1);
    let reply = Reply::Answer { connection, sdp: "answer".into() };
    assert_eq!(stage.take(ada)[0], ServerMessage::Reply { id: 9, result: Ok(reply) });
    stage.media(MediaInput::PeerUp(peer));
    let user = UserId(Uuid::from_u128(1));
    assert_eq!(stage.wanted.last(), Some(&Output::TrackUp { peer, participant: id, user }));
}

#[test]
fn muting_stops_the_forwarding_and_calls_never_overtake() {
    let mut stage = Stage::new(10);
    let (ada, _, peer) = on_air(&mut stage, 1);
    stage.wanted.clear();
    stage.ask(ada, Ask::SetMuted(true));
    assert_eq!(permits(&mut stage), [(peer, false)]);
    // Two changes of mind while the first call is under way: only the last one is said, and after it.
    stage.ask(ada, Ask::SetMuted(false));
    stage.ask(ada, Ask::SetMuted(true));
    stage.ask(ada, Ask::SetMuted(false));
    assert_eq!(permits(&mut stage), []);
    stage.media(MediaInput::Permitted { peer, may_publish: Some(false) });
    assert_eq!(permits(&mut stage), [(peer, true)]);
    stage.media(MediaInput::Permitted { peer, may_publish: Some(true) });
    assert_eq!(permits(&mut stage), []);
}

#[test]
fn muting_while_the_offer_is_answered_is_not_lost() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    let (_, peer) = offer(&mut stage, ada);
    stage.ask(ada, Ask::SetMuted(true));
    stage.wanted.clear();
    answer(&mut stage, peer, 1);
    assert_eq!(permits(&mut stage), [(peer, false)]);
}

#[test]
fn a_mute_that_did_not_arrive_is_tried_again_but_not_in_a_hurry() {
    let mut stage = Stage::new(10);
    let (ada, _, peer) = on_air(&mut stage, 1);
    stage.wanted.clear();
    stage.ask(ada, Ask::SetMuted(true));
    assert_eq!(permits(&mut stage).len(), 1);
    for _ in 0..3 {
        stage.media(MediaInput::Permitted { peer, may_publish: None });
        assert_eq!(permits(&mut stage).len(), 1, "again");
        stage.media(MediaInput::Permitted { peer, may_publish: None });
        assert_eq!(permits(&mut stage).len(), 0, "not at once");
        let wait = stage.room.deadline().expect("a deadline") - stage.now.at;
        stage.pass(wait.as_millis() as u64 + 1);
        assert_eq!(permits(&mut stage), [(peer, false)]);
        stage.pass(1000);
    }
}

#[test]
fn a_new_connection_replaces_the_old_one() {
    let mut stage = Stage::new(10);
    let (ada, _, old) = on_air(&mut stage, 1);
    stage.wanted.clear();
    let (_, new) = offer(&mut stage, ada);
    assert!(matches!(
        &stage.wanted[..],
        [Output::Remove(removed), Output::TrackDown(down), Output::Connect { peer, negotiation: 1, .. }]
            if *removed == old && *down == old && *peer == new
    ));
    stage.wanted.clear();
    answer(&mut stage, old, 2);
    assert_eq!(stage.wanted, [Output::Remove(old)], "an answer that came too late leaves nothing behind");
}

#[test]
fn a_renegotiation_keeps_the_peer_and_waits_for_its_turn() {
    let mut stage = Stage::new(10);
    let (ada, connection, peer) = on_air(&mut stage, 1);
    stage.wanted.clear();
    let again = |stage: &mut Stage| {
        let fresh_peer = PeerToken(stage.fresh());
        stage.ask(ada, Ask::Offer { connection, sdp: "more".into(), fresh_peer });
    };
    again(&mut stage);
    let connect = Output::Connect { peer, negotiation: 2, offer: "more".into(), may_publish: true };
    assert_eq!(stage.wanted, [connect]);
    again(&mut stage);
    assert!(matches!(fault_of(&stage.take(ada)), Some(Fault::Conflict { .. })));
    answer(&mut stage, peer, 1);
    assert!(stage.take(ada).is_empty(), "the answer to an older offer is not this one's");
    answer(&mut stage, peer, 2);
    assert!(matches!(stage.take(ada)[0], ServerMessage::Reply { result: Ok(Reply::Answer { .. }), .. }));
}

#[test]
fn slots_name_participants_and_wait_for_the_answer() {
    let mut stage = Stage::new(10);
    let (ada, _, ada_peer) = on_air(&mut stage, 1);
    let ada_id = stage.one().id;
    let bob = stage.performer(2);
    let (connection, peer) = offer(&mut stage, bob);
    stage.take(bob);
    let slot = |from| Slot { mid: "3".into(), from, track: 0 };
    let slots = vec![slot(ada_peer), slot(PeerToken(Uuid::nil()))];
    stage.media(MediaInput::Slots { peer, slots, missing: 2 });
    assert!(stage.take(bob).is_empty(), "the mids mean nothing before the answer");
    answer(&mut stage, peer, 1);
    let named = vec![realtime::Slot { mid: "3".into(), participant: ada_id, track: 0 }];
    let expected = ServerMessage::Slots { connection, slots: named, missing: 2 };
    assert_eq!(stage.take(bob)[1], expected, "a publisher who left is left out");
    assert!(!stage.take(ada).contains(&expected));
}

#[test]
fn a_peer_that_is_gone_is_told_to_its_browser_now_or_later() {
    let mut stage = Stage::new(10);
    let (ada, connection, peer) = on_air(&mut stage, 1);
    stage.media(MediaInput::PeerGone(peer));
    assert_eq!(stage.take(ada), [ServerMessage::MediaLost { connection }]);
    assert_eq!(stage.wanted.last(), Some(&Output::TrackDown(peer)));

    let ada = stage.performer(2);
    let resume = stage.resume(ada, Some(stage.room.log.seq()));
    let (connection, peer) = offer(&mut stage, ada);
    answer(&mut stage, peer, 1);
    stage.apply(Input::Dropped(ada));
    stage.media(MediaInput::PeerGone(peer));
    let back = stage.enter(person(2, Role::Member), resume);
    assert!(stage.take(back).contains(&ServerMessage::MediaLost { connection }));
}

#[test]
fn sound_goes_on_over_a_drop_but_not_over_a_reload() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    let (kept, anew) = (stage.resume(ada, Some(1)), stage.resume(ada, None));
    let (connection, peer) = offer(&mut stage, ada);
    answer(&mut stage, peer, 1);
    stage.wanted.clear();
    stage.apply(Input::Dropped(ada));
    let back = stage.enter(person(1, Role::Member), kept);
    let slots = ServerMessage::Slots { connection, slots: vec![], missing: 0 };
    assert!(stage.take(back).contains(&slots), "the slots are told again");
    assert!(!stage.wanted.contains(&Output::Remove(peer)));
    stage.apply(Input::Dropped(back));
    stage.enter(person(1, Role::Member), anew);
    assert!(stage.wanted.contains(&Output::Remove(peer)));
}

#[test]
fn leaving_and_vanishing_remove_the_peer() {
    let mut stage = Stage::new(10);
    let (ada, _, ada_peer) = on_air(&mut stage, 1);
    let (bob, _, bob_peer) = on_air(&mut stage, 2);
    stage.ask(ada, Ask::Leave);
    assert!(stage.wanted.contains(&Output::Remove(ada_peer)));
    stage.apply(Input::Dropped(bob));
    assert!(!stage.wanted.contains(&Output::Remove(bob_peer)));
    stage.pass(realtime::GRACE_MS);
    assert!(stage.wanted.contains(&Output::Remove(bob_peer)));
    assert!(stage.room.empty_since().is_some());
}

#[test]
fn a_dead_sidecar_is_said_to_the_room_and_offers_begin_anew() {
    let mut stage = Stage::new(10);
    let (ada, _, peer) = on_air(&mut stage, 1);
    let bob = stage.performer(2);
    offer(&mut stage, bob);
    stage.take(ada);
    stage.take(bob);
    stage.media(MediaInput::Down);
    assert_eq!(stage.events(ada), [RoomEvent::Media { state: MediaState::Down }]);
    assert!(matches!(fault_of(&stage.take(bob)), Some(Fault::Unavailable { .. })), "his offer is answered");
    assert!(stage.wanted.contains(&Output::TrackDown(peer)));
    stage.ask(ada, Ask::Offer { connection: Uuid::nil(), sdp: "x".into(), fresh_peer: peer });
    assert!(matches!(fault_of(&stage.take(ada)), Some(Fault::Unavailable { .. })));
    stage.media(MediaInput::Down);
    assert!(stage.take(ada).is_empty(), "said once");
    stage.media(MediaInput::Up);
    assert_eq!(stage.events(ada), [RoomEvent::Media { state: MediaState::Up }]);
    let (_, anew) = offer(&mut stage, ada);
    answer(&mut stage, anew, 1);
    assert!(matches!(stage.take(ada)[0], ServerMessage::Reply { result: Ok(Reply::Answer { .. }), .. }));
}

#[test]
fn a_refused_offer_starts_clean() {
    let mut stage = Stage::new(10);
    let ada = stage.performer(1);
    let (_, peer) = offer(&mut stage, ada);
    stage.take(ada);
    stage.wanted.clear();
    stage.media(MediaInput::Answered { peer, negotiation: 1, result: Err(Fault::invalid("sdp", "no")) });
    assert!(matches!(fault_of(&stage.take(ada)), Some(Fault::Invalid { .. })));
    assert_eq!(stage.wanted, [Output::Remove(peer)]);
}

#[test]
fn after_missed_events_the_sidecar_is_believed() {
    let mut stage = Stage::new(10);
    let (ada, connection, ada_peer) = on_air(&mut stage, 1);
    let (bob, bob_connection, bob_peer) = on_air(&mut stage, 2);
    let carol = stage.performer(3);
    let (_, carol_peer) = offer(&mut stage, carol);
    for socket in [ada, bob, carol] {
        stage.take(socket);
    }
    stage.wanted.clear();
    let stray = PeerToken(stage.fresh());
    let held = |peer, slots| PeerSnapshot { peer, connected: true, may_publish: false, slots };
    let slots = vec![Slot { mid: "4".into(), from: ada_peer, track: 0 }];
    stage.media(MediaInput::Holds(vec![held(ada_peer, slots), held(stray, vec![])]));
    assert!(matches!(&stage.take(ada)[..], [ServerMessage::Slots { connection: c, .. }] if *c == connection));
    assert_eq!(stage.take(bob), [ServerMessage::MediaLost { connection: bob_connection }]);
    assert!(stage.wanted.contains(&Output::TrackDown(bob_peer)));
    assert!(stage.wanted.contains(&Output::Remove(stray)), "a peer that nobody knows");
    assert!(!stage.wanted.contains(&Output::Remove(carol_peer)), "an offer under way is left alone");
    assert!(stage.wanted.contains(&Output::Permit { peer: ada_peer, may_publish: true }), "and put right");
}
