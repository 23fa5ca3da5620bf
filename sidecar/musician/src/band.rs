//! The demo band: drums, bass and electric piano play eight bars of a slow swing of our own, over and over.
//!
//! The tune is written down in [`score`], and made into sound by [`drums`], [`bass`] and [`keys`]. Each part is rendered
//! once, into a loop whose tails run over into its beginning, so it never clicks; the same frame number is the same
//! place in the tune for all three, so they are in time whoever joins when.

mod bass;
mod drums;
mod keys;
mod reel;
mod score;

use crate::sound::{Frame, Source};
use model_rooms::Instrument;
use std::sync::Arc;

/// A member of the band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Ride, hi-hat, snare, kick.
    Drums,
    /// A walking bass.
    Bass,
    /// Electric piano: chords and a tune.
    Keys,
}

impl Part {
    /// The whole band.
    pub const ALL: [Part; 3] = [Part::Drums, Part::Bass, Part::Keys];

    /// The name in the room.
    pub fn name(self) -> &'static str {
        match self {
            Part::Drums => "Demo drums",
            Part::Bass => "Demo bass",
            Part::Keys => "Demo keys",
        }
    }

    /// What it plays.
    pub fn instrument(self) -> Instrument {
        match self {
            Part::Drums => Instrument::Drums,
            Part::Bass => Instrument::Bass,
            Part::Keys => Instrument::Keyboard,
        }
    }

    /// Renders its loop. Takes a moment: do it outside of anything that must not wait.
    pub fn rehearse(self) -> Rehearsed {
        let reel = match self {
            Part::Drums => drums::render(),
            Part::Bass => bass::render(),
            Part::Keys => keys::render(),
        };
        Rehearsed { frames: reel.into_frames().into() }
    }
}

/// A part that is ready to be played.
#[derive(Clone, Debug)]
pub struct Rehearsed {
    frames: Arc<[Frame]>,
}

impl Source for Rehearsed {
    fn fill(&mut self, n: u64, frame: &mut Frame) {
        *frame = self.frames[(n % self.frames.len() as u64) as usize];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::dominant_hz;
    use crate::{FRAME_TIME, SAMPLE_RATE};

    fn mono(part: &Rehearsed) -> Vec<f32> {
        part.frames
            .iter()
            .flat_map(|frame| frame.chunks_exact(2))
            .map(|pair| (pair[0] + pair[1]) / 2.0)
            .collect()
    }

    #[test]
    fn every_part_is_eight_bars_of_clean_sound_without_a_seam() {
        for part in Part::ALL {
            let rehearsed = part.rehearse();
            assert_eq!(rehearsed.frames.len() as u128 * FRAME_TIME.as_millis(), 19_200, "{part:?}");
            let samples = mono(&rehearsed);
            let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!((0.2..0.9).contains(&peak), "{part:?}: {peak}");
            let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
            let dbfs = 10.0 * power.log10();
            assert!((-40.0..-12.0).contains(&dbfs), "{part:?}: {dbfs}");
            for bar in samples.chunks(samples.len() / 8) {
                assert!(bar.iter().any(|sample| sample.abs() > 0.05), "{part:?} pauses for a bar");
            }
        }
    }

    #[test]
    fn the_bass_plays_what_is_written() {
        let samples = mono(&Part::Bass.rehearse());
        let beat = samples.len() / 32;
        for (n, note) in score::WALK.iter().flatten().enumerate().step_by(5) {
            let start = n * beat + beat / 10;
            let heard = dominant_hz(&samples[start..start + beat * 7 / 10], SAMPLE_RATE).unwrap();
            let written = f64::from(score::hz(*note));
            let octaves = (heard / written).log2();
            assert!((octaves - octaves.round()).abs() < 0.06, "beat {n}: {heard} Hz, not {written}");
        }
    }
}
