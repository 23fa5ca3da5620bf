//! Peers that go without saying so, and peers that do say.

use super::rig::Rig;
use crate::sfu::{CONNECT_TIME_MAX, SILENCE_MAX};
use sidecar_api::{Event, GoneReason};
use std::time::Duration;

fn gone(rig: &Rig, index: usize) -> Vec<GoneReason> {
    let token = rig.clients[index].token;
    rig.events
        .iter()
        .filter_map(|event| match event {
            Event::PeerGone { peer, reason, .. } if *peer == token => Some(*reason),
            _ => None,
        })
        .collect()
}

#[test]
fn a_silent_peer_is_removed_and_its_slots_are_freed() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 2), rig.join(1, 1, 2));
    rig.connect_all();
    rig.clients[bob].silent = true;
    rig.run(SILENCE_MAX - Duration::from_secs(1));
    assert_eq!(gone(&rig, bob), []);
    rig.run(Duration::from_secs(2));
    assert_eq!(gone(&rig, bob), [GoneReason::TimedOut]);
    assert_eq!(gone(&rig, ann), []);
    assert_eq!(rig.slots(ann), (vec![], 0));
}

#[test]
fn a_listener_that_only_checks_its_connection_stays() {
    let mut rig = Rig::new();
    let listener = rig.join(1, 0, 2);
    rig.connect_all();
    rig.run(Duration::from_secs(60));
    assert_eq!(gone(&rig, listener), []);
}

#[test]
fn a_peer_that_never_connects_is_removed() {
    let mut rig = Rig::new();
    let index = rig.join(1, 1, 2);
    rig.clients[index].silent = true;
    rig.run(CONNECT_TIME_MAX + Duration::from_secs(1));
    assert_eq!(gone(&rig, index), [GoneReason::TimedOut]);
    assert_eq!(rig.sfu.counts(), (0, 0));
}

#[test]
fn a_peer_that_closes_is_gone_at_once() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 2), rig.join(1, 1, 2));
    rig.connect_all();
    rig.clients[bob].rtc.close().unwrap();
    rig.clients[bob].playing = false;
    rig.run(Duration::from_millis(200));
    assert_eq!(gone(&rig, bob), [GoneReason::Closed]);
    assert_eq!(rig.slots(ann).0, []);
}
