//! How much one socket may send. Pure: the time is given.

use model::Fault;
use realtime::Command;
use std::time::Instant;

/// A token bucket: so many at once, and so many per second.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    capacity: f64,
    per_second: f64,
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn new(now: Instant, capacity: f64, per_second: f64) -> Self {
        Bucket { capacity, per_second, tokens: capacity, at: now }
    }

    /// Takes one token, or says in how many whole seconds there is one.
    fn take(&mut self, now: Instant) -> Result<(), u32> {
        let elapsed_s = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + elapsed_s * self.per_second).min(self.capacity);
        self.at = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        Err(((1.0 - self.tokens) / self.per_second).ceil() as u32)
    }
}

/// What came of a message's check.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// Go on.
    Fine,
    /// Answer with this fault; the socket stays.
    Refuse(Fault),
    /// This is a flood: close the socket.
    Flood(Fault),
}

/// The limits of one socket.
#[derive(Clone, Debug)]
pub(super) struct SocketLimits {
    all: Bucket,
    chat: Bucket,
    history: Bucket,
    reactions: Bucket,
    marks: Bucket,
    moderation: Bucket,
    offers: Bucket,
}

impl SocketLimits {
    pub fn new(now: Instant) -> Self {
        SocketLimits {
            // A moving slider sends most: a person's browser stays far below.
            all: Bucket::new(now, 60.0, 20.0),
            chat: Bucket::new(now, 10.0, 1.0),
            history: Bucket::new(now, 10.0, 2.0),
            // The room lets one through in a second, whatever the socket.
            reactions: Bucket::new(now, 5.0, 1.0),
            // Reading, and taking messages back.
            marks: Bucket::new(now, 10.0, 2.0),
            moderation: Bucket::new(now, 20.0, 2.0),
            // Each makes the sidecar work: a browser needs one per connection, and one per eight more performers.
            offers: Bucket::new(now, 8.0, 1.0),
        }
    }

    /// Counts any message, before it is read.
    pub fn message(&mut self, now: Instant) -> Verdict {
        match self.all.take(now) {
            Ok(()) => Verdict::Fine,
            Err(retry_after_s) => Verdict::Flood(Fault::TooMany { retry_after_s: retry_after_s.max(5) }),
        }
    }

    /// Counts a command of the kinds that cost more.
    pub fn command(&mut self, now: Instant, command: &Command) -> Verdict {
        let bucket = match command {
            Command::Chat { .. } => &mut self.chat,
            Command::ChatHistory { .. } => &mut self.history,
            Command::Offer { .. } => &mut self.offers,
            Command::React { .. } => &mut self.reactions,
            Command::MarkRead { .. } | Command::DeleteChat { .. } => &mut self.marks,
            Command::SetRole { .. }
            | Command::SetPermissions { .. }
            | Command::AskPermissions { .. }
            | Command::Silence { .. }
            | Command::Kick { .. }
            | Command::Ban { .. }
            | Command::Unban { .. }
            | Command::Decide { .. }
            | Command::TransferOwnership { .. } => &mut self.moderation,
            _ => return Verdict::Fine,
        };
        match bucket.take(now) {
            Ok(()) => Verdict::Fine,
            Err(retry_after_s) => Verdict::Refuse(Fault::TooMany { retry_after_s }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use uuid::Uuid;

    #[test]
    fn chat_is_slowed_down_and_says_for_how_long() {
        let start = Instant::now();
        let mut limits = SocketLimits::new(start);
        let chat = Command::Chat { id: Uuid::nil(), text: "hi".into() };
        for _ in 0..10 {
            assert_eq!(limits.command(start, &chat), Verdict::Fine);
        }
        let refused = Verdict::Refuse(Fault::TooMany { retry_after_s: 1 });
        assert_eq!(limits.command(start, &chat), refused);
        assert_eq!(limits.command(start, &Command::SetMuted { muted: true }), Verdict::Fine);
        assert_eq!(limits.command(start + Duration::from_secs(1), &chat), Verdict::Fine);
        assert_eq!(limits.command(start + Duration::from_secs(1), &chat), refused);
    }

    #[test]
    fn moderating_reacting_and_marking_have_limits_of_their_own() {
        use model_rooms::Reaction;
        let start = Instant::now();
        let kinds = [
            (Command::React { reaction: Reaction::Clap, to: None }, 5),
            (Command::MarkRead { up_to: Uuid::nil() }, 10),
            (Command::Unban { user_id: "x".into() }, 20),
        ];
        let mut limits = SocketLimits::new(start);
        for (command, at_once) in kinds {
            let fine = (0..100).take_while(|_| limits.command(start, &command) == Verdict::Fine).count();
            assert_eq!(fine, at_once, "{command:?}");
        }
    }

    #[test]
    fn a_flood_ends_the_socket() {
        let start = Instant::now();
        let mut limits = SocketLimits::new(start);
        let verdicts: Vec<_> = (0..61).map(|_| limits.message(start)).collect();
        assert!(verdicts[..60].iter().all(|verdict| *verdict == Verdict::Fine));
        assert!(matches!(verdicts[60], Verdict::Flood(Fault::TooMany { .. })));
    }
}
