//! Sound goes from everybody to everybody else.

use super::rig::{Rig, assert_continuous};
use sidecar_api::{Event, Transport};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn two_performers_hear_each_other_and_nobody_else() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 8), rig.join(1, 1, 8));
    let stranger = rig.join(2, 1, 8);
    rig.connect_all();
    rig.run(SECOND);
    let (from_bob, from_ann) = (rig.heard_from(ann, bob), rig.heard_from(bob, ann));
    for heard in [&from_bob, &from_ann] {
        assert!(heard.len() > 90, "{}", heard.len());
        assert_continuous(heard);
        assert_eq!(heard[0].level, Some(-20));
    }
    let token = rig.clients[bob].token.to_string();
    assert!(from_bob.iter().all(|packet| packet.payload.starts_with(token.as_bytes())));
    assert!(rig.clients[stranger].heard.is_empty() && rig.slots(stranger).0.is_empty());
    assert!(rig.clients[ann].heard.is_empty(), "nobody hears itself");
}

#[test]
fn a_listener_joins_later_and_nobody_negotiates_for_it() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 4), rig.join(1, 1, 4));
    rig.connect_all();
    rig.run(SECOND);
    let before = (rig.slots(ann), rig.slots(bob));
    let listener = rig.join(1, 0, 4);
    rig.connect_all();
    rig.run(SECOND);
    assert_eq!((rig.slots(ann), rig.slots(bob)), before);
    assert_eq!(rig.clients[ann].negotiation, 1);
    assert_continuous(&rig.heard_from(listener, ann));
    assert_continuous(&rig.heard_from(listener, bob));
}

#[test]
fn a_publisher_that_comes_back_takes_the_freed_slot_without_a_gap() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 1), rig.join(1, 1, 4));
    rig.connect_all();
    rig.run(SECOND);
    let mut heard = rig.heard_from(ann, bob);
    rig.leave(bob);
    assert!(rig.clients[bob].closed, "its browser is told");
    rig.run(SECOND);
    assert_eq!(rig.slots(ann), (vec![], 0));
    let back = rig.join(1, 1, 4);
    rig.connect_all();
    rig.run(SECOND);
    heard.extend(rig.heard_from(ann, back));
    assert_continuous(&heard);
    let pause = heard.windows(2).map(|pair| pair[1].timestamp.wrapping_sub(pair[0].timestamp)).max().unwrap();
    assert!(pause > 48_000, "the second in between passed on the media clock, too: {pause}");
}

#[test]
fn a_muted_performer_is_not_passed_on_and_keeps_its_slot() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 4), rig.join(1, 1, 4));
    rig.connect_all();
    rig.run(SECOND);
    let mut heard = rig.heard_from(ann, bob);
    let slots = rig.slots(ann);
    rig.permit(bob, false);
    rig.run(SECOND);
    assert!(rig.heard_from(ann, bob).is_empty());
    assert_eq!(rig.slots(ann), slots);
    rig.permit(bob, true);
    rig.run(SECOND);
    heard.extend(rig.heard_from(ann, bob));
    assert_continuous(&heard);
    assert!(rig.sfu.totals().dropped_muted > 90);
}

#[test]
fn several_tracks_of_one_performer_travel_apart() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 3, 0), rig.join(1, 0, 4));
    rig.connect_all();
    let (slots, missing) = rig.slots(bob);
    let tracks: Vec<u8> = slots.iter().map(|slot| slot.track).collect();
    assert_eq!((tracks, missing), (vec![0, 1, 2], 0));
    rig.run(SECOND);
    assert_continuous(&rig.heard_from(bob, ann));
}

#[test]
fn sound_and_clock_go_over_tcp_too() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.add(1, Transport::Tcp), rig.join(1, 1, 4));
    rig.offer(ann, 1, 4, true).unwrap();
    rig.connect_all();
    rig.run(SECOND);
    assert_continuous(&rig.heard_from(bob, ann));
    assert_continuous(&rig.heard_from(ann, bob));
    let transports: Vec<Transport> = rig
        .events
        .iter()
        .filter_map(|event| match event {
            Event::PeerUp { transport, peer, .. } if *peer == rig.clients[ann].token => Some(*transport),
            _ => None,
        })
        .collect();
    assert_eq!(transports, [Transport::Tcp]);
    let path = rig.clients[ann].path;
    assert!(rig.sfu.knows(path));
    rig.leave(ann);
    assert_eq!(rig.hangups, [path], "nobody else needs that connection");
    assert!(!rig.sfu.knows(path));
}

#[test]
fn the_data_channel_tells_the_time_and_ignores_the_rest() {
    let mut rig = Rig::new();
    let ann = rig.join(1, 1, 1);
    rig.connect_all();
    rig.run(SECOND);
    let ask = realtime::ClockStamp { t0_us: 42, t1_us: 0, t2_us: 0 };
    let now = rig.now;
    for message in [&b"hello"[..], &[1; 24], &[0; 900], &ask.encode()] {
        rig.clients[ann].say(now, message);
    }
    rig.run(Duration::from_millis(50));
    let answers = rig.clients[ann].clock.clone();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].t0_us, 42);
    assert!(answers[0].t1_us > 5_000_000 && answers[0].t2_us >= answers[0].t1_us);
}

#[test]
fn each_second_every_stream_is_reported() {
    let mut rig = Rig::new();
    let (ann, _bob) = (rig.join(1, 1, 4), rig.join(1, 0, 4));
    rig.connect_all();
    rig.run(3 * SECOND);
    let reports: Vec<_> = rig
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Stats { streams, .. } => Some(streams.clone()),
            _ => None,
        })
        .collect();
    assert!(reports.len() >= 3, "{}", reports.len());
    let last = reports.last().unwrap()[0];
    assert_eq!(
        (last.peer, last.track, last.lost, last.level_dbov),
        (rig.clients[ann].token, 0, 0, Some(-20))
    );
    assert!(last.packets > 250 && last.bytes > 10_000, "{last:?}");
}
