//! The chat as one person sees it: what the room has, and below it what this person has said and is not there yet.

use model_rooms::ChatMessage;
use uuid::Uuid;

/// How far a message has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// The room has it.
    Delivered,
    /// On its way; sent again by itself after a drop.
    Sending,
    /// Refused, with the reason; the person may try again.
    Failed(String),
}

/// Something said and not yet in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The message's id, kept when sending again, so that it is written once.
    pub id: Uuid,
    /// What was said.
    pub text: String,
    /// [`Delivery::Sending`] or [`Delivery::Failed`].
    pub delivery: Delivery,
}

/// The chat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChatLog {
    /// What the room has, oldest first.
    pub messages: Vec<ChatMessage>,
    /// What is not there yet, in the order in which it was said.
    pub unsent: Vec<Unsent>,
    /// Whether older messages can be fetched.
    pub more: bool,
}

impl ChatLog {
    /// Starts again from a snapshot's messages. Older ones that were fetched before stay above them.
    pub fn replace(&mut self, latest: Vec<ChatMessage>, more: bool) {
        let joined = latest.first().and_then(|first| self.messages.iter().position(|m| m.id == first.id));
        match joined {
            Some(at) => self.messages.truncate(at),
            None => {
                self.messages.clear();
                self.more = more;
            }
        }
        for message in latest {
            self.arrived(message);
        }
    }

    /// The room has this message now.
    pub fn arrived(&mut self, message: ChatMessage) {
        self.unsent.retain(|unsent| unsent.id != message.id);
        if self.messages.iter().all(|known| known.id != message.id) {
            self.messages.push(message);
        }
    }

    /// A page of history (newest first) came.
    pub fn prepend(&mut self, newest_first: Vec<ChatMessage>, more: bool) {
        let known: Vec<Uuid> = self.messages.iter().map(|m| m.id).collect();
        let older = newest_first.into_iter().rev().filter(|m| !known.contains(&m.id));
        self.messages.splice(0..0, older);
        self.more = more;
    }

    /// The person says something.
    pub fn say(&mut self, id: Uuid, text: String) {
        self.unsent.push(Unsent { id, text, delivery: Delivery::Sending });
    }

    /// Notes how far an unsent message has come; a delivered one waits for its event to appear.
    pub fn mark(&mut self, id: Uuid, delivery: Delivery) {
        if let Some(unsent) = self.unsent.iter_mut().find(|unsent| unsent.id == id) {
            unsent.delivery = delivery;
        }
    }

    /// Gives up an unsent message.
    pub fn discard(&mut self, id: Uuid) {
        self.unsent.retain(|unsent| unsent.id != id);
    }

    /// What is to be sent (again) on a new connection.
    pub fn to_send(&self) -> Vec<(Uuid, String)> {
        let waiting = self.unsent.iter().filter(|unsent| unsent.delivery == Delivery::Sending);
        waiting.map(|unsent| (unsent.id, unsent.text.clone())).collect()
    }

    /// The oldest message, to ask for older ones.
    pub fn oldest(&self) -> Option<Uuid> {
        self.messages.first().map(|message| message.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(n: u128) -> ChatMessage {
        ChatMessage {
            kind: model_rooms::ChatKind::Text,
            by: None,
            id: Uuid::from_u128(n),
            user_id: None,
            author: "Ana".into(),
            text: n.to_string(),
            sent_at: chrono::DateTime::from_timestamp(n as i64, 0).unwrap(),
        }
    }

    fn shown(log: &ChatLog) -> Vec<String> {
        log.messages.iter().map(|m| m.text.clone()).collect()
    }

    #[test]
    fn a_said_message_moves_into_the_room_when_its_event_comes() {
        let mut log = ChatLog::default();
        log.say(Uuid::from_u128(5), "5".into());
        assert_eq!(log.to_send(), [(Uuid::from_u128(5), "5".to_owned())]);
        log.arrived(message(5));
        log.arrived(message(5));
        assert_eq!((shown(&log), log.unsent.len()), (vec!["5".to_owned()], 0));
    }

    #[test]
    fn a_refused_message_is_kept_and_not_sent_by_itself() {
        let mut log = ChatLog::default();
        log.say(Uuid::from_u128(1), "hello".into());
        log.mark(Uuid::from_u128(1), Delivery::Failed("Too fast.".into()));
        assert_eq!(log.to_send(), []);
        log.mark(Uuid::from_u128(1), Delivery::Sending);
        assert_eq!(log.to_send().len(), 1);
        log.discard(Uuid::from_u128(1));
        assert_eq!(log.unsent, []);
    }

    #[test]
    fn a_snapshot_after_a_drop_keeps_the_older_pages() {
        let mut log = ChatLog::default();
        log.replace(vec![message(10), message(11)], true);
        log.prepend(vec![message(9), message(8)], false);
        log.replace(vec![message(11), message(12)], true);
        assert_eq!(shown(&log), ["8", "9", "10", "11", "12"]);
        assert!(!log.more, "there is nothing above 8");
    }

    #[test]
    fn a_snapshot_far_ahead_replaces_everything() {
        let mut log = ChatLog::default();
        log.replace(vec![message(1)], false);
        log.replace(vec![message(500)], true);
        assert_eq!((shown(&log), log.more), (vec!["500".to_owned()], true));
    }
}
