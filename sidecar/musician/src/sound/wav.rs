//! A WAV file, in a loop.

use super::{Frame, Source};
use crate::{FRAME_SAMPLES, SAMPLE_RATE};
use std::fs::File;
use std::path::Path;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

/// Longest file, in samples per channel: ten minutes. It is held in memory.
const SAMPLES_MAX: usize = 10 * 60 * SAMPLE_RATE as usize;

/// A decoded file. Plays from its start again when it ends.
#[derive(Clone, Debug)]
pub struct Wav {
    /// Stereo, interleaved, 48 kHz; at least one pair.
    samples: Vec<f32>,
}

/// Why a file cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    /// It cannot be opened or decoded.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] Error),
    /// It has no sound in it.
    #[error("the file has no sound in it")]
    Empty,
    /// It is too long.
    #[error("the file is longer than ten minutes")]
    TooLong,
}

impl Wav {
    /// Reads a file. Other rates than 48 kHz are converted by linear interpolation: good enough to hear and to measure
    /// with, not for a record.
    pub fn open(path: &Path) -> Result<Self, WavError> {
        let file = File::open(path).map_err(Error::from)?;
        let stream = MediaSourceStream::new(Box::new(file), Default::default());
        let mut hint = Hint::new();
        hint.with_extension("wav");
        let probe = symphonia::default::get_probe();
        let mut format = probe.probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())?;
        let track = format.default_track(TrackType::Audio).ok_or(WavError::Empty)?;
        let id = track.id;
        let params = track.codec_params.as_ref().and_then(|params| params.audio()).ok_or(WavError::Empty)?;
        let codecs = symphonia::default::get_codecs();
        let mut decoder = codecs.make_audio_decoder(params, &AudioDecoderOptions::default())?;
        let (mut stereo, mut rate, mut piece) = (Vec::new(), SAMPLE_RATE, Vec::<f32>::new());
        while let Some(packet) = format.next_packet()? {
            if packet.track_id != id {
                continue;
            }
            let decoded = decoder.decode(&packet)?;
            let channels = decoded.spec().channels().count().max(1);
            rate = decoded.spec().rate();
            decoded.copy_to_vec_interleaved(&mut piece);
            stereo.extend(piece.chunks_exact(channels).flat_map(|all| [all[0], all[1 % channels]]));
            if stereo.len() > SAMPLES_MAX * 2 {
                return Err(WavError::TooLong);
            }
        }
        if stereo.is_empty() || rate == 0 {
            return Err(WavError::Empty);
        }
        Ok(Wav { samples: resampled(stereo, rate) })
    }
}

impl Source for Wav {
    fn fill(&mut self, n: u64, frame: &mut Frame) {
        let pairs = self.samples.len() / 2;
        let start = (n % pairs as u64) as usize * FRAME_SAMPLES;
        for (i, pair) in frame.chunks_exact_mut(2).enumerate() {
            let at = (start + i) % pairs * 2;
            pair.copy_from_slice(&self.samples[at..at + 2]);
        }
    }
}

fn resampled(stereo: Vec<f32>, rate: u32) -> Vec<f32> {
    if rate == SAMPLE_RATE {
        return stereo;
    }
    let step = f64::from(rate) / f64::from(SAMPLE_RATE);
    let pairs = stereo.len() / 2;
    let count = ((pairs as f64 / step) as usize).max(1);
    let mut out = Vec::with_capacity(count * 2);
    for n in 0..count {
        let at = n as f64 * step;
        let (before, part) = (at as usize, at.fract() as f32);
        let after = (before + 1).min(pairs - 1);
        for channel in 0..2 {
            let (a, b) = (stereo[before * 2 + channel], stereo[after * 2 + channel]);
            out.push(a + (b - a) * part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use uuid::Uuid;

    /// A WAV file of 16-bit samples.
    fn file(rate: u32, channels: u16, samples: &[i16]) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("{}.wav", Uuid::new_v4()));
        let data = samples.len() as u32 * 2;
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + data).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * 2 * u32::from(channels)).to_le_bytes());
        bytes.extend((2 * channels).to_le_bytes());
        bytes.extend([16, 0]);
        bytes.extend(b"data");
        bytes.extend(data.to_le_bytes());
        bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        File::create(&path).unwrap().write_all(&bytes).unwrap();
        path
    }

    #[test]
    fn a_mono_file_plays_on_both_sides_in_a_loop() {
        let samples: Vec<i16> = (0..700).map(|n| n * 40).collect();
        let path = file(SAMPLE_RATE, 1, &samples);
        let mut wav = Wav::open(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        let mut frame = [0.0; FRAME_SAMPLES * 2];
        wav.fill(1, &mut frame);
        let expected = |n: usize| f32::from(samples[(FRAME_SAMPLES + n) % 700]) / 32_768.0;
        for n in [0, 219, 220, 479] {
            assert!((frame[n * 2] - expected(n)).abs() < 1e-4, "{n}");
            assert_eq!(frame[n * 2], frame[n * 2 + 1]);
        }
    }

    #[test]
    fn other_rates_keep_their_length_in_time() {
        let path = file(24_000, 2, &[1_000; 48_000]);
        let wav = Wav::open(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        assert_eq!(wav.samples.len(), 96_000);
    }

    #[test]
    fn what_is_no_wav_is_refused() {
        let path = std::env::temp_dir().join(format!("{}.wav", Uuid::new_v4()));
        assert!(Wav::open(&path).is_err());
        std::fs::write(&path, b"not sound").unwrap();
        assert!(Wav::open(&path).is_err());
        std::fs::remove_file(path).unwrap();
        let path = file(SAMPLE_RATE, 1, &[]);
        assert!(Wav::open(&path).is_err());
        std::fs::remove_file(path).unwrap();
    }
}
