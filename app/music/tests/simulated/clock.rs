//! The clock over bad networks.

use crate::SECOND;
use crate::figures::Figures;
use crate::network::{Client, HARSH};
use music::clock::Exchange;

fn clients(count: u64) -> impl Iterator<Item = Client> {
    (0..count).map(|seed| Client::new(seed, (seed as f64 * 77.7) % 400.0 - 200.0, HARSH))
}

/// Errors of all clients after so long, in µs; a client without an estimate is infinitely wrong.
fn errors_after(seconds: f64, count: u64, prepare: impl Fn(&mut Client)) -> Figures {
    Figures::of(clients(count).map(|mut client| {
        prepare(&mut client);
        client.live_until(seconds * SECOND);
        client.error_us(seconds * SECOND).map_or(f64::INFINITY, |(error, _)| error)
    }))
}

#[test]
fn the_offset_is_found_and_gets_better() {
    let [two, ten, thirty] = [2.0, 10.0, 30.0].map(|seconds| {
        let errors = errors_after(seconds, 1_000, |_| ());
        errors.print(&format!("clock offset error after {seconds} s"), "µs");
        errors
    });
    assert!(two.quantile(0.99) < 2_000.0);
    assert!(ten.quantile(0.99) < 1_000.0);
    assert!(thirty.quantile(0.99) < 500.0);
}

/// What the room's page does so far: of the last eight exchanges, half a second apart, that with the shortest way.
#[derive(Default)]
struct Shortest(Vec<(f64, f64)>);

impl Shortest {
    fn push(&mut self, exchange: &Exchange) {
        let [t0, t3] = [exchange.t0, exchange.t3].map(|local| local.0 as f64);
        let [t1, t2] = [exchange.t1, exchange.t2].map(|server| server.0 as f64);
        self.0.push((exchange.round_trip().0 as f64, ((t1 - t0) + (t2 - t3)) / 2.0));
        self.0.drain(..self.0.len().saturating_sub(8));
    }

    fn offset_us(&self) -> Option<f64> {
        self.0.iter().min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, offset)| *offset)
    }
}

#[test]
fn it_is_ten_times_better_than_the_shortest_of_eight() {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for mut client in clients(100) {
        client.record = Some(Vec::new());
        client.live_until(60.0 * SECOND);
        let mut shortest = Shortest::default();
        let mut next = f64::MIN;
        for exchange in client.record.take().unwrap_or_default() {
            if exchange.t0.0 as f64 >= next {
                next = exchange.t0.0 as f64 + 0.5 * SECOND;
                shortest.push(&exchange);
            }
        }
        let at = 60.0 * SECOND;
        ours.push(client.error_us(at).map_or(f64::INFINITY, |(error, _)| error));
        let offset = client.server.at(at) - client.local.at(at) + client.unseen_us();
        theirs.push(shortest.offset_us().map_or(f64::INFINITY, |found| found - offset));
    }
    let (ours, theirs) = (Figures::of(ours), Figures::of(theirs));
    ours.print("clock offset error after 60 s", "µs");
    theirs.print("  of the shortest of eight exchanges", "µs");
    assert!(ours.quantile(0.5) * 10.0 < theirs.quantile(0.5));
    assert!(ours.quantile(0.99) * 10.0 < theirs.quantile(0.99));
}

#[test]
fn it_stays_right_for_ten_minutes_and_says_how_right() {
    let mut errors = Vec::new();
    let mut within = 0;
    for mut client in clients(40) {
        for second in 10..600 {
            let at = f64::from(second) * SECOND;
            client.live_until(at);
            let (error, bound) = client.error_us(at).unwrap();
            within += usize::from(error.abs() <= bound);
            errors.push(error);
        }
    }
    let share = within as f64 / errors.len() as f64;
    let errors = Figures::of(errors);
    errors.print("clock offset error, 10 s to 10 min", "µs");
    println!("{:<52} {:.2} %", "  within the reported bound", share * 100.0);
    assert!(errors.quantile(0.99) < 1_000.0);
    assert!(share > 0.97);
}

/// Soon after a jump most know the offset, and all but those in a burst of delays; a second later these do too.
fn right_again(name: &str, prepare: impl Fn(&mut Client)) {
    let [one, two] = [51.0, 52.0].map(|seconds| {
        let errors = errors_after(seconds, 400, &prepare);
        errors.print(&format!("  {} s after {name}", seconds - 50.0), "µs");
        errors
    });
    assert!(one.quantile(0.95) < 2_000.0, "{name}");
    assert!(two.quantile(0.99) < 2_000.0, "{name}");
}

/// Asleep from 20 to 50 s, while our clock lost so many seconds.
fn sleep(client: &mut Client, lost: f64) {
    client.live_until(20.0 * SECOND);
    client.asleep_until_us = 50.0 * SECOND;
    client.local.jumps.push((50.0 * SECOND - 1.0, -lost * SECOND));
}

#[test]
fn it_is_right_again_after_sleep_in_which_our_clock_stood_still() {
    right_again("sleep, our clock stood still", |client| sleep(client, 30.0));
}

#[test]
fn it_is_right_again_after_sleep_in_which_our_clock_went_on() {
    right_again("sleep, our clock went on", |client| sleep(client, 0.0));
}

#[test]
fn it_is_right_again_after_a_jump_smaller_than_the_way() {
    right_again("sleep, our clock lost 60 ms", |client| sleep(client, 0.06));
    right_again("sleep, our clock won 60 ms", |client| sleep(client, -0.06));
}

#[test]
fn a_server_that_starts_anew_is_followed() {
    right_again("the server's clock began anew", |client| client.server.jumps.push((50.0 * SECOND, -3.9e9)));
}
