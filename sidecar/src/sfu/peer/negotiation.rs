//! What an offer changes about a peer.

use super::{Line, Peer, Sender, Timeline, Track};
use sidecar_api::{Connect, TRACKS_PER_PEER_MAX};
use std::panic::{AssertUnwindSafe, catch_unwind};
use str0m::change::SdpOffer;
use str0m::media::{Direction, Mid};

/// Most sections in an offer: more than the slots for every track of a full room.
const SECTIONS_MAX: usize = 320;
/// Longest part of the media stack's complaint that is passed on, in characters.
const COMPLAINT_CHARS_MAX: usize = 200;

/// Why an offer was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In words.
    pub message: String,
    /// The stack is in an unknown state: the peer must go.
    pub spoiled: bool,
    /// The stack panicked.
    pub panicked: bool,
}

impl Refusal {
    fn new(message: impl ToString, spoiled: bool) -> Self {
        let message = message.to_string().chars().take(COMPLAINT_CHARS_MAX).collect();
        Refusal { message, spoiled, panicked: false }
    }
}

impl Peer {
    /// Takes an offer; returns the answer. [`Peer::drain`] must follow.
    pub fn negotiate(&mut self, connect: &Connect) -> Result<String, Refusal> {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.accept(&connect.offer)));
        let panicked = |_| Refusal { panicked: true, ..Refusal::new("the offer cannot be read", true) };
        let answer = outcome.map_err(panicked)??;
        self.negotiation = connect.negotiation;
        self.permit(connect.may_publish);
        Ok(answer)
    }

    /// Our ICE user name fragment: who comes with it is meant for this peer.
    pub fn ufrag(&mut self) -> String {
        self.rtc.direct_api().local_ice_credentials().ufrag
    }

    fn accept(&mut self, offer: &str) -> Result<String, Refusal> {
        if offer.matches("\nm=").count() > SECTIONS_MAX {
            return Err(Refusal::new("the offer has too many sections", false));
        }
        let offer = SdpOffer::from_sdp_string(offer).map_err(|error| Refusal::new(error, false))?;
        let answer = self.rtc.sdp_api().accept_offer(offer).map_err(|error| Refusal::new(error, true))?;
        let answer = answer.to_sdp_string();
        self.read_lines(&answer);
        if self.tracks().count() > TRACKS_PER_PEER_MAX {
            return Err(Refusal::new(format!("a peer publishes at most {TRACKS_PER_PEER_MAX} tracks"), true));
        }
        Ok(answer)
    }

    /// Takes over what became of the sections. The stack tells of them as events, too, but only once it is connected;
    /// who is to receive what must be known before.
    fn read_lines(&mut self, answer: &str) {
        for mid in answer.lines().filter_map(|line| line.strip_prefix("a=mid:")) {
            let mid = Mid::from(mid);
            if let Some(direction) = self.rtc.media(mid).map(|media| media.direction()) {
                self.set_line(mid, direction);
            }
        }
    }

    /// Notes a section's direction, seen from us.
    fn set_line(&mut self, mid: Mid, direction: Direction) {
        let is_audio = self.rtc.media(mid).is_some_and(|media| media.kind().is_audio() && !media.disabled());
        let direction = if is_audio { direction } else { Direction::Inactive };
        match self.lines.iter_mut().find(|line| line.mid == mid) {
            Some(line) => line.direction = direction,
            None => self.lines.push(Line { mid, direction }),
        }
        self.set_track(mid, direction.is_receiving());
        self.set_sender(mid, direction.is_sending());
        let sending = self.lines.iter().filter(|line| line.direction.is_sending());
        let pool: Vec<Mid> = sending.map(|line| line.mid).collect();
        self.slots.set_pool(&pool);
    }

    fn set_track(&mut self, mid: Mid, open: bool) {
        match self.tracks.iter_mut().find(|track| track.mid == mid) {
            Some(track) => track.open = open,
            None if open => self.tracks.push(Track::new(mid, self.tracks.len() as u8)),
            None => {}
        }
    }

    fn set_sender(&mut self, mid: Mid, sending: bool) {
        if !sending || self.senders.contains_key(&mid) {
            return;
        }
        let Some(pt) = self.rtc.media(mid).and_then(|media| media.remote_pts().first().copied()) else {
            return;
        };
        let Some(ssrc) = self.rtc.direct_api().stream_tx_by_mid(mid, None).map(|stream| stream.ssrc()) else {
            return;
        };
        // The stream begins at numbers taken from its SSRC, which is random (RFC 3550, 5.1).
        let bits = ssrc.rotate_left(13);
        self.senders.insert(mid, Sender { ssrc, pt, timeline: Timeline::new(bits as u16, bits) });
    }
}
