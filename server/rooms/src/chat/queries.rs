//! Reading what was said. Row-level security decides whose rooms' chat the asker reads.

use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::limits::CHAT_PAGE;
use model::{Fault, UserId};
use model_rooms::{ChatKind, ChatMessage, RoomCode};
use schema::room_chat_messages as chat;
use uuid::Uuid;

/// What is read as chat: the same words as the index has that serves it.
pub(super) const TIMELINE: &str = "not is_deleted and message_type <> 'reaction'";

/// A page of messages, newest first, and whether there are older ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatPage {
    /// At most [`CHAT_PAGE`].
    pub newest_first: Vec<ChatMessage>,
    /// Whether older ones exist.
    pub more: bool,
}

/// Up to when somebody has read the chat of a room, and what a saved room says to who comes for the first time: somebody
/// with an account of whom no session there is known, and every guest. By the server itself: who may enter a room need not
/// see how it is kept.
pub async fn reading(
    session: &mut Session,
    code: &RoomCode,
    person: UserId,
) -> Result<(Option<DateTime<Utc>>, Option<String>), Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Timestamptz>)]
        read_at: Option<DateTime<Utc>>,
        #[diesel(sql_type = Nullable<Text>)]
        welcome: Option<String>,
    }
    let query = "select
        (select m.chat_read_at from public.room_members m where m.room_id = $1 and m.user_id = $2::text) as read_at,
        (select nullif(trim(r.welcome_message), '') from public.saved_rooms r where r.code = $1 and not exists (
            select from public.session_history h where h.user_id = $2 and h.room_id = $1)) as welcome";
    let row: Row = diesel::sql_query(query)
        .bind::<Text, _>(code.as_str())
        .bind::<SqlUuid, _>(person)
        .get_result(session.conn())
        .await?;
    Ok((row.read_at, row.welcome))
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
        .filter(sql::<Bool>(TIMELINE))
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
    pub(super) message_type: String,
    pub(super) is_deleted: bool,
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
