//! Between the page and the world: the room's socket, the media connection, the devices. Wasm only.
//!
//! One loop takes everything that happens, one thing after the other ([`Input`]); nothing waits inside it: what takes
//! time runs beside it and comes back as another input. The page is changed only through the store's signals.

mod devices;
mod door;
mod events;
mod link;
mod media;
mod memory;
mod moderation;
mod quality;
mod reactions;
mod talk;

use super::action::{Act, Action};
use super::store::RoomStore;
use browser::audio::AudioEngine;
use browser::capture::Capture;
use browser::device::InputDevice;
use browser::event::Listener;
use browser::peer::PeerEvent;
use browser::socket::{Socket, SocketEvent};
use browser::stats::Arrived;
use browser::timer::{AnimationLoop, Interval, Timeout};
use browser::{BrowserError, capture};
use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use leptos::prelude::*;
use leptos::task::spawn_local;
use link::Pending;
use media::Media;
use model_rooms::RoomCode;
use realtime::{Command, RoomMirror, ServerMessage};
use std::collections::HashMap;
use std::rc::Rc;
use uuid::Uuid;

/// Everything that can happen.
enum Input {
    /// The person did something.
    Action(Action),
    /// The page is gone.
    PageGone,
    /// The session begins; `allowed`: the microphone may be opened without asking.
    Begin {
        allowed: bool,
    },
    Socket(SocketEvent<ServerMessage>),
    Peer(Uuid, PeerEvent),
    Offered(Uuid, Result<String, BrowserError>),
    Accepted(Uuid, Result<(), BrowserError>),
    /// The media connection took too long.
    MediaLate(Uuid),
    /// Time for another media connection.
    MediaRetry,
    ClockTick,
    Captured(Result<Capture, BrowserError>),
    CaptureEnded,
    DevicesChanged,
    Inputs(Vec<InputDevice>),
    SoundRunning(bool),
    /// Measured before the media connection is there.
    RoundTrip(Option<f32>),
    /// Time to see whether the browser lets sound out.
    SoundDue,
    Touched,
    /// How sound arrives, by the connection with this id.
    Arrived(Uuid, Option<Arrived>),
    /// The input is loud enough to be heard.
    Heard,
    CooledDown,
    ReactionOver(u64),
    /// A second of slow mode is over.
    SlowTick,
    DeletionDue(Uuid),
    ReadDue,
    /// What was to be deleted on the way out had its time.
    LeaveNow,
}

/// What the way in is waiting for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entering {
    No,
    /// For the input to open; then in, to play.
    WhenInputOpens,
    Done,
    /// Inside, to listen; for the input to open, to play along.
    ThenPlay,
}

struct Session {
    store: RoomStore,
    code: RoomCode,
    inputs: UnboundedSender<Input>,
    performing: bool,
    entering: Entering,
    socket: Option<Socket>,
    next_id: u32,
    pending: HashMap<u32, Pending>,
    ticks: u32,
    mirror: Option<RoomMirror>,
    resume: Option<memory::Place>,
    media: Media,
    audio: Option<Rc<AudioEngine>>,
    capture: Option<Capture>,
    /// The input went, or a device came: try it again once the inputs are listed. Once, so that a device that refuses is
    /// not asked for ever.
    reopen_input: bool,
    volumes: memory::Volumes,
    act: Act,
    /// Asked to play or to listen; the answer has not come.
    part_asked: bool,
    /// Reactions so far.
    reactions: u64,
    /// Counts slow mode down.
    slow: Option<Interval>,
    /// Messages that are about to be taken back.
    deletions: HashMap<Uuid, Timeout>,
    tell_read: Option<Timeout>,
    _meters: Option<AnimationLoop>,
    _clock: Option<Interval>,
    _listeners: Vec<Listener>,
}

/// Runs the session until the page is gone. `listen`: straight in, to listen, when the browser lets it.
pub async fn run(store: RoomStore, act: Act, mut actions: UnboundedReceiver<Action>, listen: bool) {
    let (sender, mut inputs) = unbounded();
    let forward = sender.clone();
    spawn_local(async move {
        while let Some(action) = actions.next().await {
            let _ = forward.unbounded_send(Input::Action(action));
        }
        let _ = forward.unbounded_send(Input::PageGone);
    });
    let mut session = Session::new(store, act, sender.clone());
    session.recall(listen);
    spawn_local(async move {
        let allowed = capture::is_allowed().await;
        let _ = sender.unbounded_send(Input::Begin { allowed });
    });
    while let Some(input) = inputs.next().await {
        if matches!(input, Input::PageGone) {
            if session.delete_all_due() {
                browser::timer::sleep(talk::DELETING_MS).await;
            }
            session.say_goodbye();
            return;
        }
        session.take(input);
    }
}

impl Session {
    fn new(store: RoomStore, act: Act, inputs: UnboundedSender<Input>) -> Self {
        let code = store.code();
        Session {
            resume: memory::place(&code),
            volumes: memory::volumes(),
            store,
            code,
            performing: false,
            entering: Entering::No,
            socket: None,
            next_id: 0,
            pending: HashMap::new(),
            ticks: 0,
            mirror: None,
            media: Media::default(),
            audio: None,
            capture: None,
            reopen_input: false,
            act,
            part_asked: false,
            reactions: 0,
            slow: None,
            deletions: HashMap::new(),
            tell_read: None,
            _meters: None,
            _clock: None,
            _listeners: devices::listeners(&inputs),
            inputs,
        }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Action(action) => self.act(action),
            Input::PageGone => {}
            Input::Begin { allowed } => self.begin(allowed),
            Input::Socket(event) => self.on_socket(event),
            Input::Peer(id, event) => self.on_peer(id, event),
            Input::Offered(id, offer) => self.on_offer(id, offer),
            Input::Accepted(id, accepted) => self.on_accepted(id, accepted),
            Input::MediaLate(id) => self.on_media_late(id),
            Input::MediaRetry => self.start_media(),
            Input::ClockTick => self.on_clock_tick(),
            Input::Captured(capture) => self.on_captured(capture),
            Input::CaptureEnded => self.on_capture_ended(),
            Input::DevicesChanged => self.on_devices_changed(),
            Input::Inputs(inputs) => self.on_inputs(inputs),
            Input::SoundRunning(running) => self.on_sound_running(running),
            Input::RoundTrip(rtt_ms) => self.on_round_trip(rtt_ms),
            Input::SoundDue => self.on_sound_due(),
            Input::Touched => self.on_touched(),
            Input::Arrived(id, arrived) => self.on_arrived(id, arrived),
            Input::Heard => self.on_heard(),
            Input::CooledDown => self.store.cooling.set(false),
            Input::ReactionOver(key) => self.on_reaction_over(key),
            Input::SlowTick => self.on_slow_tick(),
            Input::DeletionDue(id) => self.on_deletion_due(id),
            Input::ReadDue => self.on_read_due(),
            Input::LeaveNow => self.leave(),
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::OpenInput => self.open_input(),
            Action::ChooseInput(device) => self.choose_input(device),
            Action::Enter { performing } => self.enter(performing),
            Action::Perform(performing) => self.perform(performing),
            Action::SetMuted(muted) => self.set_muted(muted),
            Action::SetInstrument(instrument) => self.set_instrument(instrument),
            Action::SetVolume(participant, db) => self.set_volume(participant, db),
            Action::Say(text) => self.say(text),
            Action::SayAgain(id) => self.say_again(id),
            Action::Discard(id) => self.store.chat.update(|chat| chat.discard(id)),
            Action::Delete(id) => self.delete(id),
            Action::Keep(id) => self.keep(id),
            Action::Read(id) => self.read(id),
            Action::React(reaction, to) => self.react(reaction, to),
            Action::AskPermissions(who) => {
                self.send(Command::AskPermissions { who }, Pending::Permissions);
            }
            Action::Moderate(deed) => self.moderate(*deed),
            Action::Decide { person, admit } => self.decide(person, admit),
            Action::LoadOlder => self.load_older(),
            Action::StartSound => self.on_touched(),
            Action::Reconnect => self.reconnect(),
            Action::Leave => self.leave(),
        }
    }

    /// Sends `input` to the loop when `work` is done.
    fn beside(&self, work: impl Future<Output = Input> + 'static) {
        let inputs = self.inputs.clone();
        spawn_local(async move {
            let _ = inputs.unbounded_send(work.await);
        });
    }
}
