//! Storing what is said.

use super::queries::ChatRow;
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::{ChatMessage, RoomCode};
use schema::room_chat_messages as chat;

/// Stores a message of somebody who is in the room, by the server itself. Storing it again changes nothing and returns
/// what was stored first. Errors: [`Fault::Conflict`] when the id is somebody else's message.
pub async fn store(
    session: &mut Session,
    code: &RoomCode,
    message: &ChatMessage,
) -> Result<ChatMessage, Error> {
    let row = (
        chat::id.eq(message.id),
        chat::room_id.eq(code.as_str()),
        chat::user_id.eq(message.user_id),
        chat::author_name.eq(&message.author),
        chat::content.eq(&message.text),
        chat::created_at.eq(message.sent_at),
    );
    diesel::insert_into(chat::table).values(row).on_conflict_do_nothing().execute(session.conn()).await?;
    let stored: ChatRow =
        chat::table.find(message.id).select(ChatRow::as_select()).first(session.conn()).await?;
    let is_ours = stored.room_id == code.as_str()
        && stored.user_id == message.user_id
        && stored.author_name == message.author;
    if !is_ours {
        return Err(Fault::conflict("This message id is in use.").into());
    }
    Ok(stored.into())
}
