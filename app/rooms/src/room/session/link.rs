//! The socket: introducing oneself, coming back, commands and their answers.

use super::{Input, Session, memory};
use crate::room::action::Deed;
use crate::room::store::{Link, Phase};
use browser::socket::{Socket, SocketEvent};
use browser::timer;
use leptos::prelude::*;
use model::Fault;
use realtime::{ClientMessage, Command, Hello, PROTOCOL, Reply, ServerMessage};
use uuid::Uuid;

/// What the answer to a command is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pending {
    /// Nothing depends on it.
    Nothing,
    /// A refusal is shown to the person.
    Told,
    /// A chat message.
    Chat(Uuid),
    /// A page of history.
    History,
    /// The media connection's answer.
    Offer(Uuid),
    /// Something done to somebody: told when it is done, and when it is refused.
    Deed(Box<Deed>),
    /// To play, or to listen.
    Part,
    /// A message that is being taken back.
    Deletion(Uuid),
    /// A reaction.
    Reaction,
    /// What somebody is given and denied.
    Permissions,
}

impl Session {
    pub(super) fn connect(&mut self) {
        let Some(url) = socket_url(self.code.as_str()) else { return };
        let inputs = self.inputs.clone();
        self.socket = Some(Socket::open(url, move |event| drop(inputs.unbounded_send(Input::Socket(event)))));
        let inputs = self.inputs.clone();
        let tick = move || drop(inputs.unbounded_send(Input::ClockTick));
        self._clock = Some(timer::Interval::new(browser::clock::EXCHANGE_MS, tick));
    }

    pub(super) fn reconnect(&mut self) {
        if let Some(socket) = &self.socket {
            socket.reconnect();
        }
    }

    pub(super) fn on_socket(&mut self, event: SocketEvent<ServerMessage>) {
        match event {
            SocketEvent::Opened => self.introduce(),
            SocketEvent::Message(message) => self.on_message(message),
            // Newer or older than this page: only a reload can help.
            SocketEvent::Unreadable => self.close(Fault::conflict("This page is out of date. Reload it.")),
            SocketEvent::Dropped { .. } => self.on_drop(),
        }
    }

    fn introduce(&mut self) {
        let seq = self.mirror.as_ref().map(|mirror| mirror.state().seq);
        let hello = Hello {
            protocol: PROTOCOL,
            performing: self.performing,
            instrument: self.store.instrument.get_untracked(),
            muted: self.store.muted.get_untracked(),
            sound_checked: self.store.sound_checked.get_untracked(),
            resume: self.resume.as_ref().map(|place| place.resume(seq)),
        };
        // A refusal is followed by a goodbye, which also says whether to try again.
        self.send(Command::Hello(hello), Pending::Nothing);
    }

    fn on_drop(&mut self) {
        // No answer will come on a new socket; what matters is sent again from what the page holds.
        let lost = std::mem::take(&mut self.pending);
        if lost.values().any(|pending| *pending == Pending::History) {
            self.store.loading_older.set(false);
        }
        if lost.values().any(|pending| matches!(pending, Pending::Deed(_))) {
            self.store
                .problem
                .set(Some("The connection broke before that was done. Look, and try again.".into()));
        }
        let first = self.mirror.is_none();
        self.store.link.set(if first { Link::Connecting } else { Link::Reconnecting });
    }

    fn on_message(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::Snapshot(snapshot) => self.on_snapshot(*snapshot),
            ServerMessage::Resumed => self.on_resumed(),
            ServerMessage::Event { seq, event } => self.on_event(seq, *event),
            ServerMessage::Reply { id, result } => self.on_reply(id, result),
            ServerMessage::Slots { connection, slots, missing } => self.on_slots(connection, &slots, missing),
            ServerMessage::Waiting => self.on_waiting(),
            ServerMessage::Listening { why } => self.store.toasts.say(why.to_string()),
            ServerMessage::Standing { role, permissions } => self.on_standing(role, *permissions),
            ServerMessage::AtTheDoor { people } => self.on_at_the_door(people),
            ServerMessage::MediaLost { connection } => self.on_media_lost(connection),
            ServerMessage::Ping => self.send(Command::Ping, Pending::Nothing),
            ServerMessage::Goodbye { fault, retry: false } => self.close(fault),
            // The server closes the socket itself; the next one follows.
            ServerMessage::Goodbye { retry: true, .. } => {}
        }
    }

    /// In the room (again): everything that the drop left undone.
    pub(super) fn on_entered(&mut self) {
        if let Some(socket) = &self.socket {
            socket.confirm();
        }
        self.store.link.set(Link::Connected);
        self.store.phase.set(Phase::Inside);
        self.send_unsent();
    }

    fn on_resumed(&mut self) {
        self.on_entered();
        // What was changed during the drop reached nobody.
        self.repeat_own_state();
        if self.media.peer.is_none() {
            self.start_media();
        }
    }

    /// Says again how this page is set, where the server thinks otherwise.
    pub(super) fn repeat_own_state(&mut self) {
        let Some(own) = self.store.own_untracked() else { return };
        let (muted, instrument) = (self.store.muted.get_untracked(), self.store.instrument.get_untracked());
        if own.muted != muted {
            self.tell(Command::SetMuted { muted });
        }
        if own.instrument != instrument {
            self.tell(Command::SetInstrument { instrument });
        }
    }

    fn on_reply(&mut self, id: u32, result: Result<Reply, Fault>) {
        let Some(pending) = self.pending.remove(&id) else { return };
        match (pending, result) {
            (Pending::Offer(connection), Ok(Reply::Answer { connection: answered, sdp }))
                if connection == answered =>
            {
                self.on_answer(connection, sdp);
            }
            (Pending::Offer(connection), _) => self.media_failed(connection),
            (Pending::History, result) => self.on_history(result),
            (Pending::Chat(id), Err(fault)) => self.on_chat_refused(id, &fault),
            (Pending::Deed(deed), result) => self.on_deed(*deed, result),
            (Pending::Permissions, Ok(Reply::Permissions { changes })) => {
                self.store.asked_permissions.set(Some(*changes));
            }
            (Pending::Permissions, Err(fault)) => self.store.problem.set(Some(fault.to_string())),
            (Pending::Part, result) => self.on_part(result),
            (Pending::Deletion(id), Err(fault)) => self.on_deletion_refused(id, &fault),
            (Pending::Reaction, Err(fault)) => self.store.toasts.say(fault.to_string()),
            (Pending::Told, Err(fault)) => self.store.problem.set(Some(fault.to_string())),
            (_, _) => {}
        }
    }

    /// The door is closed for good.
    fn close(&mut self, fault: Fault) {
        memory::forget_place(&self.code);
        self.let_go();
        self.store.link.set(Link::Failed);
        self.store.phase.set(Phase::Closed(fault));
    }

    /// Sends a command whose refusal the person is told. While there is no connection nothing is sent: what the page
    /// is set to is said again on the next one.
    pub(super) fn tell(&mut self, command: Command) {
        self.send(command, Pending::Told);
    }

    pub(super) fn send(&mut self, command: Command, pending: Pending) {
        let Some(socket) = &self.socket else { return };
        self.next_id = self.next_id.wrapping_add(1);
        let sent = socket.send(&ClientMessage { id: self.next_id, command });
        if sent && pending != Pending::Nothing {
            self.pending.insert(self.next_id, pending);
        }
    }

    /// Keeps the place for a reload.
    pub(super) fn keep_place(&mut self) {
        if let Some(place) = &mut self.resume {
            place.performing = self.performing;
            place.instrument = self.store.instrument.get_untracked();
            place.muted = self.store.muted.get_untracked();
            memory::keep_place(&self.code, place);
        }
    }
}

fn socket_url(code: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/rooms/{code}/socket", location.host().ok()?))
}
