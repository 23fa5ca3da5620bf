//! The track that runs with the transport.

use crate::time::{Micros, Ticks};
use serde::{Deserialize, Serialize};

/// A track of the room's queue, as far as time is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Whose meaning the queue knows.
    pub id: String,
    /// How long it is.
    pub duration: Micros,
}

/// Where in its track the music is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playhead {
    /// Which track.
    pub track: Track,
    /// From the track's beginning. Negative: it has yet to begin; beyond the duration: it is over.
    pub offset: Micros,
}

impl Playhead {
    /// Whether the track has sound there.
    pub fn inside(&self) -> bool {
        Micros(0) <= self.offset && self.offset < self.track.duration
    }
}

/// A loop's places: from `start` to just before `end`, where it is at `start` again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(Ticks, Ticks)", into = "(Ticks, Ticks)")]
pub struct Region {
    start: Ticks,
    end: Ticks,
}

impl Region {
    /// The shortest loop: a sixteenth note.
    pub const SHORTEST: Ticks = Ticks(240);
    /// The last place of a timeline: a day at 240 BPM.
    pub const LAST: Ticks = Ticks(960 * 240 * 60 * 24);

    /// `None` when it is shorter than [`Region::SHORTEST`] or not between 0 and [`Region::LAST`].
    pub fn new(start: Ticks, end: Ticks) -> Option<Self> {
        let inside = Ticks(0) <= start && end <= Self::LAST && end - start >= Self::SHORTEST;
        inside.then_some(Region { start, end })
    }

    /// Where it begins.
    pub fn start(self) -> Ticks {
        self.start
    }

    /// The first place behind it.
    pub fn end(self) -> Ticks {
        self.end
    }

    /// How long it is.
    pub fn length(self) -> Ticks {
        self.end - self.start
    }
}

impl TryFrom<(Ticks, Ticks)> for Region {
    type Error = &'static str;
    fn try_from((start, end): (Ticks, Ticks)) -> Result<Self, Self::Error> {
        Self::new(start, end).ok_or("a loop is a sixteenth note or longer, and inside the timeline")
    }
}

impl From<Region> for (Ticks, Ticks) {
    fn from(region: Region) -> Self {
        (region.start, region.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_long_enough_and_inside() {
        assert_eq!(serde_json::to_string(&Region::new(Ticks(0), Ticks(240))).unwrap(), "[0,240]");
        for bad in ["[0,239]", "[240,0]", "[-1,960]", "[0,331776001]"] {
            assert!(serde_json::from_str::<Region>(bad).is_err(), "{bad}");
        }
    }
}
