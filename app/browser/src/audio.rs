//! What one hears: an AudioContext, a strip (meter and fader) per participant, the remote streams, the own input's
//! meter.

use crate::error::BrowserError;
use crate::event::Listener;
use crate::level::{Ballistics, Block, Level};
use crate::volume;
use model::ParticipantId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AnalyserNode, AudioContext, AudioContextLatencyCategory, AudioContextOptions, AudioContextState,
    GainNode, HtmlAudioElement, MediaStream, MediaStreamAudioSourceNode, MediaStreamAudioSourceOptions,
    OscillatorNode,
};

/// Samples a meter looks at: 43 ms at 48 kHz, more than two repaints, so that no peak falls between two looks.
const METER_SAMPLES: u32 = 2_048;
/// Time constant of a fader's movement, in s: short enough to feel immediate, long enough not to click.
const FADE_S: f64 = 0.015;

/// A knock: a low tone that dies away, twice. In Hz, as an amplitude, and in s.
const KNOCK_HZ: f32 = 190.0;
const KNOCK_GAIN: f32 = 0.25;
const KNOCK_FALL_S: f64 = 0.03;
const KNOCK_APART_S: f64 = 0.18;

/// The page's sound. Closed when dropped.
pub struct AudioEngine {
    context: AudioContext,
    master: GainNode,
    strips: RefCell<HashMap<ParticipantId, Strip>>,
    slots: RefCell<HashMap<String, SlotSound>>,
    input: RefCell<Option<Input>>,
    samples: RefCell<Vec<f32>>,
    _state: Listener,
}

/// One participant: what comes in is measured, then made louder or softer.
struct Strip {
    analyser: AnalyserNode,
    fader: GainNode,
    meter: Ballistics,
}

/// One receiving slot in use.
struct SlotSound {
    element: HtmlAudioElement,
    source: MediaStreamAudioSourceNode,
    participant: ParticipantId,
}

struct Input {
    source: MediaStreamAudioSourceNode,
    analyser: AnalyserNode,
    meter: Ballistics,
}

impl AudioEngine {
    /// Opens the page's audio with the shortest output buffer. `on_running` hears whether sound runs; browsers hold it
    /// back until the person has touched the page.
    ///
    /// Errors: [`BrowserError`] when the browser has no Web Audio or no output.
    pub fn new(on_running: impl Fn(bool) + 'static) -> Result<Self, BrowserError> {
        let options = AudioContextOptions::new();
        options.set_latency_hint_audio_context_latency_category(AudioContextLatencyCategory::Interactive);
        let context = AudioContext::new_with_context_options(&options)?;
        let master = GainNode::new(&context)?;
        master.connect_with_audio_node(&context.destination())?;
        let watched = context.clone();
        let state = Listener::new(&context, "statechange", move |_| {
            on_running(watched.state() == AudioContextState::Running);
        });
        Ok(AudioEngine {
            context,
            master,
            strips: RefCell::default(),
            slots: RefCell::default(),
            input: RefCell::default(),
            samples: RefCell::new(vec![0.0; METER_SAMPLES as usize]),
            _state: state,
        })
    }

    /// Whether sound runs.
    pub fn is_running(&self) -> bool {
        self.context.state() == AudioContextState::Running
    }

    /// Starts sound; works when called from a click or a key.
    pub fn resume(&self) {
        if let Ok(promise) = self.context.resume() {
            wasm_bindgen_futures::spawn_local(async move {
                // Refused without a gesture: the page asks for one, see `on_running`.
                let _ = JsFuture::from(promise).await;
            });
        }
    }

    /// Two soft knocks, for somebody who asks to come in. Heard on this page only.
    ///
    /// Errors: [`BrowserError`] when the browser makes no tone; the page tells it in words as well.
    pub fn knock(&self) -> Result<(), BrowserError> {
        let now_s = self.context.current_time();
        for at_s in [now_s, now_s + KNOCK_APART_S] {
            let tone = OscillatorNode::new(&self.context)?;
            let fall = GainNode::new(&self.context)?;
            tone.frequency().set_value(KNOCK_HZ);
            fall.gain().set_value(0.0);
            fall.gain().set_value_at_time(KNOCK_GAIN, at_s)?;
            fall.gain().set_target_at_time(0.0, at_s, KNOCK_FALL_S)?;
            tone.connect_with_audio_node(&fall)?.connect_with_audio_node(&self.master)?;
            tone.start_with_when(at_s)?;
            tone.stop_with_when(at_s + KNOCK_APART_S)?;
        }
        Ok(())
    }

    /// Sets a participant's fader, in dB (see [`crate::volume`]).
    pub fn set_volume(&self, participant: ParticipantId, db: f32) -> Result<(), BrowserError> {
        self.with_strip(participant, |strip| {
            let now_s = self.context.current_time();
            strip.fader.gain().set_target_at_time(volume::gain(db), now_s, FADE_S)?;
            Ok(())
        })
    }

    /// Lets a receiving slot be heard as this participant.
    pub fn attach(
        &self,
        mid: &str,
        stream: &MediaStream,
        participant: ParticipantId,
    ) -> Result<(), BrowserError> {
        self.detach(mid);
        let element = audio_element(stream, participant)?;
        let source = self.source(stream)?;
        self.with_strip(participant, |strip| {
            source.connect_with_audio_node(&strip.analyser)?;
            Ok(())
        })?;
        self.slots.borrow_mut().insert(mid.to_owned(), SlotSound { element, source, participant });
        Ok(())
    }

    /// Silences a receiving slot.
    pub fn detach(&self, mid: &str) {
        self.slots.borrow_mut().remove(mid);
    }

    /// Silences every slot: the connection is gone.
    pub fn detach_all(&self) {
        self.slots.borrow_mut().clear();
    }

    /// Forgets a participant who left.
    pub fn remove(&self, participant: ParticipantId) {
        self.slots.borrow_mut().retain(|_, slot| slot.participant != participant);
        if let Some(strip) = self.strips.borrow_mut().remove(&participant) {
            let _ = strip.fader.disconnect();
        }
    }

    /// Measures the own input from now on (it is not played back); `None` stops.
    pub fn set_input(&self, stream: Option<&MediaStream>) -> Result<(), BrowserError> {
        let next = stream.map(|stream| self.input(stream)).transpose()?;
        if let Some(old) = self.input.replace(next) {
            let _ = old.source.disconnect();
        }
        Ok(())
    }

    /// The own input's meter at `now_ms`; `None` without an input.
    pub fn input_level(&self, now_ms: f64) -> Option<Level> {
        let mut input = self.input.borrow_mut();
        let input = input.as_mut()?;
        Some(input.meter.update(now_ms, self.measure(&input.analyser)))
    }

    /// Every participant's meter at `now_ms`.
    pub fn levels(&self, now_ms: f64, mut tell: impl FnMut(ParticipantId, Level)) {
        for (participant, strip) in self.strips.borrow_mut().iter_mut() {
            tell(*participant, strip.meter.update(now_ms, self.measure(&strip.analyser)));
        }
    }

    fn measure(&self, analyser: &AnalyserNode) -> Block {
        let mut samples = self.samples.borrow_mut();
        analyser.get_float_time_domain_data(&mut samples);
        Block::measure(&samples)
    }

    fn input(&self, stream: &MediaStream) -> Result<Input, BrowserError> {
        let source = self.source(stream)?;
        let analyser = self.analyser()?;
        source.connect_with_audio_node(&analyser)?;
        Ok(Input { source, analyser, meter: Ballistics::default() })
    }

    fn source(&self, stream: &MediaStream) -> Result<MediaStreamAudioSourceNode, BrowserError> {
        let options = MediaStreamAudioSourceOptions::new(stream);
        Ok(MediaStreamAudioSourceNode::new(&self.context, &options)?)
    }

    fn analyser(&self) -> Result<AnalyserNode, BrowserError> {
        let analyser = AnalyserNode::new(&self.context)?;
        analyser.set_fft_size(METER_SAMPLES);
        Ok(analyser)
    }

    fn with_strip(
        &self,
        participant: ParticipantId,
        act: impl FnOnce(&Strip) -> Result<(), BrowserError>,
    ) -> Result<(), BrowserError> {
        match self.strips.borrow_mut().entry(participant) {
            Entry::Occupied(strip) => act(strip.get()),
            Entry::Vacant(place) => act(place.insert(self.strip()?)),
        }
    }

    fn strip(&self) -> Result<Strip, BrowserError> {
        let (analyser, fader) = (self.analyser()?, GainNode::new(&self.context)?);
        analyser.connect_with_audio_node(&fader)?;
        fader.connect_with_audio_node(&self.master)?;
        Ok(Strip { analyser, fader, meter: Ballistics::default() })
    }
}

impl Drop for AudioEngine {
    fn drop(&mut self) {
        self.slots.borrow_mut().clear();
        let _ = self.context.close();
    }
}

impl Drop for SlotSound {
    fn drop(&mut self) {
        let _ = self.source.disconnect();
        self.element.set_src_object(None);
        self.element.remove();
    }
}

/// Chromium decodes a remote stream only while a media element plays it; muted, because Web Audio does the sounding.
fn audio_element(stream: &MediaStream, participant: ParticipantId) -> Result<HtmlAudioElement, BrowserError> {
    let element = HtmlAudioElement::new()?;
    element.set_muted(true);
    element.set_autoplay(true);
    element.set_attribute("data-participant", &participant.to_string())?;
    element.set_src_object(Some(stream));
    let body = web_sys::window().and_then(|window| window.document()).and_then(|document| document.body());
    if let Some(body) = body {
        body.append_child(&element)?;
    }
    if let Ok(promise) = element.play() {
        wasm_bindgen_futures::spawn_local(async move {
            // Muted elements may always play; an abort means that the slot changed hands meanwhile.
            let _: Result<JsValue, JsValue> = JsFuture::from(promise).await;
        });
    }
    Ok(element)
}
