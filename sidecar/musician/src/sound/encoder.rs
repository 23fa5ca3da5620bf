//! From samples to stamped Opus packets.

use super::Frame;
use crate::stamp::stamp;
use crate::{SAMPLE_RATE, monotonic_us};
use opus::{Application, Bitrate, Channels, Error, Signal};

/// Bits per second.
const BITRATE: i32 = 96_000;
/// Largest packet, in bytes: a 10 ms frame at any rate fits.
const PACKET_BYTES_MAX: usize = 1_000;

/// Encodes as our browsers do: 10 ms frames, in-band FEC, no silence suppression.
#[derive(Debug)]
pub struct Encoder {
    opus: opus::Encoder,
}

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// With the time of its making inside; see [`crate::stamp`].
    pub packet: Vec<u8>,
    /// Level of the frame in dBov, −127 … 0 (RFC 6464).
    pub level_dbov: i8,
}

impl Encoder {
    /// A fresh one.
    pub fn new() -> Result<Self, Error> {
        let mut opus = opus::Encoder::new(SAMPLE_RATE, Channels::Stereo, Application::Audio)?;
        opus.set_bitrate(Bitrate::Bits(BITRATE))?;
        opus.set_signal(Signal::Music)?;
        opus.set_inband_fec(true)?;
        opus.set_packet_loss_perc(5)?;
        opus.set_dtx(false)?;
        Ok(Encoder { opus })
    }

    /// Encodes one frame, stamped with the time now.
    pub fn encode(&mut self, frame: &Frame) -> Result<Encoded, Error> {
        let packet = self.opus.encode_vec_float(frame, PACKET_BYTES_MAX)?;
        let packet = stamp(&packet, monotonic_us()).unwrap_or(packet);
        Ok(Encoded { packet, level_dbov: level_dbov(frame) })
    }
}

/// Level of samples in dBov: 0 is a full-scale square wave.
pub fn level_dbov(samples: &[f32]) -> i8 {
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
    (10.0 * power.log10()).clamp(-127.0, 0.0).round() as i8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::read_stamp;

    #[test]
    fn levels_are_relative_to_a_full_scale_square_wave() {
        assert_eq!(level_dbov(&[1.0, -1.0]), 0);
        assert_eq!(level_dbov(&[0.1, -0.1]), -20);
        assert_eq!(level_dbov(&[0.0; 4]), -127);
        assert_eq!(level_dbov(&[f32::NAN]), 0);
    }

    #[test]
    fn every_packet_is_stamped() {
        let mut encoder = Encoder::new().unwrap();
        let before = monotonic_us();
        for _ in 0..20 {
            let encoded = encoder.encode(&[0.1; 960]).unwrap();
            assert!(
                read_stamp(&encoded.packet).is_some_and(|time| (before..=monotonic_us()).contains(&time))
            );
        }
    }
}
