//! Which other processes were heard lately, and who is in their rooms. Pure: the time is given.

use crate::live::Occupancy;
use model_rooms::RoomCode;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A process that was not heard for so long is gone.
pub(super) const GONE_AFTER: Duration = Duration::from_millis(2_500);
/// What a process said about a room holds for so long.
const ROOM_HOLDS: Duration = Duration::from_secs(6);
/// The last number of a process that is gone is remembered for so long: what it said is not believed twice.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The other processes.
#[derive(Default)]
pub(super) struct Peers {
    heard: HashMap<Uuid, Heard>,
    rooms: HashMap<RoomCode, Told>,
}

struct Heard {
    at: Instant,
    number: u64,
    said_goodbye: bool,
}

struct Told {
    by: Uuid,
    at: Instant,
    occupancy: Occupancy,
}

impl Peers {
    /// Notes that a process said something with this number; `false`: it was said before.
    pub fn hear(&mut self, now: Instant, process: Uuid, number: u64) -> bool {
        let heard = self.heard.entry(process).or_insert(Heard { at: now, number: 0, said_goodbye: false });
        if number <= heard.number {
            return false;
        }
        (heard.at, heard.number) = (now, number);
        true
    }

    /// A process ended, in order.
    pub fn goodbye(&mut self, process: Uuid) {
        if let Some(heard) = self.heard.get_mut(&process) {
            heard.said_goodbye = true;
        }
        self.rooms.retain(|_, told| told.by != process);
    }

    /// What a process says about its rooms.
    pub fn tell(&mut self, now: Instant, by: Uuid, rooms: impl IntoIterator<Item = (RoomCode, Occupancy)>) {
        for (room, occupancy) in rooms {
            self.rooms.insert(room, Told { by, at: now, occupancy });
        }
    }

    /// Who is there now. Forgets what is over.
    pub fn living(&mut self, now: Instant) -> HashSet<Uuid> {
        let age = |at: Instant| now.saturating_duration_since(at);
        self.heard.retain(|_, heard| age(heard.at) < REMEMBERED);
        self.rooms.retain(|_, told| age(told.at) < ROOM_HOLDS);
        let lives = |heard: &Heard| !heard.said_goodbye && age(heard.at) < GONE_AFTER;
        self.heard.iter().filter(|(_, heard)| lives(heard)).map(|(process, _)| *process).collect()
    }

    /// Who is in the other processes' rooms.
    pub fn occupancy(&self, now: Instant) -> HashMap<RoomCode, Occupancy> {
        let holds = |told: &&Told| now.saturating_duration_since(told.at) < ROOM_HOLDS;
        let rooms = self.rooms.iter().filter(|(_, told)| holds(told));
        rooms.map(|(room, told)| (room.clone(), told.occupancy.clone())).collect()
    }

    /// The same of one room.
    pub fn occupancy_of(&self, now: Instant, room: &RoomCode) -> Option<Occupancy> {
        let told = self.rooms.get(room)?;
        (now.saturating_duration_since(told.at) < ROOM_HOLDS).then(|| told.occupancy.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listeners(listeners: u32) -> Occupancy {
        Occupancy { listeners, ..Occupancy::default() }
    }

    #[test]
    fn a_process_is_there_while_it_is_heard() {
        let (mut peers, start, process) = (Peers::default(), Instant::now(), Uuid::new_v4());
        assert!(peers.hear(start, process, 1));
        assert_eq!(peers.living(start), HashSet::from([process]));
        let later = start + GONE_AFTER;
        assert!(peers.living(later).is_empty());
        assert!(!peers.hear(later, process, 1), "an old message that somebody repeats");
        assert!(peers.living(later).is_empty());
        assert!(peers.hear(later, process, 2));
        assert_eq!(peers.living(later), HashSet::from([process]));
        peers.goodbye(process);
        assert!(peers.living(later).is_empty(), "said so");
    }

    #[test]
    fn what_was_said_about_a_room_does_not_hold_for_ever() {
        let (mut peers, start) = (Peers::default(), Instant::now());
        let (one, two) = (Uuid::new_v4(), Uuid::new_v4());
        let room = RoomCode::parse("abcdefgh").unwrap();
        peers.tell(start, one, [(room.clone(), listeners(3))]);
        assert_eq!(peers.occupancy_of(start, &room), Some(listeners(3)));
        assert_eq!(peers.occupancy_of(start + ROOM_HOLDS, &room), None);
        assert!(peers.occupancy(start + ROOM_HOLDS).is_empty());
        peers.tell(start, two, [(room.clone(), listeners(1))]);
        peers.goodbye(one);
        assert_eq!(peers.occupancy_of(start, &room), Some(listeners(1)), "it moved to another process");
        peers.goodbye(two);
        assert_eq!(peers.occupancy_of(start, &room), None);
    }
}
