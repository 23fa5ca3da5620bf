//! The media connection: built, watched, built again; slots to performers; the clock.

use super::link::Pending;
use super::{Input, Session};
use crate::room::store::Sound;
use browser::BrowserError;
use browser::backoff::Backoff;
use browser::clock::ClockFilter;
use browser::peer::{Peer, PeerEvent};
use browser::sdp::OpusChoice;
use browser::slots::{self, SlotChange, SlotTable};
use browser::stats::ArrivalMeter;
use browser::timer::{self, Timeout};
use leptos::prelude::*;
use realtime::{ClockStamp, Command, MediaState, Slot};
use std::rc::Rc;
use uuid::Uuid;

/// A connection that is not there after so long is given up, in ms.
const SET_UP_MS: u32 = 8_000;
/// One that fell silent gets so long to come back, in ms: less than the sidecar's patience.
const SILENT_MS: u32 = 3_000;
/// The round trip is told to the others each so many exchanges (2 s).
const REPORT_EACH: u32 = 4;
/// After so many exchanges without an answer the round trip is unknown.
const UNANSWERED_MAX: u32 = 6;
/// The place for a reload is kept again each so many exchanges (10 s).
const KEEP_PLACE_EACH: u32 = 20;
/// Most receiving slots; a room has at most 50 people.
const SLOTS_MAX: usize = 52;

/// One connection and what belongs to it.
#[derive(Default)]
pub(super) struct Media {
    pub(super) peer: Option<Rc<Peer>>,
    slots: SlotTable,
    clock: ClockFilter,
    pub(super) arrivals: ArrivalMeter,
    exchanges: u32,
    unanswered: u32,
    /// An offer is on its way; another must wait for its answer.
    negotiating: bool,
    /// Slots to add when the answer is there.
    wanted_slots: usize,
    backoff: Backoff,
    late: Option<Timeout>,
    retry: Option<Timeout>,
}

impl Media {
    pub(super) fn is(&self, id: Uuid) -> bool {
        self.peer.as_ref().is_some_and(|peer| peer.id() == id)
    }
}

impl Session {
    /// Builds a new connection in place of the old one.
    pub(super) fn start_media(&mut self) {
        self.stop_media();
        let up = self.mirror.as_ref().is_some_and(|mirror| mirror.media() == MediaState::Up);
        if !up {
            return;
        }
        self.store.sound.set(Sound::Connecting);
        let track = self.capture.as_ref().filter(|_| self.performing).map(|capture| capture.track().clone());
        let inputs = self.inputs.clone();
        let on_event = move |id, event| drop(inputs.unbounded_send(Input::Peer(id, event)));
        match Peer::new(track.as_ref(), OpusChoice::MUSIC, on_event) {
            Ok(peer) => {
                let id = peer.id();
                self.media.peer = Some(Rc::new(peer));
                self.expect_within(id, SET_UP_MS);
                self.offer();
            }
            Err(error) => self.store.problem.set(Some(error.message())),
        }
    }

    /// Lets go of the connection; what is remembered about failures stays.
    pub(super) fn stop_media(&mut self) {
        let backoff = std::mem::take(&mut self.media.backoff);
        self.media = Media { backoff, ..Media::default() };
        self.store.rtt_ms.set(None);
        if let Some(audio) = &self.audio {
            audio.detach_all();
        }
    }

    fn offer(&mut self) {
        let Some(peer) = self.media.peer.clone() else { return };
        self.media.negotiating = true;
        self.beside(async move {
            let id = peer.id();
            Input::Offered(id, peer.offer().await)
        });
    }

    pub(super) fn on_offer(&mut self, id: Uuid, offer: Result<String, BrowserError>) {
        match offer {
            Ok(sdp) if self.media.is(id) => {
                self.send(Command::Offer { connection: id, sdp }, Pending::Offer(id));
            }
            Ok(_) => {}
            Err(_) => self.media_failed(id),
        }
    }

    pub(super) fn on_answer(&mut self, id: Uuid, sdp: String) {
        let Some(peer) = self.media.peer.clone().filter(|peer| peer.id() == id) else { return };
        self.beside(async move { Input::Accepted(id, peer.accept(&sdp).await) });
    }

    pub(super) fn on_accepted(&mut self, id: Uuid, accepted: Result<(), BrowserError>) {
        if !self.media.is(id) {
            return;
        }
        self.media.negotiating = false;
        match accepted {
            Ok(()) => self.grow(),
            Err(_) => self.media_failed(id),
        }
    }

    pub(super) fn on_peer(&mut self, id: Uuid, event: PeerEvent) {
        if !self.media.is(id) {
            return;
        }
        match event {
            PeerEvent::Connected => {
                self.media.late = None;
                self.media.backoff.reset();
                self.store.sound.set(Sound::Up);
            }
            PeerEvent::Disconnected => {
                self.store.sound.set(Sound::Connecting);
                self.expect_within(id, SILENT_MS);
            }
            PeerEvent::Failed => self.media_failed(id),
            PeerEvent::ChannelOpen => self.on_clock_tick(),
            PeerEvent::Message(bytes) => self.on_datagram(&bytes),
        }
    }

    fn expect_within(&mut self, id: Uuid, ms: u32) {
        let inputs = self.inputs.clone();
        self.media.late = Some(Timeout::new(ms, move || drop(inputs.unbounded_send(Input::MediaLate(id)))));
    }

    pub(super) fn on_media_late(&mut self, id: Uuid) {
        self.media_failed(id);
    }

    pub(super) fn on_media_lost(&mut self, id: Uuid) {
        self.media_failed(id);
    }

    /// This connection will not do: another one, soon.
    pub(super) fn media_failed(&mut self, id: Uuid) {
        if !self.media.is(id) {
            return;
        }
        self.stop_media();
        self.store.sound.set(Sound::Connecting);
        let wait_ms = self.media.backoff.next_ms(timer::random());
        let inputs = self.inputs.clone();
        self.media.retry =
            Some(Timeout::new(wait_ms, move || drop(inputs.unbounded_send(Input::MediaRetry))));
    }

    pub(super) fn on_slots(&mut self, id: Uuid, carried: &[Slot], missing: u16) {
        let Some(peer) = self.media.peer.clone().filter(|peer| peer.id() == id) else { return };
        let volumes: Vec<_> = self.store.people.with_untracked(|people| {
            people.iter().map(|person| (person.id, person.volume_db.get_untracked())).collect()
        });
        let changes = self.media.slots.replace(carried);
        self.with_audio(|audio| {
            for change in changes {
                match change {
                    SlotChange::Detach { mid } => audio.detach(&mid),
                    SlotChange::Attach { mid, participant } => {
                        let stream = peer.stream(&mid);
                        // A slot that cannot be heard now is given again with the next connection.
                        let _ = stream.map(|stream| audio.attach(&mid, &stream, participant));
                        if let Some((_, db)) = volumes.iter().find(|(id, _)| *id == participant) {
                            let _ = audio.set_volume(participant, *db);
                        }
                    }
                }
            }
        });
        // Free slots count: the figure may be older than the slots that were added last.
        self.media.wanted_slots =
            slots::missing(peer.slots(), self.media.slots.in_use() + usize::from(missing));
        self.grow();
    }

    /// Adds the slots that are wanted, when no negotiation is under way.
    fn grow(&mut self) {
        let Some(peer) = &self.media.peer else { return };
        let room = SLOTS_MAX.saturating_sub(peer.slots());
        let count = self.media.wanted_slots.min(room);
        if self.media.negotiating || count == 0 {
            return;
        }
        self.media.wanted_slots = 0;
        peer.add_slots(count);
        self.offer();
    }

    /// One clock exchange, while the data channel is open.
    pub(super) fn on_clock_tick(&mut self) {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(KEEP_PLACE_EACH) {
            self.keep_place();
        }
        let Some(peer) = &self.media.peer else { return };
        let stamp = ClockStamp { t0_us: now_us(), t1_us: 0, t2_us: 0 };
        if !peer.send(&stamp.encode()) {
            return;
        }
        self.media.unanswered += 1;
        if self.media.unanswered > UNANSWERED_MAX {
            self.media.clock.clear();
            self.store.rtt_ms.set(None);
        }
    }

    fn on_datagram(&mut self, bytes: &[u8]) {
        let Some(stamp) = ClockStamp::decode(bytes) else { return };
        let (rtt_us, offset_us) = stamp.measure(now_us());
        self.media.unanswered = 0;
        self.media.clock.push(rtt_us, offset_us);
        self.media.exchanges = self.media.exchanges.wrapping_add(1);
        let rtt_ms = self.media.clock.rtt_ms();
        self.store.rtt_ms.set(rtt_ms);
        if let Some(rtt_ms) = rtt_ms.filter(|_| self.media.exchanges % REPORT_EACH == 1) {
            self.report(rtt_ms);
        }
    }
}

fn now_us() -> u64 {
    (timer::now_ms() * 1_000.0) as u64
}
