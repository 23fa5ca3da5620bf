//! Which publisher's track travels in which of a subscriber's receiving transceivers.
//!
//! A browser makes a pool of receiving transceivers once. Publishers come and go, and are put into free slots; what is
//! in a slot never moves, so nothing that plays is ever interrupted, and nobody has to negotiate because somebody else
//! came in. Only when the pool is too small is the browser asked for more ([`Slots::missing`]).

use sidecar_api::PeerToken;
use str0m::media::Mid;

/// One track of one publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackId {
    /// The publisher.
    pub from: PeerToken,
    /// Which of its tracks, counted from 0.
    pub track: u8,
}

/// The slots of one subscriber.
#[derive(Debug, Default)]
pub struct Slots {
    slots: Vec<(Mid, Option<TrackId>)>,
    missing: u16,
}

impl Slots {
    /// Says which receiving transceivers there are now. Slots that stay keep what they carry.
    pub fn set_pool(&mut self, mids: &[Mid]) {
        self.slots.retain(|(mid, _)| mids.contains(mid));
        for mid in mids {
            if !self.slots.iter().any(|(known, _)| known == mid) {
                self.slots.push((*mid, None));
            }
        }
    }

    /// Says which tracks there are to receive now, in order of preference. Tracks that are gone free their slots, new
    /// ones take the first free slot. Returns whether anything changed.
    pub fn assign(&mut self, tracks: &[TrackId]) -> bool {
        let mut changed = self.free_gone(tracks);
        let mut missing = 0;
        for track in tracks {
            if self.slots.iter().any(|(_, held)| held.as_ref() == Some(track)) {
                continue;
            }
            match self.slots.iter_mut().find(|(_, held)| held.is_none()) {
                Some((_, free)) => {
                    *free = Some(*track);
                    changed = true;
                }
                None => missing += 1,
            }
        }
        changed |= self.missing != missing;
        self.missing = missing;
        changed
    }

    /// The slots in use.
    pub fn used(&self) -> impl Iterator<Item = (Mid, TrackId)> + '_ {
        self.slots.iter().filter_map(|(mid, held)| held.map(|track| (*mid, track)))
    }

    /// Tracks that found no slot.
    pub fn missing(&self) -> u16 {
        self.missing
    }

    fn free_gone(&mut self, tracks: &[TrackId]) -> bool {
        let mut freed = false;
        for (_, held) in &mut self.slots {
            if held.is_some_and(|track| !tracks.contains(&track)) {
                *held = None;
                freed = true;
            }
        }
        freed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{HashMap, HashSet};
    use uuid::Uuid;

    fn track(n: u8) -> TrackId {
        TrackId { from: PeerToken(Uuid::from_u128(n.into())), track: 0 }
    }

    fn pool(n: usize) -> Vec<Mid> {
        (0..n).map(|i| Mid::from(i.to_string().as_str())).collect()
    }

    fn used(slots: &Slots) -> HashMap<TrackId, Mid> {
        slots.used().map(|(mid, track)| (track, mid)).collect()
    }

    #[test]
    fn a_slot_that_carries_something_never_moves() {
        let mut slots = Slots::default();
        slots.set_pool(&pool(3));
        assert!(slots.assign(&[track(1), track(2)]));
        let before = used(&slots);
        assert!(slots.assign(&[track(2), track(3)]));
        let after = used(&slots);
        assert_eq!(before[&track(2)], after[&track(2)]);
        assert_eq!(after[&track(3)], before[&track(1)], "a freed slot is used again");
        assert!(!slots.assign(&[track(3), track(2)]), "the order of asking changes nothing");
    }

    #[test]
    fn too_few_slots_are_counted_and_filled_when_more_come() {
        let mut slots = Slots::default();
        slots.set_pool(&pool(1));
        assert!(slots.assign(&[track(1), track(2), track(3)]));
        assert_eq!(slots.missing(), 2);
        slots.set_pool(&pool(3));
        assert!(slots.assign(&[track(1), track(2), track(3)]));
        assert_eq!((slots.missing(), used(&slots).len()), (0, 3));
    }

    proptest! {
        #[test]
        fn whatever_happens_assignments_are_stable_and_complete(
            steps in proptest::collection::vec((proptest::collection::vec(0u8..12, 0..12), 0usize..10), 1..30),
        ) {
            let mut slots = Slots::default();
            for (wanted, size) in steps {
                let unique: HashSet<u8> = wanted.into_iter().collect();
                let tracks: Vec<TrackId> = unique.into_iter().map(track).collect();
                let before = used(&slots);
                let mids = pool(size);
                slots.set_pool(&mids);
                slots.assign(&tracks);
                let after = used(&slots);
                for (track, mid) in &before {
                    if tracks.contains(track) && mids.contains(mid) {
                        prop_assert_eq!(after.get(track), Some(mid));
                    }
                }
                let distinct: HashSet<&Mid> = after.values().collect();
                prop_assert_eq!(distinct.len(), after.len());
                prop_assert!(after.keys().all(|track| tracks.contains(track)));
                prop_assert_eq!(after.len(), tracks.len().min(size));
                prop_assert_eq!(usize::from(slots.missing()), tracks.len() - after.len());
            }
        }
    }
}
