//! Saying things: shown at once, sent, sent again after a drop, kept when refused.

use super::link::Pending;
use super::{Input, Session, memory};
use crate::room::action::{Act, Action};
use crate::room::chat_log::Delivery;
use browser::timer::{Interval, Timeout};
use leptos::prelude::*;
use model::Fault;
use model_rooms::ChatMessage;
use realtime::{Command, Reply};
use uuid::Uuid;

/// A message that is taken back can be kept for so long, in ms.
const DELETE_AFTER_MS: u32 = 5_000;
/// What is deleted on the way out gets so long, in ms.
pub(super) const DELETING_MS: u32 = 300;
/// How far one has read is told to the server at most this often, in ms: fifty readers of a lively chat are many.
const TELL_READ_MS: u32 = 2_000;

impl Session {
    pub(super) fn say(&mut self, text: String) {
        let Ok(text) = ChatMessage::checked_text(&text) else { return };
        let id = new_message_id();
        self.store.chat.update(|chat| chat.say(id, text.clone()));
        self.send(Command::Chat { id, text }, Pending::Chat(id));
        let slow_s = self.store.room.with_untracked(|room| room.settings.slow_mode_seconds);
        let moderates =
            self.store.standing.with_untracked(|standing| standing.is_some_and(|own| own.role.moderates()));
        if !moderates {
            self.wait_to_chat(u32::from(slow_s));
        }
    }

    /// The next message may be sent in so many seconds.
    fn wait_to_chat(&mut self, seconds: u32) {
        self.store.slow_left_s.set(seconds);
        let inputs = self.inputs.clone();
        self.slow =
            (seconds > 0).then(|| Interval::new(1_000, move || drop(inputs.unbounded_send(Input::SlowTick))));
    }

    pub(super) fn on_slow_tick(&mut self) {
        self.store.slow_left_s.update(|left| *left = left.saturating_sub(1));
        if self.store.slow_left_s.get_untracked() == 0 {
            self.slow = None;
        }
    }

    /// Hides a message, and takes it back a little later.
    pub(super) fn delete(&mut self, id: Uuid) {
        self.store.chat.update(|chat| chat.hide(id));
        let inputs = self.inputs.clone();
        let due = Timeout::new(DELETE_AFTER_MS, move || drop(inputs.unbounded_send(Input::DeletionDue(id))));
        self.deletions.insert(id, due);
        let act: Act = self.act;
        self.store.toasts.offer("Message deleted.", "Undo", move || act.send(Action::Keep(id)));
    }

    pub(super) fn keep(&mut self, id: Uuid) {
        // Too late when it is on its way to the server already.
        if self.deletions.remove(&id).is_some() {
            self.store.chat.update(|chat| chat.keep(id));
        }
    }

    pub(super) fn on_deletion_due(&mut self, id: Uuid) {
        if self.deletions.remove(&id).is_some() {
            self.send(Command::DeleteChat { id }, Pending::Deletion(id));
        }
    }

    /// On the way out: what was to be deleted is deleted now. Returns whether there was something; it takes the server a
    /// moment ([`DELETING_MS`]), and who has left may delete nothing.
    pub(super) fn delete_all_due(&mut self) -> bool {
        let due = std::mem::take(&mut self.deletions);
        for id in due.keys() {
            self.send(Command::DeleteChat { id: *id }, Pending::Nothing);
        }
        !due.is_empty()
    }

    pub(super) fn on_deletion_refused(&mut self, id: Uuid, fault: &Fault) {
        self.store.chat.update(|chat| chat.keep(id));
        self.store.problem.set(Some(format!("The message could not be deleted. {fault}")));
    }

    /// The person has read up to `id`. Kept in the tab for everybody, told to the server for accounts.
    pub(super) fn read(&mut self, id: Uuid) {
        memory::keep_read(&self.code, id);
        if self.tell_read.is_some() {
            return;
        }
        let inputs = self.inputs.clone();
        self.tell_read =
            Some(Timeout::new(TELL_READ_MS, move || drop(inputs.unbounded_send(Input::ReadDue))));
    }

    pub(super) fn on_read_due(&mut self) {
        self.tell_read = None;
        let account = self.store.own_untracked().is_some_and(|own| own.user_id.is_some());
        let read = self.store.chat.with_untracked(|chat| chat.read);
        if let Some(up_to) = read.filter(|_| account) {
            self.send(Command::MarkRead { up_to }, Pending::Nothing);
        }
    }

    pub(super) fn say_again(&mut self, id: Uuid) {
        self.store.chat.update(|chat| chat.mark(id, Delivery::Sending));
        let text = self.store.chat.with_untracked(|chat| {
            chat.to_send().into_iter().find(|(waiting, _)| *waiting == id).map(|(_, text)| text)
        });
        if let Some(text) = text {
            self.send(Command::Chat { id, text }, Pending::Chat(id));
        }
    }

    pub(super) fn send_unsent(&mut self) {
        for (id, text) in self.store.chat.with_untracked(|chat| chat.to_send()) {
            self.send(Command::Chat { id, text }, Pending::Chat(id));
        }
    }

    pub(super) fn on_chat_refused(&mut self, id: Uuid, fault: &Fault) {
        if let Fault::TooMany { retry_after_s } = fault {
            self.wait_to_chat(*retry_after_s);
        }
        self.store.chat.update(|chat| chat.mark(id, Delivery::Failed(fault.to_string())));
    }

    pub(super) fn load_older(&mut self) {
        let Some(before) = self.store.chat.with_untracked(|chat| chat.oldest()) else { return };
        if self.store.loading_older.get_untracked() {
            return;
        }
        self.store.loading_older.set(true);
        self.send(Command::ChatHistory { before }, Pending::History);
    }

    pub(super) fn on_history(&mut self, result: Result<Reply, Fault>) {
        self.store.loading_older.set(false);
        match result {
            Ok(Reply::History { messages, more }) => {
                self.store.chat.update(|chat| chat.prepend(messages, more))
            }
            Ok(_) => {}
            Err(fault) => self.store.problem.set(Some(fault.to_string())),
        }
    }
}

/// A uuid v7 from the browser's clock, as the table keeps them: they sort by time.
fn new_message_id() -> Uuid {
    let ms = js_sys::Date::now() as u64;
    let timestamp =
        uuid::Timestamp::from_unix(uuid::NoContext, ms / 1_000, ((ms % 1_000) * 1_000_000) as u32);
    Uuid::new_v7(timestamp)
}
