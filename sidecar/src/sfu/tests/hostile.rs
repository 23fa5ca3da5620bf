//! Datagrams that nobody should send.

use super::rig::{Rig, assert_continuous, room, sample_offer};
use crate::sfu::{DATAGRAM_BYTES_MAX, Path};
use proptest::prelude::Rng;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sidecar_api::{Connect, Event, PeerToken, Transport};
use std::time::Duration;
use uuid::Uuid;

#[test]
fn a_flood_of_bad_datagrams_stops_nobody() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 4), rig.join(1, 1, 4));
    rig.connect_all();
    rig.run(Duration::from_millis(500));
    let mut random = seeded();
    let samples = rig.recorded.clone();
    let (mut from_ann, mut from_bob) = (rig.heard_from(bob, ann), rig.heard_from(ann, bob));
    for _round in 0..100 {
        for _ in 0..1_000 {
            let (path, datagram) = bad_datagram(&mut random, &samples);
            rig.sfu.receive(rig.now, path, &datagram);
        }
        rig.run(Duration::from_millis(20));
        rig.recorded.clear();
    }
    from_ann.extend(rig.heard_from(bob, ann));
    from_bob.extend(rig.heard_from(ann, bob));
    assert!(from_ann.len() > 200 && from_bob.len() > 200, "{} {}", from_ann.len(), from_bob.len());
    assert_continuous(&from_ann);
    assert_continuous(&from_bob);
    assert!(!rig.events.iter().any(|event| matches!(event, Event::PeerGone { .. })));
    let totals = rig.sfu.totals();
    assert_eq!(totals.peers_panicked, 0);
    assert!(totals.dropped_garbage > 1_000 && totals.dropped_stranger > 1_000, "{totals:?}");
}

#[test]
fn a_stranger_with_a_known_name_and_no_password_gets_nowhere() {
    let mut rig = Rig::new();
    let ann = rig.join(1, 1, 1);
    rig.connect_all();
    let mut request = rig
        .recorded
        .iter()
        .map(|(_, datagram)| datagram)
        .find(|datagram| datagram.starts_with(&[0, 1]))
        .unwrap()
        .clone();
    // Its integrity was made over the transaction id.
    request[10] ^= 1;
    let stranger = Path { transport: Transport::Udp, remote: "203.0.113.9:9".parse().unwrap() };
    let before = rig.sfu.totals();
    rig.sfu.receive(rig.now, stranger, &request);
    let after = rig.sfu.totals();
    assert_eq!(after.dropped_stranger, before.dropped_stranger + 1);
    assert!(rig.sfu.poll().is_none(), "no answer, so nothing to reflect or amplify");
    rig.run(Duration::from_millis(100));
    assert!(rig.clients[ann].connected);
}

#[test]
fn mangled_offers_are_taken_or_refused_and_harm_nobody() {
    let mut rig = Rig::new();
    let (ann, bob) = (rig.join(1, 1, 4), rig.join(1, 1, 4));
    rig.connect_all();
    let mut random = seeded();
    let sample = sample_offer();
    let (mut taken, mut refused) = (0, 0);
    for n in 0..1_500_u128 {
        let offer = mangled(&mut random, &sample);
        let (victim, peer) = (room(2 + n % 3), PeerToken(Uuid::from_u128(5_000 + n % 40)));
        let connect = Connect { negotiation: n as u32 + 1, offer, may_publish: true };
        match rig.sfu.connect(rig.now, victim, peer, &connect) {
            Ok(_) => taken += 1,
            Err(_) => refused += 1,
        }
        if n % 10 == 0 {
            rig.run(Duration::from_millis(10));
        }
    }
    assert!(taken > 10 && refused > 100, "{taken} {refused}");
    rig.clients.iter_mut().for_each(|client| client.heard.clear());
    rig.run(Duration::from_millis(500));
    assert_continuous(&rig.heard_from(bob, ann));
    assert_continuous(&rig.heard_from(ann, bob));
    assert_eq!(rig.sfu.totals().peers_panicked, 0);
}

/// Lines dropped, doubled, swapped or cut; characters changed.
fn mangled(random: &mut TestRng, sample: &str) -> String {
    let mut lines: Vec<String> = sample.lines().map(str::to_owned).collect();
    for _ in 0..=random.next_u32() % 4 {
        let (at, other) =
            (random.next_u64() as usize % lines.len(), random.next_u64() as usize % lines.len());
        match random.next_u32() % 5 {
            0 => drop(lines.remove(at)),
            1 => lines.insert(other, lines[at].clone()),
            2 => lines.swap(at, other),
            3 => {
                let length = random.next_u64() as usize % (lines[at].len() + 1);
                lines[at].truncate(length);
            }
            _ => {
                let mut bytes = lines[at].clone().into_bytes();
                if !bytes.is_empty() {
                    let index = random.next_u64() as usize % bytes.len();
                    bytes[index] = b' ' + (random.next_u32() % 95) as u8;
                }
                lines[at] = String::from_utf8_lossy(&bytes).into_owned();
            }
        }
    }
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

fn seeded() -> TestRng {
    let config = Config { rng_algorithm: RngAlgorithm::ChaCha, ..Config::default() };
    TestRunner::new_with_rng(config.clone(), TestRng::deterministic_rng(config.rng_algorithm)).new_rng()
}

/// Half of them random, half of them real ones with something changed; from peers' addresses and from others.
fn bad_datagram(random: &mut TestRng, samples: &[(Path, Vec<u8>)]) -> (Path, Vec<u8>) {
    let pick = |random: &mut TestRng, below: usize| random.next_u64() as usize % below;
    let (mut path, sample) = samples[pick(random, samples.len())].clone();
    if pick(random, 4) == 0 {
        path.remote.set_port(pick(random, 65_535) as u16);
    }
    let mut datagram = sample;
    match pick(random, 4) {
        0 | 1 => {
            datagram = vec![0; pick(random, DATAGRAM_BYTES_MAX + 100)];
            random.fill_bytes(&mut datagram);
        }
        2 => datagram.truncate(pick(random, datagram.len())),
        _ => {
            for _ in 0..=pick(random, 4) {
                let at = pick(random, datagram.len());
                datagram[at] = datagram[at].wrapping_add(1 + pick(random, 255) as u8);
            }
        }
    }
    (path, datagram)
}
