//! What stands in the log, line by line: messages with the names above them, who came and went, where the new ones begin.

use crate::room::chat_log::{ChatLog, Comings};
use model_rooms::{ChatKind, ChatMessage};
use uuid::Uuid;

/// Names in a line about coming and going; more are a number.
const NAMES_MAX: usize = 3;
/// After so many minutes the name stands again above what somebody says.
const SAME_BREATH_MIN: i64 = 5;

/// A line of the log.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// Somebody said something; `head`: their name stands above it.
    Said { message: ChatMessage, head: bool },
    /// The room says something.
    System(ChatMessage),
    /// Who came and went, in words; `after` which message.
    Comings { after: Option<Uuid>, words: String },
    /// What is below was not read yet.
    NewFromHere,
}

impl Row {
    /// What makes it the same line after a change; a line whose looks depend on more has that in its key too.
    pub(super) fn key(&self) -> (u8, Option<Uuid>, String) {
        match self {
            Row::Said { message, head } => (u8::from(*head), Some(message.id), String::new()),
            Row::System(message) => (2, Some(message.id), String::new()),
            Row::Comings { after, words } => (3, *after, words.clone()),
            Row::NewFromHere => (4, None, String::new()),
        }
    }
}

/// The log's lines; `new_from`: the first message that is new.
pub(super) fn rows(log: &ChatLog, new_from: Option<Uuid>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(log.messages.len() + log.comings.len() + 1);
    // Before the first message only when there is nothing above it.
    push_comings(&mut rows, log, None, !log.more);
    let mut previous: Option<&ChatMessage> = None;
    for message in log.messages.iter().filter(|message| !log.leaving.contains(&message.id)) {
        let here = new_from == Some(message.id);
        if here {
            rows.push(Row::NewFromHere);
        }
        rows.push(match message.kind {
            ChatKind::Text => {
                let head = here || !previous.is_some_and(|previous| goes_on(previous, message));
                Row::Said { message: message.clone(), head }
            }
            ChatKind::System => Row::System(message.clone()),
        });
        previous = Some(message);
        push_comings(&mut rows, log, Some(message.id), true);
    }
    rows
}

/// Whether somebody goes on saying.
fn goes_on(previous: &ChatMessage, message: &ChatMessage) -> bool {
    let who = |m: &ChatMessage| (m.kind, m.user_id, m.by.filter(|_| m.user_id.is_none()), m.author.clone());
    who(previous) == who(message) && (message.sent_at - previous.sent_at).num_minutes() < SAME_BREATH_MIN
}

fn push_comings(rows: &mut Vec<Row>, log: &ChatLog, after: Option<Uuid>, shown: bool) {
    let there = log.comings.iter().filter(|comings| shown && comings.after == after);
    rows.extend(there.filter_map(in_words).map(|words| Row::Comings { after, words }));
}

/// "Ana and Ben came in. Cy left."; none when nobody did in the end.
fn in_words(comings: &Comings) -> Option<String> {
    let came = names(&comings.came).map(|names| format!("{names} came in."));
    let went = names(&comings.went).map(|names| format!("{names} left."));
    let words: Vec<String> = came.into_iter().chain(went).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn names(all: &[String]) -> Option<String> {
    match all {
        [] => None,
        [only] => Some(only.clone()),
        all if all.len() <= NAMES_MAX => {
            let (last, others) = all.split_last()?;
            Some(format!("{} and {last}", others.join(", ")))
        }
        all => Some(format!("{} and {} others", all[..NAMES_MAX - 1].join(", "), all.len() - NAMES_MAX + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(author: &str, at_s: i64) -> ChatMessage {
        ChatMessage {
            kind: ChatKind::Text,
            by: None,
            id: Uuid::from_u128(at_s as u128),
            user_id: None,
            author: author.into(),
            text: "la".into(),
            sent_at: chrono::DateTime::from_timestamp(at_s, 0).unwrap(),
        }
    }

    fn log(messages: Vec<ChatMessage>) -> ChatLog {
        ChatLog { messages, ..ChatLog::default() }
    }

    fn heads(rows: &[Row]) -> Vec<bool> {
        let head = |row: &Row| if let Row::Said { head, .. } = row { Some(*head) } else { None };
        rows.iter().filter_map(head).collect()
    }

    #[test]
    fn a_name_stands_above_the_first_of_what_somebody_says_in_one_go() {
        let said = [said("Ana", 0), said("Ana", 60), said("Ben", 70), said("Ana", 80), said("Ana", 800)];
        assert_eq!(heads(&rows(&log(said.to_vec()), None)), [true, false, true, true, true]);
    }

    #[test]
    fn the_line_above_what_is_new_repeats_the_name() {
        let log = log(vec![said("Ana", 1), said("Ana", 2)]);
        let rows = rows(&log, Some(Uuid::from_u128(2)));
        assert_eq!(heads(&rows), [true, true]);
        assert_eq!(rows[1], Row::NewFromHere);
    }

    #[test]
    fn the_room_speaks_without_a_name_and_ends_what_somebody_says() {
        let system = ChatMessage { kind: ChatKind::System, ..said("Ana", 2) };
        let rows = rows(&log(vec![said("Ana", 1), system.clone(), said("Ana", 3)]), None);
        assert_eq!(heads(&rows), [true, true]);
        assert_eq!(rows[1], Row::System(system));
    }

    #[test]
    fn what_is_taken_back_is_gone_and_the_next_one_gets_the_name() {
        let mut log = log(vec![said("Ana", 1), said("Ana", 2)]);
        log.hide(Uuid::from_u128(1));
        assert_eq!(heads(&rows(&log, None)), [true]);
    }

    #[test]
    fn coming_and_going_is_one_quiet_line_where_it_happened() {
        let mut log = log(vec![said("Ana", 1)]);
        for name in ["Ben", "Cy", "Dee", "Eve"] {
            log.came(name.to_owned());
        }
        log.went("Ana".to_owned());
        log.arrived(said("Ben", 2));
        let Row::Comings { words, .. } = &rows(&log, None)[1] else { panic!("a line is missing") };
        assert_eq!(words, "Ben, Cy and 2 others came in. Ana left.");
        log.went("Ben".to_owned());
        log.came("Ben".to_owned());
        assert_eq!(rows(&log, None).len(), 3, "who is back at once has not left");
    }
}
