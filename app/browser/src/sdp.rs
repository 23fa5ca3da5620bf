//! Music settings in SDP: what browsers offer no other switch for.
//!
//! A browser sends as the *remote* description asks and decodes as the *local* one says. So the same settings go into
//! our offer (before `setLocalDescription`: decode stereo) and into the answer (before `setRemoteDescription`: encode
//! stereo, with FEC, without DTX, in 10 ms packets).

/// How Opus is to sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpusChoice {
    /// Two channels instead of one.
    pub stereo: bool,
    /// Average bit rate, 6 000–510 000 bit/s.
    pub bitrate_bps: u32,
}

impl OpusChoice {
    /// Music, in stereo.
    pub const MUSIC: OpusChoice = OpusChoice { stereo: true, bitrate_bps: 128_000 };
}

/// Puts the music settings into every Opus format of `sdp`; everything else is left as it is.
pub fn with_music_settings(sdp: &str, choice: OpusChoice) -> String {
    let opus = opus_formats(sdp);
    let mut out = String::with_capacity(sdp.len() + 512);
    let mut audio = false;
    for line in sdp.lines() {
        if let Some(media) = line.strip_prefix("m=") {
            audio = media.starts_with("audio");
        }
        if audio
            && (line.starts_with("a=ptime:")
                || line.starts_with("a=fmtp:") && format_of(line, &opus).is_some())
        {
            continue;
        }
        push_line(&mut out, line);
        if let Some(format) = rtpmap_format(line).filter(|f| audio && opus.contains(f)) {
            push_line(&mut out, &fmtp_line(format, existing_fmtp(sdp, format), choice));
            push_line(&mut out, "a=ptime:10");
        }
    }
    out
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push_str("\r\n");
}

/// The payload types that carry Opus, as text.
fn opus_formats(sdp: &str) -> Vec<&str> {
    let mut formats: Vec<&str> = sdp.lines().filter_map(rtpmap_format).collect();
    formats.sort_unstable();
    formats.dedup();
    formats
}

fn rtpmap_format(line: &str) -> Option<&str> {
    let (format, codec) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
    codec.to_ascii_lowercase().starts_with("opus/48000").then_some(format)
}

fn format_of<'a>(fmtp: &'a str, formats: &[&str]) -> Option<&'a str> {
    let (format, _) = fmtp.strip_prefix("a=fmtp:")?.split_once(' ')?;
    formats.contains(&format).then_some(format)
}

fn existing_fmtp<'a>(sdp: &'a str, format: &str) -> &'a str {
    let wanted = |line: &&str| format_of(line, &[format]).is_some();
    sdp.lines().find(wanted).and_then(|line| line.split_once(' ')).map_or("", |(_, parameters)| parameters)
}

fn fmtp_line(format: &str, existing: &str, choice: OpusChoice) -> String {
    let stereo = u8::from(choice.stereo);
    let ours = [
        ("minptime", "10".to_owned()),
        ("useinbandfec", "1".to_owned()),
        ("usedtx", "0".to_owned()),
        ("stereo", stereo.to_string()),
        ("sprop-stereo", stereo.to_string()),
        ("maxaveragebitrate", choice.bitrate_bps.to_string()),
    ];
    let kept = existing.split(';').map(str::trim).filter(|parameter| {
        let name = parameter.split('=').next().unwrap_or_default();
        !parameter.is_empty() && !ours.iter().any(|(known, _)| *known == name)
    });
    let all: Vec<String> =
        kept.map(str::to_owned).chain(ours.iter().map(|(name, value)| format!("{name}={value}"))).collect();
    format!("a=fmtp:{format} {}", all.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\n\
        a=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1;cbr=0\r\na=rtpmap:63 red/48000/2\r\n\
        a=fmtp:63 111/111\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=ptime:20\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n";

    #[test]
    fn every_opus_section_gets_the_settings_once() {
        let sdp = with_music_settings(OFFER, OpusChoice::MUSIC);
        let wanted = "a=fmtp:111 cbr=0;minptime=10;useinbandfec=1;usedtx=0;stereo=1;sprop-stereo=1;maxaveragebitrate=128000\r\n";
        assert_eq!(sdp.matches(wanted).count(), 2, "{sdp}");
        assert_eq!(sdp.matches("a=fmtp:111").count(), 2);
        assert_eq!((sdp.matches("a=ptime:10\r\n").count(), sdp.matches("a=ptime:20").count()), (2, 0));
    }

    #[test]
    fn everything_else_stays() {
        let sdp = with_music_settings(OFFER, OpusChoice { stereo: false, bitrate_bps: 64_000 });
        for kept in [
            "v=0\r\n",
            "a=rtpmap:63 red/48000/2\r\n",
            "a=fmtp:63 111/111\r\n",
            "a=rtcp-fb:111",
            "a=mid:2\r\n",
        ] {
            assert!(sdp.contains(kept), "{kept}");
        }
        assert!(sdp.contains("stereo=0;sprop-stereo=0;maxaveragebitrate=64000"));
    }

    #[test]
    fn doing_it_twice_changes_nothing_more() {
        let once = with_music_settings(OFFER, OpusChoice::MUSIC);
        assert_eq!(with_music_settings(&once, OpusChoice::MUSIC), once);
    }
}
