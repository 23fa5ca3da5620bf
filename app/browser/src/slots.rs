//! Which performer each receiving slot carries, and what changes when the server says so.

use model::ParticipantId;
use realtime::Slot;
use std::collections::BTreeMap;

/// What to do with one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotChange {
    /// It carries this performer from now on.
    Attach {
        /// The transceiver's mid.
        mid: String,
        /// Whose sound it carries.
        participant: ParticipantId,
    },
    /// It carries nobody any more.
    Detach {
        /// The transceiver's mid.
        mid: String,
    },
}

/// The slots in use, by mid.
#[derive(Clone, Debug, Default)]
pub struct SlotTable {
    used: BTreeMap<String, ParticipantId>,
}

impl SlotTable {
    /// Takes the server's whole list and returns what differs: first what goes, then what comes, so that a performer
    /// who moved is not heard twice.
    pub fn replace(&mut self, slots: &[Slot]) -> Vec<SlotChange> {
        let wanted: BTreeMap<String, ParticipantId> =
            slots.iter().map(|slot| (slot.mid.clone(), slot.participant)).collect();
        let gone = self.used.iter().filter(|(mid, who)| wanted.get(*mid) != Some(*who));
        let mut changes: Vec<SlotChange> =
            gone.map(|(mid, _)| SlotChange::Detach { mid: mid.clone() }).collect();
        let new = wanted.iter().filter(|(mid, who)| self.used.get(*mid) != Some(*who));
        changes.extend(new.map(|(mid, who)| SlotChange::Attach { mid: mid.clone(), participant: *who }));
        self.used = wanted;
        changes
    }

    /// How many slots carry somebody.
    pub fn in_use(&self) -> usize {
        self.used.len()
    }
}

/// How many slots to add so that `performers` others can be heard over `slots`; grows by fours, because each growth
/// costs a negotiation.
pub fn missing(slots: usize, performers: usize) -> usize {
    performers.saturating_sub(slots).div_ceil(4) * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn person(n: u128) -> ParticipantId {
        ParticipantId(Uuid::from_u128(n))
    }

    fn slot(mid: &str, n: u128) -> Slot {
        Slot { mid: mid.into(), participant: person(n), track: 0 }
    }

    #[test]
    fn a_slot_that_changes_hands_is_emptied_first() {
        let mut table = SlotTable::default();
        assert_eq!(
            table.replace(&[slot("1", 7)]),
            [SlotChange::Attach { mid: "1".into(), participant: person(7) }]
        );
        assert_eq!(table.replace(&[slot("1", 7)]), []);
        assert_eq!(
            table.replace(&[slot("1", 8)]),
            [
                SlotChange::Detach { mid: "1".into() },
                SlotChange::Attach { mid: "1".into(), participant: person(8) }
            ]
        );
    }

    #[test]
    fn slots_grow_by_fours() {
        assert_eq!([missing(8, 3), missing(8, 8), missing(8, 9), missing(8, 13)], [0, 0, 4, 8]);
    }

    proptest! {
        #[test]
        fn applying_the_changes_gives_the_servers_list(lists in prop::collection::vec(prop::collection::btree_map(0_u8..9, 0_u128..5, 0..9), 1..6)) {
            let mut table = SlotTable::default();
            let mut heard: BTreeMap<String, ParticipantId> = BTreeMap::new();
            for list in lists {
                let slots: Vec<Slot> = list.iter().map(|(mid, who)| slot(&mid.to_string(), *who)).collect();
                for change in table.replace(&slots) {
                    match change {
                        SlotChange::Attach { mid, participant } => { heard.insert(mid, participant); }
                        SlotChange::Detach { mid } => { heard.remove(&mid); }
                    }
                }
                let wanted: BTreeMap<String, ParticipantId> = slots.into_iter().map(|s| (s.mid, s.participant)).collect();
                prop_assert_eq!(&heard, &wanted);
            }
        }
    }
}
