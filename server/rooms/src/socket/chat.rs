//! Chat over the socket. Storing takes as long as the database takes, so it runs beside the socket; a browser that is
//! gone meanwhile does not stop what it said.

use super::Caller;
use crate::Rooms;
use crate::chat::{commands, queries};
use crate::live::{Input, Person, SocketId};
use crate::running::outbox::Outbox;
use crate::running::records::SERVICE;
use crate::running::{Message, RoomHandle};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use model::Fault;
use model_rooms::{ChatKind, ChatMessage, RoomCode};
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
        let message = self
            .rooms
            .shared
            .db
            .run(&SERVICE, async |session| commands::store(session, &self.code, &message).await)
            .await
            .map_err(|error| error.into_fault(&self.caller.request))?;
        *last_said = Some(sent_at);
        let input = Input::Said { by: Some((self.socket, reply)), message };
        // Stored, but the room closed at this moment: whoever comes next reads it from the database.
        let _room_has_closed = self.handle.inbox.send(Message::Input(input)).await;
        Ok(())
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

    fn answer(&self, id: u32, result: Result<Reply, Fault>) {
        self.outbox.send(&ServerMessage::Reply { id, result });
    }
}

/// The time of the next message: later than the last one, in the database's resolution of a microsecond.
fn next_time(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
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
