//! Reading what was said. Row-level security decides whose rooms' chat the asker reads.

use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::limits::CHAT_PAGE;
use model::{Fault, UserId};
use model_rooms::{ChatKind, ChatMessage, RoomCode};
use schema::room_chat_messages as chat;
use uuid::Uuid;

/// A page of messages, newest first, and whether there are older ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatPage {
    /// At most [`CHAT_PAGE`].
    pub newest_first: Vec<ChatMessage>,
    /// Whether older ones exist.
    pub more: bool,
}

/// The last messages of a room.
pub async fn last_page(session: &mut Session, code: &RoomCode) -> Result<ChatPage, Error> {
    page(session, code, None).await
}

/// The messages before message `before`. Errors: [`Fault::NotFound`] when there is no such message in the room.
pub async fn page_before(session: &mut Session, code: &RoomCode, before: Uuid) -> Result<ChatPage, Error> {
    let at: DateTime<Utc> = chat::table
        .filter(chat::id.eq(before).and(chat::room_id.eq(code.as_str())))
        .select(chat::created_at)
        .first(session.conn())
        .await
        .optional()?
        .ok_or(Fault::NotFound)?;
    page(session, code, Some((at, before))).await
}

async fn page(
    session: &mut Session,
    code: &RoomCode,
    before: Option<(DateTime<Utc>, Uuid)>,
) -> Result<ChatPage, Error> {
    let mut query = chat::table
        .filter(chat::room_id.eq(code.as_str()))
        .filter(chat::is_deleted.eq(false).and(chat::message_type.eq("text")))
        .order((chat::created_at.desc(), chat::id.desc()))
        // One more than is shown tells whether there are older ones.
        .limit(CHAT_PAGE as i64 + 1)
        .select(ChatRow::as_select())
        .into_boxed();
    if let Some((at, id)) = before {
        query = query.filter(chat::created_at.lt(at).or(chat::created_at.eq(at).and(chat::id.lt(id))));
    }
    let rows: Vec<ChatRow> = query.load(session.conn()).await?;
    let more = rows.len() > CHAT_PAGE;
    let newest_first = rows.into_iter().take(CHAT_PAGE).map(ChatMessage::from).collect();
    Ok(ChatPage { newest_first, more })
}

/// A message as stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = chat, check_for_backend(diesel::pg::Pg))]
pub(super) struct ChatRow {
    id: Uuid,
    pub(super) room_id: String,
    pub(super) user_id: Option<UserId>,
    pub(super) author_name: String,
    content: String,
    message_type: String,
    created_at: DateTime<Utc>,
}

impl From<ChatRow> for ChatMessage {
    fn from(row: ChatRow) -> Self {
        ChatMessage {
            id: row.id,
            kind: if row.message_type == "system" { ChatKind::System } else { ChatKind::Text },
            by: None,
            user_id: row.user_id,
            author: row.author_name,
            text: row.content,
            sent_at: row.created_at,
        }
    }
}
