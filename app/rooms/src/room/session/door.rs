//! The way in, the way out, and the way between playing and listening.

use super::link::Pending;
use super::media::Media;
use super::talk::DELETING_MS;
use super::{Entering, Input, Session, memory};
use crate::room::store::{InputState, Phase};
use browser::{probe, timer};
use leptos::prelude::*;
use model::Fault;
use realtime::{Command, Reply};

/// A browser that lets sound out has done so within this time, in ms.
const SOUND_DUE_MS: u32 = 1_000;
/// Answered by the server without any work.
const PROBE_PATH: &str = "/healthz";

impl Session {
    /// What this browser remembers: instrument, input, and whether this tab was in the room before a reload.
    pub(super) fn recall(&mut self, listen: bool) {
        let choices = memory::choices();
        self.store.instrument.set(choices.instrument);
        self.store.input.set(choices.input);
        self.store.sound_checked.set(memory::sound_checked());
        self.list_inputs();
        match &self.resume {
            Some(place) => {
                self.performing = place.performing;
                self.store.instrument.set(place.instrument);
                self.store.muted.set(place.muted);
                // Not the sound check while the way back is tried.
                self.store.phase.set(Phase::Entering);
            }
            None if listen => self.performing = false,
            None => self.performing = self.store.may_perform.get_untracked(),
        }
    }

    pub(super) fn begin(&mut self, allowed: bool) {
        let playing = self.performing;
        self.beside(async { Input::RoundTrip(probe::round_trip_ms(PROBE_PATH).await) });
        match &self.resume {
            // Back after a reload, to listen or with an input that may be opened without asking.
            Some(_) if !playing || allowed => self.enter(playing),
            // The permission did not persist: through the sound check again.
            Some(_) => self.store.phase.set(Phase::SoundCheck),
            None if playing && allowed => self.open_input(),
            None => {}
        }
    }

    /// Inside: from listening to playing and back. The media connection is made anew: it sends, or it does not.
    pub(super) fn perform(&mut self, performing: bool) {
        if self.entering == Entering::ThenPlay && !performing {
            // Thought better of it at the sound check.
            self.entering = Entering::Done;
            self.store.checking.set(false);
            return self.close_input();
        }
        if performing == self.performing || self.entering != Entering::Done {
            return;
        }
        if performing {
            self.entering = Entering::ThenPlay;
            return self.open_input();
        }
        self.close_input();
        self.change_part(false);
    }

    /// Inside, with the input open: to the stage, or first through the sound check that the room asks for.
    pub(super) fn go_on_stage(&mut self) {
        let check = self.store.room.with_untracked(|room| room.rules.require_mic_check);
        if check && !self.store.sound_checked.get_untracked() {
            self.store.checking.set(true);
            return;
        }
        self.store.checking.set(false);
        self.entering = Entering::Done;
        self.change_part(true);
    }

    pub(super) fn change_part(&mut self, performing: bool) {
        self.performing = performing;
        memory::remember(|choices| choices.performing = performing);
        self.keep_place();
        self.part_asked = true;
        let sound_checked = self.store.sound_checked.get_untracked();
        self.send(Command::SetPerforming { performing, sound_checked }, Pending::Part);
        self.start_media();
    }

    /// The server's answer to playing or listening: refused, everything is as it was before.
    pub(super) fn on_part(&mut self, result: Result<Reply, Fault>) {
        self.part_asked = false;
        let Err(fault) = result else { return };
        self.store.problem.set(Some(fault.to_string()));
        let performs = self.store.performing_untracked();
        if self.performing && !performs {
            self.close_input();
        }
        if self.performing != performs {
            self.performing = performs;
            self.keep_place();
            self.start_media();
            if performs && self.capture.is_none() {
                self.open_input();
            }
        }
    }

    /// Shown at the sound check only; inside, the media connection measures.
    pub(super) fn on_round_trip(&mut self, rtt_ms: Option<f32>) {
        if matches!(self.entering, Entering::No | Entering::WhenInputOpens) {
            self.store.rtt_ms.set(rtt_ms);
        }
    }

    pub(super) fn enter(&mut self, performing: bool) {
        if matches!(self.entering, Entering::Done | Entering::ThenPlay) {
            return;
        }
        self.performing = performing && self.store.may_perform.get_untracked();
        memory::remember(|choices| choices.performing = performing);
        self.with_audio(|audio| audio.resume());
        if self.performing && self.capture.is_none() {
            self.entering = Entering::WhenInputOpens;
            if self.store.input_state.get_untracked() != InputState::Opening {
                self.open_input();
            }
            return;
        }
        self.walk_in();
    }

    /// Everything is ready: to the server.
    pub(super) fn walk_in(&mut self) {
        self.entering = Entering::Done;
        if !self.performing {
            self.close_input();
        }
        self.store.phase.set(Phase::Entering);
        self.store.rtt_ms.set(None);
        self.connect();
        self.beside(async {
            timer::sleep(SOUND_DUE_MS).await;
            Input::SoundDue
        });
    }

    pub(super) fn leave(&mut self) {
        if self.delete_all_due() {
            return self.beside(async {
                timer::sleep(DELETING_MS).await;
                Input::LeaveNow
            });
        }
        self.say_goodbye();
        self.store.phase.set(Phase::Left);
    }

    /// Tells the server, and lets go of everything. Touches no signal: the page may be gone already.
    pub(super) fn say_goodbye(&mut self) {
        self.send(Command::Leave, Pending::Nothing);
        memory::forget_place(&self.code);
        self.let_go();
    }

    /// Closes what is open: socket, media, devices.
    pub(super) fn let_go(&mut self) {
        self.socket = None;
        self.media = Media::default();
        self._meters = None;
        self._clock = None;
        self.audio = None;
        self.capture = None;
    }
}
