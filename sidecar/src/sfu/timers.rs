//! When which peer wants to be woken.

use sidecar_api::PeerToken;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Instant;

/// One deadline per peer, in a heap. A peer's deadline moves with each of its packets; the heap is only touched when it
/// moves forward, an entry that comes up too early is put back.
#[derive(Debug, Default)]
pub struct Timers {
    heap: BinaryHeap<Reverse<(Instant, PeerToken)>>,
    deadlines: HashMap<PeerToken, Deadline>,
}

#[derive(Debug)]
struct Deadline {
    wanted: Instant,
    in_heap: Instant,
}

impl Timers {
    /// Sets the peer's deadline.
    pub fn set(&mut self, peer: PeerToken, at: Instant) {
        match self.deadlines.get_mut(&peer) {
            Some(deadline) => {
                deadline.wanted = at;
                if at < deadline.in_heap {
                    deadline.in_heap = at;
                    self.heap.push(Reverse((at, peer)));
                }
            }
            None => {
                self.deadlines.insert(peer, Deadline { wanted: at, in_heap: at });
                self.heap.push(Reverse((at, peer)));
            }
        }
    }

    /// Forgets the peer.
    pub fn remove(&mut self, peer: PeerToken) {
        self.deadlines.remove(&peer);
    }

    /// When to call [`Timers::due`] next, at the latest.
    pub fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// Takes a peer whose deadline has come. It has no deadline until one is set again.
    pub fn due(&mut self, now: Instant) -> Option<PeerToken> {
        while let Some(Reverse((at, peer))) = self.heap.peek().copied() {
            if at > now {
                return None;
            }
            self.heap.pop();
            let Some(deadline) = self.deadlines.get_mut(&peer) else { continue };
            if deadline.in_heap != at {
                continue;
            }
            if deadline.wanted <= now {
                self.deadlines.remove(&peer);
                return Some(peer);
            }
            deadline.in_heap = deadline.wanted;
            self.heap.push(Reverse((deadline.wanted, peer)));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use uuid::Uuid;

    fn peer(n: u128) -> PeerToken {
        PeerToken(Uuid::from_u128(n))
    }

    #[test]
    fn deadlines_come_up_in_order_and_once() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut timers = Timers::default();
        timers.set(peer(1), at(30));
        timers.set(peer(2), at(20));
        timers.set(peer(3), at(10));
        timers.set(peer(1), at(5));
        timers.set(peer(2), at(40));
        timers.remove(peer(3));
        assert_eq!(timers.due(at(4)), None);
        assert_eq!(timers.due(at(35)), Some(peer(1)));
        assert_eq!(timers.due(at(35)), None);
        assert_eq!(timers.next(), Some(at(40)));
        assert_eq!(timers.due(at(40)), Some(peer(2)));
        assert_eq!((timers.due(at(99)), timers.next()), (None, None));
    }

    #[test]
    fn the_heap_does_not_grow_with_the_packets() {
        let start = Instant::now();
        let mut timers = Timers::default();
        for ms in 0..10_000 {
            timers.set(peer(1), start + Duration::from_millis(ms));
        }
        assert_eq!(timers.heap.len(), 1);
    }
}
