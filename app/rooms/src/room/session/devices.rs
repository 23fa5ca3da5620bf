//! The input, the output and their meters.

use super::{Entering, Input, Session, memory};
use crate::room::store::{InputState, Phase, RoomStore};
use browser::BrowserError;
use browser::audio::AudioEngine;
use browser::capture::{self, Capture};
use browser::device::InputDevice;
use browser::event::Listener;
use browser::level::Level;
use browser::timer::AnimationLoop;
use futures::channel::mpsc::UnboundedSender;
use leptos::prelude::*;
use model::ParticipantId;
use std::rc::Rc;

/// An input that reaches this level is heard: the sound check is done. In dBFS; room noise lies below.
const HEARD_DB: f32 = -50.0;

/// What is listened to from the start: devices plugged in and out, and any touch of the page (it may start sound).
pub(super) fn listeners(inputs: &UnboundedSender<Input>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let touch = |name| {
        let inputs = inputs.clone();
        Listener::new(&window, name, move |_| drop(inputs.unbounded_send(Input::Touched)))
    };
    let changed = inputs.clone();
    let devices = capture::watch_devices(move || drop(changed.unbounded_send(Input::DevicesChanged)));
    [Some(touch("pointerdown")), Some(touch("keydown")), devices].into_iter().flatten().collect()
}

impl Session {
    /// Does something with the page's sound, which is opened the first time.
    pub(super) fn with_audio(&mut self, act: impl FnOnce(&AudioEngine)) {
        if self.audio.is_none() {
            let inputs = self.inputs.clone();
            let opened =
                AudioEngine::new(move |running| drop(inputs.unbounded_send(Input::SoundRunning(running))));
            match opened {
                Ok(audio) => {
                    let audio = Rc::new(audio);
                    self._meters = Some(meters(self.store, self.inputs.clone(), Rc::clone(&audio)));
                    self.audio = Some(audio);
                }
                Err(error) => self.store.problem.set(Some(error.message())),
            }
        }
        if let Some(audio) = &self.audio {
            act(audio);
        }
    }

    pub(super) fn open_input(&mut self) {
        self.store.input_state.set(InputState::Opening);
        let device = self.store.input.get_untracked();
        let ended = self.inputs.clone();
        self.beside(async move {
            let on_ended = move || drop(ended.unbounded_send(Input::CaptureEnded));
            Input::Captured(Capture::open(device.as_deref(), on_ended).await)
        });
    }

    /// Lets the input go: who listens is not recorded.
    pub(super) fn close_input(&mut self) {
        if let Some(audio) = &self.audio {
            // Taking nothing cannot fail.
            let _ = audio.set_input(None);
        }
        self.capture = None;
        self.store.input_state.set(InputState::Off);
    }

    pub(super) fn choose_input(&mut self, device: Option<String>) {
        memory::remember(|choices| choices.input.clone_from(&device));
        self.store.input.set(device);
        self.open_input();
    }

    pub(super) fn on_captured(&mut self, captured: Result<Capture, BrowserError>) {
        match captured {
            Ok(capture) => self.use_capture(capture),
            Err(error) => {
                self.store.input_state.set(InputState::Failed(error.message()));
                match self.entering {
                    Entering::WhenInputOpens => {
                        self.entering = Entering::No;
                        self.store.phase.set(Phase::SoundCheck);
                    }
                    Entering::ThenPlay => {
                        self.entering = Entering::Done;
                        self.store.checking.set(false);
                    }
                    Entering::No | Entering::Done => {}
                }
            }
        }
        // Labels are readable from now on.
        self.list_inputs();
    }

    fn use_capture(&mut self, capture: Capture) {
        capture.set_muted(self.store.muted.get_untracked());
        let measured = capture.stream().clone();
        self.with_audio(|audio| {
            // A meter that cannot be had is no reason not to play.
            let _ = audio.set_input(Some(&measured));
            audio.resume();
        });
        if let Some(peer) = self.media.peer.clone() {
            let track = capture.track().clone();
            leptos::task::spawn_local(async move {
                // Fails only on a connection that is closed by now; the next one takes the new track.
                let _ = peer.replace_track(Some(&track)).await;
            });
        }
        self.store.input.set(capture.device_id());
        self.store.input_state.set(InputState::On);
        self.capture = Some(capture);
        match self.entering {
            Entering::WhenInputOpens => self.walk_in(),
            Entering::ThenPlay => self.go_on_stage(),
            Entering::No | Entering::Done => {}
        }
    }

    pub(super) fn on_capture_ended(&mut self) {
        self.capture = None;
        let message = "Your input is gone. Plug it in again, or choose another.".to_owned();
        self.store.input_state.set(InputState::Failed(message));
        self.store.input_level.set(Level::SILENT);
        self.on_devices_changed();
    }

    pub(super) fn on_devices_changed(&mut self) {
        self.reopen_input = true;
        self.list_inputs();
    }

    pub(super) fn list_inputs(&mut self) {
        self.beside(async { Input::Inputs(capture::inputs().await.unwrap_or_default()) });
    }

    pub(super) fn on_inputs(&mut self, inputs: Vec<InputDevice>) {
        let chosen = self.store.input.get_untracked();
        let back = chosen.is_some_and(|id| inputs.iter().any(|input| input.id == id));
        let gone =
            matches!(self.store.input_state.get_untracked(), InputState::Failed(_)) && self.capture.is_none();
        self.store.inputs.set(inputs);
        let again = std::mem::take(&mut self.reopen_input);
        // Plugged in again while playing: go on with it.
        if again && back && gone && self.performing && self.entering == Entering::Done {
            self.open_input();
        }
    }

    pub(super) fn set_muted(&mut self, muted: bool) {
        self.store.muted.set(muted);
        if let Some(capture) = &self.capture {
            capture.set_muted(muted);
        }
        self.keep_place();
        self.tell(realtime::Command::SetMuted { muted });
    }

    pub(super) fn set_instrument(&mut self, instrument: model_rooms::Instrument) {
        self.store.instrument.set(instrument);
        memory::remember(|choices| choices.instrument = instrument);
        self.keep_place();
        self.tell(realtime::Command::SetInstrument { instrument });
    }

    pub(super) fn set_volume(&mut self, participant: ParticipantId, db: f32) {
        let db = browser::volume::clamped(db);
        let person =
            self.store.people.with_untracked(|people| people.iter().find(|p| p.id == participant).cloned());
        let Some(person) = person else { return };
        person.volume_db.set(db);
        self.volumes.set(&person.state.with_untracked(|state| state.name.clone()), db);
        self.with_audio(|audio| drop(audio.set_volume(participant, db)));
    }

    pub(super) fn on_heard(&mut self) {
        self.store.sound_checked.set(true);
        memory::keep_sound_checked();
        if self.entering == Entering::ThenPlay && self.capture.is_some() {
            self.go_on_stage();
        }
    }

    pub(super) fn on_sound_running(&mut self, running: bool) {
        let inside = matches!(self.entering, Entering::Done | Entering::ThenPlay);
        self.store.sound_blocked.set(!running && inside);
    }

    pub(super) fn on_sound_due(&mut self) {
        let running = self.audio.as_ref().is_none_or(|audio| audio.is_running());
        self.on_sound_running(running);
    }

    pub(super) fn on_touched(&mut self) {
        if let Some(audio) = self.audio.as_ref().filter(|audio| !audio.is_running()) {
            audio.resume();
        }
    }
}

/// Moves every meter before each repaint; a hidden page moves none.
fn meters(store: RoomStore, inputs: UnboundedSender<Input>, audio: Rc<AudioEngine>) -> AnimationLoop {
    AnimationLoop::new(move |now_ms| {
        let input = audio.input_level(now_ms).unwrap_or(Level::SILENT);
        if input.peak_db >= HEARD_DB && !store.sound_checked.get_untracked() {
            let _ = inputs.unbounded_send(Input::Heard);
        }
        if !store.input_level.with_untracked(|shown| shown.looks_like(&input)) {
            store.input_level.set(input);
        }
        store.people.with_untracked(|people| {
            audio.levels(now_ms, |participant, level| {
                let person = people.iter().find(|person| person.id == participant);
                if let Some(person) =
                    person.filter(|p| !p.level.with_untracked(|shown| shown.looks_like(&level)))
                {
                    person.level.set(level);
                }
            });
        });
    })
}
