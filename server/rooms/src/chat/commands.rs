//! Storing what is said, taking it back, and how far it was read.

use super::queries::{ChatRow, TIMELINE};
use crate::live::Remover;
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::{ChatKind, ChatMessage, RoomCode};
use schema::{room_chat_messages as chat, user_stats};
use uuid::Uuid;

/// What is stored under a message's id.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// The message, now or since before.
    Said(ChatMessage),
    /// It was said before and taken back since: it stays so.
    TakenBack,
}

/// Stores a message of somebody who is in the room, by the server itself, and counts it. Storing it again changes
/// nothing and returns what was stored first. Errors: [`Fault::Conflict`] when the id is somebody else's message.
pub async fn store(session: &mut Session, code: &RoomCode, message: &ChatMessage) -> Result<Stored, Error> {
    let row = (
        chat::id.eq(message.id),
        chat::room_id.eq(code.as_str()),
        chat::user_id.eq(message.user_id),
        chat::author_name.eq(&message.author),
        chat::content.eq(&message.text),
        chat::message_type.eq(message.kind.as_str()),
        chat::created_at.eq(message.sent_at),
    );
    let new =
        diesel::insert_into(chat::table).values(row).on_conflict_do_nothing().execute(session.conn()).await?;
    if new == 1 && message.kind == ChatKind::Text {
        let theirs = user_stats::table.filter(user_stats::user_id.nullable().eq(message.user_id));
        diesel::update(theirs)
            .set(user_stats::messages_sent.eq(user_stats::messages_sent + 1))
            .execute(session.conn())
            .await?;
    }
    let stored: ChatRow =
        chat::table.find(message.id).select(ChatRow::as_select()).first(session.conn()).await?;
    let is_ours = stored.room_id == code.as_str()
        && stored.user_id == message.user_id
        && stored.author_name == message.author
        && stored.message_type == message.kind.as_str();
    if !is_ours {
        return Err(Fault::conflict("This message id is in use.").into());
    }
    if stored.is_deleted {
        return Ok(Stored::TakenBack);
    }
    Ok(Stored::Said(stored.into()))
}

/// Takes a message back: it stays in the table, and nobody reads it any more. By the server itself, for somebody who is
/// in the room. Doing it again changes nothing.
///
/// Errors: [`Fault::NotFound`], [`Fault::Forbidden`] for another's message without `room.manageUsers`.
pub async fn take_back(
    session: &mut Session,
    code: &RoomCode,
    id: Uuid,
    remover: &Remover,
) -> Result<(), Error> {
    let found: Option<ChatRow> = chat::table
        .find(id)
        .filter(chat::room_id.eq(code.as_str()))
        .filter(sql::<Bool>("message_type <> 'reaction'"))
        .select(ChatRow::as_select())
        .for_update()
        .first(session.conn())
        .await
        .optional()?;
    let found = found.ok_or(Fault::NotFound)?;
    let is_theirs = remover.said_it || (remover.account.is_some() && found.user_id == remover.account);
    if !is_theirs && !remover.moderates {
        return Err(Fault::forbidden("You may take back your own messages only.").into());
    }
    if found.is_deleted {
        return Ok(());
    }
    diesel::update(chat::table.find(id))
        .set((
            chat::is_deleted.eq(true),
            chat::deleted_at.eq(Utc::now()),
            chat::deleted_by.eq(remover.account),
        ))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Remembers that the asker has read up to a message, unless they have read further. `session` acts as the asker. Returns
/// the message's time.
///
/// Errors: [`Fault::Unauthenticated`] without an account; [`Fault::NotFound`] for a message that is not there to read, or
/// for who does not belong to the room.
pub async fn mark_read(session: &mut Session, code: &RoomCode, up_to: Uuid) -> Result<DateTime<Utc>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        created_at: DateTime<Utc>,
    }
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let query = format!(
        "update public.room_members m set chat_read_at = c.created_at
        from public.room_chat_messages c
        where m.room_id = $1 and m.user_id = $2 and c.room_id = $1 and c.id = $3 and {TIMELINE}
        returning c.created_at"
    );
    let row: Option<Row> = diesel::sql_query(query)
        .bind::<Text, _>(code.as_str())
        .bind::<Text, _>(me.to_string())
        .bind::<SqlUuid, _>(up_to)
        .get_result(session.conn())
        .await
        .optional()?;
    Ok(row.ok_or(Fault::NotFound)?.created_at)
}
