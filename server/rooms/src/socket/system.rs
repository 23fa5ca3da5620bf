//! What the room itself says in the chat: what moderators did, and a welcome.

use super::chat::next_time;
use crate::Rooms;
use crate::chat::commands;
use crate::live::Input;
use crate::running::records::SERVICE;
use crate::running::{Message, RoomHandle};
use chrono::{DateTime, Utc};
use model_rooms::{ChatKind, ChatMessage, RoomCode};
use uuid::Uuid;

/// The author of system messages.
pub(crate) const AUTHOR: &str = "OpenStudio";

/// Stores a system message, then has the room announce it. A database that is away costs the message, never the room.
pub(crate) async fn system(rooms: &Rooms, code: &RoomCode, handle: &RoomHandle, text: String) {
    let mut last_said = handle.chat_turn.lock().await;
    let message = message(text, next_time(*last_said, Utc::now()));
    let work = async |session: &mut db::Session| commands::store(session, code, &message).await;
    match rooms.shared.db.run(&SERVICE, work).await {
        Ok(_) => {
            *last_said = Some(message.sent_at);
            // Stored, but the room closed at this moment: whoever comes next reads it from the database.
            let _room_has_closed = handle.inbox.send(Message::Input(Input::Said { by: None, message })).await;
        }
        Err(error) => tracing::warn!(%code, %error, "a system message could not be stored"),
    }
}

/// A system message.
pub(crate) fn message(text: String, sent_at: DateTime<Utc>) -> ChatMessage {
    ChatMessage {
        id: Uuid::now_v7(),
        kind: ChatKind::System,
        by: None,
        user_id: None,
        author: AUTHOR.to_owned(),
        text,
        sent_at,
    }
}
