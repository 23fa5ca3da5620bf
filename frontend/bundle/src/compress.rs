//! Brotli and gzip at a quality that fits the use.

use anyhow::Result;
use std::io::Write;

/// How much time compression may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// The smallest result, for delivery.
    Small,
    /// Quick, for development.
    Fast,
}

/// `bytes` as brotli (RFC 7932).
pub fn brotli(bytes: &[u8], quality: Quality) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: if quality == Quality::Small { 11 } else { 5 },
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::with_capacity(bytes.len() / 3);
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters)?;
    Ok(out)
}

/// `bytes` as gzip (RFC 1952), for clients without brotli.
pub fn gzip(bytes: &[u8], quality: Quality) -> Result<Vec<u8>> {
    let level = if quality == Quality::Small { 9 } else { 5 };
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 3), flate2::Compression::new(level));
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_formats_give_back_what_went_in() {
        let text = "a room, a take, a track ".repeat(500).into_bytes();
        for quality in [Quality::Small, Quality::Fast] {
            let packed = brotli(&text, quality).unwrap();
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
            assert_eq!(unpacked, text);
            assert!(packed.len() < text.len() / 10);

            let packed = gzip(&text, quality).unwrap();
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
            assert_eq!(unpacked, text);
        }
    }
}
