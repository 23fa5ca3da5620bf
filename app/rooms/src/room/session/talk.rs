//! Saying things: shown at once, sent, sent again after a drop, kept when refused.

use super::Session;
use super::link::Pending;
use crate::room::chat_log::Delivery;
use leptos::prelude::*;
use model::Fault;
use model_rooms::ChatMessage;
use realtime::{Command, Reply};
use uuid::Uuid;

impl Session {
    pub(super) fn say(&mut self, text: String) {
        let Ok(text) = ChatMessage::checked_text(&text) else { return };
        let id = new_message_id();
        self.store.chat.update(|chat| chat.say(id, text.clone()));
        self.send(Command::Chat { id, text }, Pending::Chat(id));
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
