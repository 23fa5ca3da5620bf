//! The numbered events of a room, of which the last [`EVENTS_KEPT`] can be repeated.

use realtime::{EVENTS_KEPT, RoomEvent};
use std::collections::VecDeque;

/// Events in order. The first one ever has number 1.
#[derive(Clone, Debug, Default)]
pub struct EventLog {
    seq: u64,
    kept: VecDeque<RoomEvent>,
}

impl EventLog {
    /// The number of the last event, 0 before the first.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Adds an event and returns its number.
    pub fn push(&mut self, event: RoomEvent) -> u64 {
        if self.kept.len() == EVENTS_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(event);
        self.seq += 1;
        self.seq
    }

    /// All events after number `seq`, or `None` when they are not kept any more (or `seq` was never reached).
    pub fn after(&self, seq: u64) -> Option<impl Iterator<Item = (u64, &RoomEvent)>> {
        let first_kept = self.seq - self.kept.len() as u64 + 1;
        if seq > self.seq || seq + 1 < first_kept {
            return None;
        }
        let skip = (seq + 1 - first_kept) as usize;
        Some(self.kept.iter().enumerate().skip(skip).map(move |(at, event)| (first_kept + at as u64, event)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use realtime::MediaState;

    fn event() -> RoomEvent {
        RoomEvent::Media { state: MediaState::Up }
    }

    #[test]
    fn repeats_what_is_kept_and_nothing_else() {
        let mut log = EventLog::default();
        assert_eq!(log.after(0).map(Iterator::count), Some(0));
        assert!(log.after(1).is_none(), "an event that never was");
        for _ in 0..EVENTS_KEPT + 10 {
            log.push(event());
        }
        let last = log.seq();
        assert_eq!(log.after(last).map(Iterator::count), Some(0));
        let numbers: Vec<u64> = log.after(last - 3).unwrap().map(|(seq, _)| seq).collect();
        assert_eq!(numbers, [last - 2, last - 1, last]);
        assert_eq!(log.after(10).map(Iterator::count), Some(EVENTS_KEPT));
        assert!(log.after(9).is_none(), "event 10 is no longer kept");
        assert!(log.after(last + 1).is_none());
        assert!(log.after(u64::MAX).is_none());
    }
}
