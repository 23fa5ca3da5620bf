//! What the metronome is set to.

use crate::time::TimeSignature;
use serde::{Deserialize, Serialize};

/// The room's metronome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metronome {
    /// Whether it clicks while the music plays. A count-in clicks in any case.
    pub on: bool,
    /// Bars counted before the music begins.
    pub count_in: CountIn,
    /// How loud each beat of a bar is.
    pub accents: Accents,
    /// Clicks in a beat.
    pub subdivision: Subdivision,
}

/// 0 to 4 bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct CountIn(u8);

impl CountIn {
    /// `None` above 4.
    pub const fn new(bars: u8) -> Option<Self> {
        if bars <= 4 { Some(CountIn(bars)) } else { None }
    }

    /// 0 to 4.
    pub fn bars(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for CountIn {
    type Error = &'static str;
    fn try_from(bars: u8) -> Result<Self, Self::Error> {
        Self::new(bars).ok_or("a count-in has 0 to 4 bars")
    }
}

impl From<CountIn> for u8 {
    fn from(count_in: CountIn) -> u8 {
        count_in.0
    }
}

/// Clicks in a beat: 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Subdivision(u8);

impl Default for Subdivision {
    fn default() -> Self {
        Subdivision(1)
    }
}

impl Subdivision {
    /// `None` outside 1 to 4. All of them divide every beat into whole ticks.
    pub const fn new(clicks: u8) -> Option<Self> {
        if 1 <= clicks && clicks <= 4 { Some(Subdivision(clicks)) } else { None }
    }

    /// 1 to 4.
    pub fn clicks(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Subdivision {
    type Error = &'static str;
    fn try_from(clicks: u8) -> Result<Self, Self::Error> {
        Self::new(clicks).ok_or("a beat has 1 to 4 clicks")
    }
}

impl From<Subdivision> for u8 {
    fn from(subdivision: Subdivision) -> u8 {
        subdivision.0
    }
}

/// How loud a click is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accent {
    /// Not at all.
    Silent,
    /// Between the beats.
    Soft,
    /// A beat.
    Beat,
    /// A group of beats begins: the second half of 6/8.
    Strong,
    /// A bar begins.
    Bar,
}

/// The accent of each beat of a bar; empty: as the time signature has it. Beats beyond the list begin it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Accent>", into = "Vec<Accent>")]
pub struct Accents(Vec<Accent>);

impl Accents {
    /// At most one for each beat of the longest bar: `None` above 32.
    pub fn new(beats: Vec<Accent>) -> Option<Self> {
        (beats.len() <= 32).then_some(Accents(beats))
    }

    /// The accent of a beat, counted from 1.
    pub fn of(&self, beat: u8, signature: TimeSignature) -> Accent {
        let index = usize::from(beat.saturating_sub(1));
        match self.0.len() {
            0 if index == 0 => Accent::Bar,
            0 if index.is_multiple_of(signature.beats_in_pulse().into())
                && signature.beats_in_pulse() > 1 =>
            {
                Accent::Strong
            }
            0 => Accent::Beat,
            count => self.0[index % count],
        }
    }
}

impl TryFrom<Vec<Accent>> for Accents {
    type Error = &'static str;
    fn try_from(beats: Vec<Accent>) -> Result<Self, Self::Error> {
        Self::new(beats).ok_or("at most 32 accents")
    }
}

impl From<Accents> for Vec<Accent> {
    fn from(accents: Accents) -> Self {
        accents.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(accents: &Accents, beats: u8, unit: u8) -> Vec<Accent> {
        let signature = TimeSignature::new(beats, unit).unwrap();
        (1..=beats).map(|beat| accents.of(beat, signature)).collect()
    }

    #[test]
    fn accents_follow_the_time_signature_unless_set() {
        use Accent::{Bar, Beat, Silent, Strong};
        assert_eq!(bar(&Accents::default(), 3, 4), [Bar, Beat, Beat]);
        assert_eq!(bar(&Accents::default(), 6, 8), [Bar, Beat, Beat, Strong, Beat, Beat]);
        let offbeat = Accents::new(vec![Silent, Beat]).unwrap();
        assert_eq!(bar(&offbeat, 5, 4), [Silent, Beat, Silent, Beat, Silent]);
        assert!(Accents::new(vec![Beat; 33]).is_none());
    }

    #[test]
    fn json_is_checked() {
        assert_eq!(
            serde_json::to_string(&Metronome::default()).unwrap(),
            r#"{"on":false,"count_in":0,"accents":[],"subdivision":1}"#
        );
        assert!(serde_json::from_str::<CountIn>("5").is_err());
        assert!(serde_json::from_str::<Subdivision>("0").is_err());
    }
}
