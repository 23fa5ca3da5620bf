//! The chat as one person sees it: what the room has, and below it what this person has said and is not there yet.

use model_rooms::{ChatKind, ChatMessage};
use std::collections::BTreeSet;
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

/// Who came and went between two messages. Somebody who goes and comes back in between is in neither list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comings {
    /// The message above; none: before the first.
    pub after: Option<Uuid>,
    /// Names, in order of arrival.
    pub came: Vec<String>,
    /// Names, in the order in which they went.
    pub went: Vec<String>,
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
    /// Who came and went while this page was open, in order.
    pub comings: Vec<Comings>,
    /// Messages that this person is taking back; shown no more, still in the room.
    pub leaving: BTreeSet<Uuid>,
    /// The newest message that this person has read.
    pub read: Option<Uuid>,
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

    /// The room has this message no more. What was read up to it is read up to the one before.
    pub fn removed(&mut self, id: Uuid) {
        let Some(at) = self.messages.iter().position(|message| message.id == id) else { return };
        let before = at.checked_sub(1).map(|at| self.messages[at].id);
        self.messages.remove(at);
        self.leaving.remove(&id);
        if self.read == Some(id) {
            self.read = before;
        }
        for comings in self.comings.iter_mut().filter(|comings| comings.after == Some(id)) {
            comings.after = before;
        }
    }

    /// Hides a message that is about to be taken back.
    pub fn hide(&mut self, id: Uuid) {
        self.leaving.insert(id);
    }

    /// Shows it again.
    pub fn keep(&mut self, id: Uuid) {
        self.leaving.remove(&id);
    }

    /// Notes that somebody came in.
    pub fn came(&mut self, name: String) {
        let comings = self.latest_comings();
        match comings.went.iter().position(|gone| *gone == name) {
            Some(at) => drop(comings.went.remove(at)),
            None => comings.came.push(name),
        }
    }

    /// Notes that somebody left.
    pub fn went(&mut self, name: String) {
        let comings = self.latest_comings();
        match comings.came.iter().position(|there| *there == name) {
            Some(at) => drop(comings.came.remove(at)),
            None => comings.went.push(name),
        }
    }

    fn latest_comings(&mut self) -> &mut Comings {
        let after = self.messages.last().map(|message| message.id);
        let known = self.comings.iter().position(|comings| comings.after == after);
        let at = known.unwrap_or_else(|| {
            self.comings.push(Comings { after, ..Comings::default() });
            self.comings.len() - 1
        });
        &mut self.comings[at]
    }

    /// Everything is read.
    pub fn read_all(&mut self) -> Option<Uuid> {
        let newest = self.messages.last().map(|message| message.id);
        self.read = newest;
        newest
    }

    /// What other people have said and this person has not read, oldest first. `mine` tells this person's own messages.
    ///
    /// Who enters for the first time has missed nothing: the session then counts what is there as read.
    pub fn unread<'a>(
        &'a self,
        mine: impl Fn(&ChatMessage) -> bool + 'a,
    ) -> impl Iterator<Item = &'a ChatMessage> + 'a {
        // Read further back than what is loaded, or nothing: all of it is new.
        let read = self.read.and_then(|read| self.messages.iter().position(|m| m.id == read));
        let from = read.map_or(0, |at| at + 1);
        self.messages[from..].iter().filter(move |message| {
            message.kind == ChatKind::Text && !mine(message) && !self.leaving.contains(&message.id)
        })
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
    fn what_others_said_since_the_last_read_is_unread() {
        let mut log = ChatLog::default();
        log.replace((1..=4).map(message).collect(), false);
        let unread =
            |log: &ChatLog| log.unread(|m| m.text == "3").map(|m| m.text.clone()).collect::<Vec<_>>();
        assert_eq!(unread(&log), ["1", "2", "4"]);
        log.read = Some(Uuid::from_u128(1));
        assert_eq!(unread(&log), ["2", "4"]);
        log.removed(Uuid::from_u128(1));
        log.read = Some(Uuid::from_u128(99));
        assert_eq!(unread(&log), ["2", "4"], "read further back than what is loaded");
        assert_eq!(log.read_all(), Some(Uuid::from_u128(4)));
        assert_eq!(unread(&log), [""; 0]);
        log.removed(Uuid::from_u128(4));
        assert_eq!(log.read, Some(Uuid::from_u128(3)), "a message taken back makes nothing new");
    }

    #[test]
    fn who_comes_and_goes_between_two_messages_stands_in_one_line() {
        let mut log = ChatLog::default();
        log.arrived(message(1));
        for name in ["Ana", "Ben"] {
            log.came(name.to_owned());
        }
        log.went("Ana".to_owned());
        log.went("Cy".to_owned());
        log.arrived(message(2));
        log.came("Cy".to_owned());
        let after = |n| Some(Uuid::from_u128(n));
        assert_eq!(
            log.comings,
            [
                Comings { after: after(1), came: vec!["Ben".into()], went: vec!["Cy".into()] },
                Comings { after: after(2), came: vec!["Cy".into()], went: vec![] },
            ]
        );
    }

    #[test]
    fn a_hidden_message_is_not_new_and_can_be_kept() {
        let mut log = ChatLog::default();
        log.replace((1..=2).map(message).collect(), false);
        log.read = Some(Uuid::from_u128(1));
        log.hide(Uuid::from_u128(2));
        assert_eq!(log.unread(|_| false).count(), 0);
        log.keep(Uuid::from_u128(2));
        assert_eq!(log.unread(|_| false).count(), 1);
    }

    #[test]
    fn a_snapshot_far_ahead_replaces_everything() {
        let mut log = ChatLog::default();
        log.replace(vec![message(1)], false);
        log.replace(vec![message(500)], true);
        assert_eq!((shown(&log), log.more), (vec!["500".to_owned()], true));
    }
}
