//! Chat over the socket. Storing takes as long as the database takes, so it runs beside the socket; a browser that is
//! gone meanwhile does not stop what it said.

use super::Caller;
use crate::Rooms;
use crate::chat::commands::{self, Stored};
use crate::chat::queries;
use crate::live::{Input, Person, Reading, SocketId};
use crate::running::outbox::Outbox;
use crate::running::records::SERVICE;
use crate::running::{Message, RoomHandle};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use db::Error;
use model::{Fault, UserId};
use model_rooms::{ChatKind, ChatMessage, RoomCode, has_link};
use realtime::{Reply, ServerMessage};
use uuid::Uuid;

/// Everything that is needed to speak in a room.
#[derive(Clone)]
pub(super) struct Speaker {
    pub rooms: Rooms,
    pub code: RoomCode,
    pub caller: Caller,
    pub person: Person,
    pub socket: SocketId,
    pub handle: RoomHandle,
    pub outbox: Outbox,
}

impl Speaker {
    /// Stores a message, then has the room announce it and answer. On a fault only the sender hears.
    pub async fn say(self, reply: u32, id: Uuid, text: String) {
        if let Err(fault) = self.store_and_announce(reply, id, &text).await {
            self.answer(reply, Err(fault));
        }
    }

    async fn store_and_announce(&self, reply: u32, id: Uuid, text: &str) -> Result<(), Fault> {
        let text = ChatMessage::checked_text(text)?;
        if id.is_nil() {
            return Err(Fault::invalid("id", "A message needs an id."));
        }
        let (socket, has_link) = (self.socket, has_link(&text));
        let by = self.handle.consult(move |room, now| room.may_say(now, socket, id, has_link)).await??;
        let mut last_said = self.handle.chat_turn.lock().await;
        let sent_at = next_time(*last_said, Utc::now());
        let message = ChatMessage {
            id,
            kind: ChatKind::Text,
            by: None,
            user_id: (!self.person.guest).then_some(self.person.id),
            author: self.person.name.clone(),
            text,
            sent_at,
        };
        let stored = store(&self.rooms, &self.code, &message).await;
        match stored.map_err(|error| error.into_fault(&self.caller.request))? {
            Stored::Said(message) => {
                *last_said = Some(sent_at);
                let message = ChatMessage { by: Some(by), ..message };
                self.tell(Input::Said { by: Some((self.socket, reply)), message }).await;
            }
            // Sent again although it was taken back since: its sender missed the answer, not the others.
            Stored::TakenBack => self.answer(reply, Ok(Reply::Done)),
        }
        Ok(())
    }

    /// Takes a message back, for everybody.
    pub async fn take_back(self, reply: u32, id: Uuid) {
        if let Err(fault) = self.forget_and_announce(reply, id).await {
            self.answer(reply, Err(fault));
        }
    }

    async fn forget_and_announce(&self, reply: u32, id: Uuid) -> Result<(), Fault> {
        // In turn with what is said, so that no message is announced after it was taken back.
        let _turn = self.handle.chat_turn.lock().await;
        let socket = self.socket;
        let remover = self.handle.consult(move |room, _| room.remover(socket, id)).await??;
        let db = &self.rooms.shared.db;
        db.run(&SERVICE, async |session| commands::take_back(session, &self.code, id, &remover).await)
            .await
            .map_err(|error| error.into_fault(&self.caller.request))?;
        self.tell(Input::Unsaid { by: Some((self.socket, reply)), id }).await;
        Ok(())
    }

    /// Remembers how far the asker has read.
    pub async fn mark_read(self, reply: u32, up_to: Uuid) {
        let db = &self.rooms.shared.db;
        let read = db
            .run(&self.caller.actor, async |session| commands::mark_read(session, &self.code, up_to).await)
            .await
            .map_err(|error| error.into_fault(&self.caller.request));
        match read {
            Ok(at) => self.tell(Input::Read { by: (self.socket, reply), at }).await,
            Err(fault) => self.answer(reply, Err(fault)),
        }
    }

    /// Answers with a page of older messages.
    pub async fn history(self, reply: u32, before: Uuid) {
        let page = self
            .rooms
            .shared
            .db
            .run(&self.caller.actor, async |session| queries::page_before(session, &self.code, before).await)
            .await
            .map_err(|error| error.into_fault(&self.caller.request));
        self.answer(reply, page.map(|page| Reply::History { messages: page.newest_first, more: page.more }));
    }

    async fn tell(&self, input: Input) {
        // Stored, but the room closed at this moment: whoever comes next reads it from the database.
        let _room_has_closed = self.handle.inbox.send(Message::Input(input)).await;
    }

    pub(super) fn answer(&self, id: u32, result: Result<Reply, Fault>) {
        self.outbox.send(&ServerMessage::Reply { id, result });
    }
}

/// What of the chat is one reader's alone. A database that is away costs them the mark, not the room.
pub(super) async fn reading(rooms: &Rooms, code: &RoomCode, person: UserId) -> Reading {
    let work = async |session: &mut db::Session| queries::reading(session, code, person).await;
    match rooms.shared.db.run(&SERVICE, work).await {
        Ok((read_at, welcome)) => {
            Reading { read_at, welcome: welcome.map(|text| super::system::message(text, Utc::now())) }
        }
        Err(error) => {
            tracing::warn!(%code, %error, "how far somebody has read is not known");
            Reading::default()
        }
    }
}

async fn store(rooms: &Rooms, code: &RoomCode, message: &ChatMessage) -> Result<Stored, Error> {
    rooms.shared.db.run(&SERVICE, async |session| commands::store(session, code, message).await).await
}

/// The time of the next message: later than the last one, in the database's resolution of a microsecond.
pub(super) fn next_time(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    let now = now.trunc_subsecs(6);
    match last {
        Some(last) if last >= now => last + TimeDelta::microseconds(1),
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_rise_even_when_the_clock_does_not() {
        let now = DateTime::from_timestamp(1_800_000_000, 123_456_789).unwrap();
        let first = next_time(None, now);
        assert_eq!(first.timestamp_subsec_nanos(), 123_456_000);
        let second = next_time(Some(first), now - TimeDelta::seconds(5));
        assert_eq!(second, first + TimeDelta::microseconds(1));
    }
}
