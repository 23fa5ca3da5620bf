//! Offers, good and bad.

use super::rig::{Rig, assert_continuous, room};
use sidecar_api::{
    Connect, Event, GoneReason, PEERS_PER_ROOM_MAX, PeerToken, Permit, Refused, SDP_BYTES_MAX,
    TRACKS_PER_PEER_MAX, Transport,
};
use std::time::Duration;
use uuid::Uuid;

#[test]
fn too_few_slots_are_reported_and_more_can_be_offered() {
    let mut rig = Rig::new();
    let listener = rig.join(1, 0, 1);
    let speakers = [rig.join(1, 1, 0), rig.join(1, 1, 0), rig.join(1, 1, 0)];
    rig.connect_all();
    rig.run(Duration::from_millis(500));
    let (before, missing) = rig.slots(listener);
    assert_eq!((before.len(), missing), (1, 2));
    assert_continuous(&rig.heard_from(listener, speakers[0]));
    rig.offer(listener, 0, 2, true).unwrap();
    rig.run(Duration::from_secs(1));
    let (after, missing) = rig.slots(listener);
    assert_eq!((after.len(), missing), (3, 0));
    assert!(after.contains(&before[0]), "what plays does not move");
    for speaker in speakers {
        assert_continuous(&rig.heard_from(listener, speaker));
    }
}

#[test]
fn a_performer_may_begin_to_publish_later() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 0, 4), rig.join(1, 0, 4));
    rig.connect_all();
    rig.offer(ann, 1, 0, true).unwrap();
    rig.run(Duration::from_secs(1));
    assert_continuous(&rig.heard_from(bob, ann));
}

#[test]
fn bad_offers_are_refused_and_leave_nothing_behind() {
    let mut rig = Rig::new();
    let token = PeerToken(Uuid::from_u128(7));
    let connect = |negotiation, offer: &str| Connect { negotiation, offer: offer.into(), may_publish: true };
    for offer in [
        "",
        "v=0",
        "garbage\r\n",
        &"m=audio\r\n".repeat(1000),
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n",
    ] {
        let refused = rig.sfu.connect(rig.now, room(1), token, &connect(1, offer)).unwrap_err();
        assert!(matches!(refused, Refused::Bad { .. }), "{refused:?}");
    }
    let huge = "a".repeat(SDP_BYTES_MAX + 1);
    let refused = rig.sfu.connect(rig.now, room(1), token, &connect(1, &huge)).unwrap_err();
    assert_eq!(refused, Refused::TooLarge { limit: SDP_BYTES_MAX });
    assert_eq!(rig.sfu.counts(), (0, 0));
    assert!(rig.sfu.poll().is_none());
    assert_eq!(rig.sfu.permit(room(1), token, Permit { may_publish: true }), Err(Refused::NoPeer));
    rig.sfu.remove_peer(rig.now, room(1), token);
    rig.sfu.remove_room(rig.now, room(1));
}

#[test]
fn a_bad_renegotiation_is_refused_and_the_sound_goes_on() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 4), rig.join(1, 1, 4));
    rig.connect_all();
    let (room_token, token) = (rig.clients[ann].room, rig.clients[ann].token);
    let bad = Connect { negotiation: 2, offer: "garbage".into(), may_publish: true };
    assert!(matches!(rig.sfu.connect(rig.now, room_token, token, &bad), Err(Refused::Bad { .. })));
    let old = Connect { negotiation: 0, ..bad.clone() };
    assert_eq!(rig.sfu.connect(rig.now, room_token, token, &old), Err(Refused::Stale));
    assert!(matches!(rig.sfu.connect(rig.now, room(9), token, &bad), Err(Refused::Bad { .. })));
    rig.run(Duration::from_secs(1));
    assert_continuous(&rig.heard_from(bob, ann));
}

#[test]
fn a_peer_publishes_only_so_many_tracks() {
    let mut rig = Rig::new();
    let greedy = rig.add(1, Transport::Udp);
    let refused = rig.offer(greedy, TRACKS_PER_PEER_MAX + 1, 0, true).unwrap_err();
    assert!(matches!(refused, Refused::Bad { .. }), "{refused:?}");
    assert_eq!(rig.sfu.counts(), (0, 0));
}

#[test]
fn a_room_holds_only_so_many_peers() {
    let mut rig = Rig::new();
    for _ in 0..PEERS_PER_ROOM_MAX {
        rig.join(1, 0, 1);
    }
    let late = rig.add(1, Transport::Udp);
    assert_eq!(rig.offer(late, 0, 1, true), Err(Refused::Full));
    rig.join(2, 0, 1);
    assert_eq!(rig.sfu.counts(), (2, PEERS_PER_ROOM_MAX + 1));
    rig.sfu.close(rig.now);
    rig.flush();
    let gone = |event: &&Event| matches!(event, Event::PeerGone { reason: GoneReason::Removed, .. });
    assert_eq!(rig.events.iter().filter(gone).count(), PEERS_PER_ROOM_MAX + 1);
    assert_eq!(rig.sfu.counts(), (0, 0));
}

#[test]
fn the_snapshot_says_the_same_as_the_events() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 2), rig.join(1, 1, 2));
    rig.connect_all();
    rig.permit(bob, false);
    let snapshot = rig.sfu.snapshot();
    assert_eq!(snapshot.len(), 1);
    let peers = &snapshot[0].peers;
    assert_eq!(
        peers.iter().map(|peer| peer.peer).collect::<Vec<_>>(),
        [rig.clients[ann].token, rig.clients[bob].token]
    );
    assert!(peers.iter().all(|peer| peer.connected));
    assert_eq!(peers.iter().map(|peer| peer.may_publish).collect::<Vec<_>>(), [true, false]);
    assert_eq!(peers[0].slots, rig.slots(ann).0);
}
