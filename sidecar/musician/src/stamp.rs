//! Timestamps inside Opus packets, where decoders do not look.
//!
//! An Opus packet may end with padding, whose content every decoder ignores (RFC 6716, 3.2.5). A stamped packet carries
//! the moment of its making there, so its latency can be measured after any number of forwarders that pass the payload on
//! untouched. Such packets are for measuring: the same section asks ordinary encoders for zeros.

/// Bytes that a stamp adds to a packet.
pub const STAMP_BYTES: usize = 2 + PADDING_BYTES;

const MAGIC: [u8; 4] = *b"OSt1";
const PADDING_BYTES: usize = MAGIC.len() + 8;
const CODE_MASK: u8 = 0b11;
const PADDED: u8 = 0b0100_0000;
const ONE_FRAME: u8 = 1;

/// Adds `time_us` to a packet of one frame (code 0, which is what an encoder makes of one frame). `None` for packets of
/// several frames, and for nothing at all.
pub fn stamp(packet: &[u8], time_us: u64) -> Option<Vec<u8>> {
    let (toc, frame) = packet.split_first()?;
    if toc & CODE_MASK != 0 {
        return None;
    }
    let mut out = Vec::with_capacity(packet.len() + STAMP_BYTES);
    out.extend([toc | CODE_MASK, PADDED | ONE_FRAME, PADDING_BYTES as u8]);
    out.extend(frame);
    out.extend(MAGIC);
    out.extend(time_us.to_be_bytes());
    Some(out)
}

/// The time in a stamped packet; `None` for any other.
pub fn read_stamp(packet: &[u8]) -> Option<u64> {
    let [toc, count, length, rest @ ..] = packet else { return None };
    let is_ours =
        toc & CODE_MASK == CODE_MASK && *count == PADDED | ONE_FRAME && usize::from(*length) == PADDING_BYTES;
    let padding = rest.last_chunk::<PADDING_BYTES>().filter(|_| is_ours)?;
    let (magic, time) = padding.split_at(MAGIC.len());
    (magic == MAGIC).then(|| time.try_into().map(u64::from_be_bytes).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FRAME_SAMPLES, SAMPLE_RATE};
    use opus::{Application, Channels, Decoder, Encoder};
    use proptest::prelude::*;

    fn encoded(frames: usize, channels: Channels) -> Vec<Vec<u8>> {
        let mut encoder = Encoder::new(SAMPLE_RATE, channels, Application::Audio).unwrap();
        encoder.set_inband_fec(true).unwrap();
        let per_frame = FRAME_SAMPLES * channels as usize;
        (0..frames)
            .map(|frame| {
                let sample = |i: usize| ((frame * per_frame + i) as f32 * 0.05).sin() * 0.5;
                let samples: Vec<f32> = (0..per_frame).map(sample).collect();
                encoder.encode_vec_float(&samples, 1_000).unwrap()
            })
            .collect()
    }

    #[test]
    fn libopus_decodes_stamped_packets_to_the_very_same_samples() {
        for channels in [Channels::Mono, Channels::Stereo] {
            let mut plain = Decoder::new(SAMPLE_RATE, channels).unwrap();
            let mut stamped = Decoder::new(SAMPLE_RATE, channels).unwrap();
            for (n, packet) in encoded(50, channels).into_iter().enumerate() {
                let marked = stamp(&packet, n as u64 * 1_000).expect("one frame");
                assert_eq!(marked.len(), packet.len() + STAMP_BYTES);
                assert_eq!(read_stamp(&marked), Some(n as u64 * 1_000));
                assert_eq!(read_stamp(&packet), None);
                let mut expected = [0.0_f32; FRAME_SAMPLES * 2];
                let mut actual = [0.0_f32; FRAME_SAMPLES * 2];
                assert_eq!(plain.decode_float(&packet, &mut expected, false).unwrap(), FRAME_SAMPLES);
                assert_eq!(stamped.decode_float(&marked, &mut actual, false).unwrap(), FRAME_SAMPLES);
                assert_eq!(expected, actual);
            }
        }
    }

    #[test]
    fn packets_of_several_frames_are_left_alone() {
        assert_eq!(stamp(&[], 1), None);
        assert_eq!(stamp(&[0b1111_1001, 1, 2], 1), None);
        assert_eq!(stamp(&[0b1111_1011, 1, 2], 1), None);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = read_stamp(&bytes);
        }

        #[test]
        fn any_time_survives(mut frame in proptest::collection::vec(any::<u8>(), 1..100), time: u64) {
            frame[0] &= !CODE_MASK;
            let marked = stamp(&frame, time).unwrap();
            prop_assert_eq!(read_stamp(&marked), Some(time));
            prop_assert_eq!(read_stamp(&marked[..marked.len() - 1]), None);
        }
    }
}
