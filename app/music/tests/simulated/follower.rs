//! Two browsers play together.

use crate::SECOND;
use crate::band::{Browser, Room};
use crate::figures::Figures;
use music::follower::{NUDGE_MAX, SLEW_PER_SECOND};
use music::time::{Bpm, Micros, Ticks};
use music::transport::{Command, Region, Track, When};
const LEAD: Micros = Micros::millis(300);

fn play() -> Command {
    Command::Play { lead: LEAD }
}

fn seek(to: i64) -> Command {
    Command::Seek { to: Ticks(to), lead: LEAD }
}

fn tempo(bpm: f64) -> Command {
    Command::SetTempo { bpm: Bpm::from_f64(bpm).unwrap(), when: When::Bar }
}

fn song() -> Command {
    let track = Track { id: "song".into(), duration: Micros::seconds(3_600) };
    Command::Skip { track: Some(track), lead: LEAD }
}

/// Two browsers whose clocks run apart by 400 ppm.
fn duo(seed: u64, second_joins_us: f64) -> Room {
    let first = Browser::new(2 * seed + 1, 200.0, 0.0);
    let second = Browser::new(2 * seed + 2, -200.0, second_joins_us);
    Room::new(seed, vec![first, second])
}

/// How far the two are apart, in µs.
fn skew_us(room: &Room, at_us: f64) -> f64 {
    let [first, second] = &room.browsers[..] else { panic!("a duo") };
    first.heard_us(at_us).unwrap() - second.heard_us(at_us).unwrap()
}

#[test]
fn two_start_within_ten_milliseconds_and_stay_within_five_for_ten_minutes() {
    let (mut starts, mut skews, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 0..8 {
        let mut room = duo(seed, 0.0);
        room.command(0.5 * SECOND, &song());
        room.command(2.5 * SECOND, &play());
        room.live_until(3.5 * SECOND);
        let began = |browser: &Browser| browser.moment_us(browser.engine.plays[0].0);
        starts.push(began(&room.browsers[0]) - began(&room.browsers[1]));

        let region = Region::new(Ticks(3_840), Ticks(3_840 * 9));
        let commands = [
            (30.0, tempo(92.5)),
            (60.0, Command::SetLoop { region }),
            (150.0, tempo(171.23)),
            (240.0, Command::SetLoop { region: None }),
            (300.0, seek(960 * 60)),
            (420.0, tempo(64.0)),
        ];
        let mut commands = commands.iter().peekable();
        for tenth in 35..6_035 {
            let at = f64::from(tenth) / 10.0 * SECOND;
            if let Some((_, command)) = commands.next_if(|(when, _)| when * SECOND <= at) {
                room.command(at, command);
            }
            room.live_until(at);
            skews.push(skew_us(&room, at));
            let unseen: Vec<f64> = room.browsers.iter().map(|browser| browser.client.unseen_us()).collect();
            seen.push(skew_us(&room, at) - (unseen[0] - unseen[1]));
            for browser in &room.browsers {
                if let Some(off) =
                    browser.track_error_us(at).filter(|_| room.state.run.from.0 as f64 + 1e6 < at)
                {
                    assert!(off.abs() < 100.0, "the engine's track is {off} µs off its own line at {at}");
                }
            }
        }
        for browser in &room.browsers {
            assert_eq!(browser.engine.late, 0);
            for (before, ratio, seconds) in browser.ratios() {
                assert!((ratio - 1.0).abs() <= NUDGE_MAX + 1e-12);
                let most = SLEW_PER_SECOND * seconds + 1e-9;
                assert!((ratio - before).abs() <= most, "{before} to {ratio} in {seconds} s");
            }
            let jumps = browser.engine.plays.iter().filter(|(_, fade)| *fade).count();
            assert_eq!(jumps, 1, "only the seek");
        }
    }
    let (starts, skews, seen) = (Figures::of(starts), Figures::of(skews), Figures::of(seen));
    starts.print("start skew of two browsers", "µs");
    skews.print("skew for ten minutes", "µs");
    seen.print("  of which not the network's asymmetry", "µs");
    assert!(starts.quantile(1.0) < 10_000.0);
    assert!(skews.quantile(1.0) < 5_000.0);
}

/// Errors of the second browser against the server's true time, without what it cannot see, so long after a moment.
fn errors_after(rooms: &[Room], seen_us: f64) -> Figures {
    Figures::of(rooms.iter().map(|room| {
        let browser = &room.browsers[1];
        match (browser.engine.track_us, browser.error_us(seen_us)) {
            (Some(_), Some(error)) => error - browser.client.unseen_us(),
            _ => f64::INFINITY,
        }
    }))
}

/// Rooms that play since a second, at 20 s.
fn playing(count: u64, second_joins_us: f64) -> Vec<Room> {
    let rooms = (100..100 + count).map(|seed| {
        let mut room = duo(seed, second_joins_us);
        room.command(0.5 * SECOND, &song());
        room.command(1.0 * SECOND, &play());
        room.live_until(20.0 * SECOND);
        room
    });
    rooms.collect()
}

/// The second browser is right soon after `from_us`, and the first heard nothing of it.
fn aligned_soon(what: &str, mut rooms: Vec<Room>, from_us: f64) {
    let [one, two, ten] = [1.0, 2.0, 10.0].map(|seconds| {
        let at = from_us + seconds * SECOND;
        rooms.iter_mut().for_each(|room| room.live_until(at));
        let errors = errors_after(&rooms, at);
        errors.print(&format!("{what}: off after {seconds} s"), "µs");
        errors
    });
    assert!(one.quantile(0.5) < 3_000.0, "{what}");
    assert!(one.quantile(0.95) < 10_000.0, "{what}");
    assert!(two.quantile(0.95) < 5_000.0, "{what}");
    assert!(ten.quantile(1.0) < 5_000.0, "{what}");
    assert!(rooms.iter().all(|room| room.browsers[0].engine.plays.len() == 1));
}

#[test]
fn a_late_joiner_is_aligned_within_a_second() {
    aligned_soon("a late joiner", playing(100, 20.0 * SECOND), 20.0 * SECOND);
}

#[test]
fn a_browser_that_wakes_is_aligned_within_a_second() {
    for (what, local) in [("after sleep, clock stood still", true), ("after sleep, clock went on", false)] {
        let mut rooms = playing(60, 0.0);
        for room in &mut rooms {
            room.browsers[1].sleep(20.0 * SECOND, 50.0 * SECOND, local);
        }
        aligned_soon(what, rooms, 50.0 * SECOND);
    }
}
