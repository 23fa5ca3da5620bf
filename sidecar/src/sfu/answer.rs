//! The last touch to an SDP answer.

/// Length of an Opus frame that we ask for, in ms: the shortest that browsers send without more than doubling the
/// packet overhead.
const PTIME_MS: u8 = 10;

/// Asks for short frames in every audio section (`a=ptime`, RFC 8866, 6.4); str0m does not write that line, and without
/// it browsers send 20 ms.
pub fn with_ptime(sdp: &str) -> String {
    let mut out = String::with_capacity(sdp.len() + 256);
    let mut in_audio = false;
    for line in sdp.lines() {
        if line.starts_with("m=") {
            close(&mut out, in_audio);
            in_audio = line.starts_with("m=audio ") && !line.starts_with("m=audio 0 ");
        }
        out.push_str(line);
        out.push_str("\r\n");
    }
    close(&mut out, in_audio);
    out
}

fn close(out: &mut String, in_audio: bool) {
    if in_audio {
        out.push_str(&format!("a=ptime:{PTIME_MS}\r\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_audio_section_and_nothing_else_asks_for_short_frames() {
        let sdp = "v=0\r\nm=audio 9 X 111\r\na=mid:0\r\nm=application 9 Y\r\na=mid:1\r\nm=audio 9 X 111\r\na=mid:2\r\n";
        let expected = "v=0\r\nm=audio 9 X 111\r\na=mid:0\r\na=ptime:10\r\nm=application 9 Y\r\na=mid:1\r\n\
                        m=audio 9 X 111\r\na=mid:2\r\na=ptime:10\r\n";
        assert_eq!(with_ptime(sdp), expected);
    }
}
