//! A chat message in a room.

use chrono::{DateTime, Utc};
use model::{Fault, ParticipantId, UserId, limits};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who speaks in a message (`room_chat_messages.message_type`; reactions are not kept with the messages).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatKind {
    /// A person.
    #[default]
    Text,
    /// The room: what a moderator did, a welcome.
    System,
}

impl ChatKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            ChatKind::Text => "text",
            ChatKind::System => "system",
        }
    }
}

/// A message as everybody in the room reads it (`room_chat_messages`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// uuid v7. Chosen by the sender's browser, so that sending again after a drop writes it once.
    pub id: Uuid,
    /// Who speaks.
    #[serde(default)]
    pub kind: ChatKind,
    /// The account, or none for a guest.
    pub user_id: Option<UserId>,
    /// The sender's presence, so that a guest can take back what they said; none in history from before.
    #[serde(default)]
    pub by: Option<ParticipantId>,
    /// The sender's name at that time.
    pub author: String,
    /// Plain text, 1–2000 characters.
    pub text: String,
    /// When the server took it.
    pub sent_at: DateTime<Utc>,
}

impl ChatMessage {
    /// Trims and checks what somebody wants to say. Errors: [`Fault::Invalid`] on `text`.
    pub fn checked_text(text: &str) -> Result<String, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault::invalid("text", "Write something first."));
        }
        if text.chars().count() > limits::CHAT_CHARS_MAX {
            return Err(Fault::invalid("text", "A message has at most 2000 characters."));
        }
        if text.contains('\0') {
            return Err(Fault::invalid("text", "The message has a character that cannot be stored."));
        }
        Ok(text.to_owned())
    }
}
