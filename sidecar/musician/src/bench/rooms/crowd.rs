//! A crowd in one room: sockets only.

use super::Failure;
use super::performers::until;
use crate::monotonic_us;
use crate::room::ServerUrl;
use crate::room::entry::{Asker, submit};
use crate::room::socket::Socket;
use model_rooms::{Instrument, RoomCode};
use realtime::{ClientMessage, Command, Hello, PROTOCOL, ServerMessage};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

/// So many come from one address: fewer than the server lets in from one.
const PER_ADDRESS: u16 = 200;
/// So many come in at the same time.
const AT_ONCE: usize = 16;
/// Entering a room where hundreds are entering takes a while.
const ENTER_WITHIN: Duration = Duration::from_secs(60);
/// So many of them talk, in turns.
const TALKERS: usize = 50;
/// The last things said get so long to arrive.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What a chat message of ours begins with; the moment of its sending follows, in µs.
const MARK: &str = "said at ";

/// Text as long as people's, with the moment of its sending.
pub(super) fn chat_text() -> String {
    format!("{MARK}{:020} and then from the top, a bit slower please", monotonic_us())
}

/// The moment of sending in a message that announces something said.
pub(super) fn chat_stamp(text: &str) -> Option<u64> {
    let is_said = text.contains(r#""event":"chat""#);
    plain_stamp(text).filter(|_| is_said)
}

/// The same in a text that is passed on as it is.
fn plain_stamp(text: &str) -> Option<u64> {
    let digits = text.split_once(MARK)?.1.get(..20)?;
    digits.parse().ok()
}

/// What came over sockets while counting.
#[derive(Default)]
pub(super) struct Spoken {
    /// All messages.
    pub messages: u64,
    /// From the sending of what was said to its arrival, µs each.
    pub delivery_us: Vec<u32>,
}

impl Spoken {
    /// Takes a message. Errors: it is a goodbye.
    pub fn take(
        &mut self,
        text: &str,
        counting: bool,
        stamp: fn(&str) -> Option<u64>,
    ) -> Result<(), Failure> {
        let at_us = monotonic_us();
        if text.starts_with(r#"{"is":"goodbye""#) {
            return Err(format!("sent away: {text}").into());
        }
        if counting {
            self.messages += 1;
            let taken = stamp(text).map(|sent_us| at_us.saturating_sub(sent_us));
            self.delivery_us.extend(taken.map(|us| u32::try_from(us).unwrap_or(u32::MAX)));
        }
        Ok(())
    }

    /// Adds what another heard.
    pub fn add(&mut self, other: Spoken) {
        self.messages += other.messages;
        self.delivery_us.extend(other.delivery_us);
    }
}

/// The crowd.
pub(super) struct Crowd {
    tasks: JoinSet<Result<Spoken, Failure>>,
    talkers: Vec<mpsc::Sender<()>>,
    counting: Arc<AtomicBool>,
    stop: watch::Sender<bool>,
}

/// Where a listener sits.
enum Seat {
    /// In a room.
    Room(RoomCode),
    /// At the plain server.
    Plain,
}

impl Crowd {
    /// Lets so many listeners into a room; returns when all are in.
    pub async fn enter(url: &ServerUrl, code: &RoomCode, listeners: u16) -> Result<Self, Failure> {
        Self::take_seats(url, &Arc::new(Seat::Room(code.clone())), listeners).await
    }

    /// The same at a plain server.
    pub async fn enter_plain(url: &ServerUrl, listeners: u16) -> Result<Self, Failure> {
        Self::take_seats(url, &Arc::new(Seat::Plain), listeners).await
    }

    async fn take_seats(url: &ServerUrl, seat: &Arc<Seat>, listeners: u16) -> Result<Self, Failure> {
        let (stop, stopped) = watch::channel(false);
        let counting = Arc::new(AtomicBool::new(false));
        let (entering, (entered, mut all_in)) =
            (Arc::new(Semaphore::new(AT_ONCE)), mpsc::channel(usize::from(listeners).max(1)));
        let (mut tasks, mut talkers) = (JoinSet::new(), Vec::new());
        for n in 0..listeners {
            let (talk, told_to_talk) = mpsc::channel(4);
            if usize::from(n) < TALKERS {
                talkers.push(talk);
            }
            let from = IpAddr::V4(Ipv4Addr::new(127, 0, 1, (1 + n / PER_ADDRESS) as u8));
            let (url, seat, entering) = (url.clone(), Arc::clone(seat), Arc::clone(&entering));
            let (entered, counting, stopped) = (entered.clone(), Arc::clone(&counting), stopped.clone());
            tasks.spawn(async move {
                let turn = entering.acquire().await?;
                let socket = seat.take(&url, from, n).await?;
                drop(turn);
                entered.send(()).await?;
                drop(entered);
                listen(&seat, socket, told_to_talk, &counting, stopped).await
            });
        }
        drop(entered);
        for _ in 0..listeners {
            if all_in.recv().await.is_none() {
                while let Some(ended) = tasks.join_next().await {
                    ended??;
                }
                return Err("somebody did not come in".into());
            }
        }
        Ok(Crowd { tasks, talkers, counting, stop })
    }

    /// Has the crowd talk, so many messages in a second, and counts what is heard.
    pub async fn talk(&self, per_second: u16, time: Duration) {
        self.counting.store(true, Ordering::Relaxed);
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / u32::from(per_second));
        let end = tokio::time::Instant::now() + time;
        for talker in self.talkers.iter().cycle() {
            ticks.tick().await;
            if tokio::time::Instant::now() >= end {
                break;
            }
            // Who has gone is missed when the crowd leaves.
            let _left = talker.send(()).await;
        }
        tokio::time::sleep(LAST_WORDS).await;
        self.counting.store(false, Ordering::Relaxed);
    }

    /// Everybody leaves; returns what they heard.
    pub async fn leave(mut self) -> Result<Spoken, Failure> {
        self.stop.send_replace(true);
        let mut all = Spoken::default();
        while let Some(ended) = self.tasks.join_next().await {
            all.add(ended??);
        }
        Ok(all)
    }
}

impl Seat {
    async fn take(&self, url: &ServerUrl, from: IpAddr, n: u16) -> Result<Socket, Failure> {
        let Seat::Room(code) = self else {
            let asker = Asker { cookies: None, from: Some(from) };
            return Ok(Socket::open_at(url, "/", &asker, ENTER_WITHIN).await?);
        };
        let name = format!("Listener {n}");
        let form = [("form[name]", name.as_str()), ("form[next]", "/lobby")];
        let entered =
            submit(url, "/api/enter_as_guest", &form, &Asker { cookies: None, from: Some(from) }).await?;
        let asker = Asker { cookies: entered.cookies, from: Some(from) };
        let mut socket = Socket::open_at(url, &format!("/rooms/{code}/socket"), &asker, ENTER_WITHIN).await?;
        let hello = Hello {
            protocol: PROTOCOL,
            performing: false,
            instrument: Instrument::Other,
            muted: true,
            sound_checked: false,
            resume: None,
        };
        socket.send(Command::Hello(hello)).await?;
        let is_in = |message| matches!(message, ServerMessage::Snapshot(_)).then_some(());
        tokio::time::timeout(ENTER_WITHIN, until(&mut socket, is_in)).await??;
        Ok(socket)
    }

    fn stamp(&self) -> fn(&str) -> Option<u64> {
        match self {
            Seat::Room(_) => chat_stamp,
            Seat::Plain => plain_stamp,
        }
    }

    async fn say(&self, socket: &mut Socket) -> Result<(), Failure> {
        match self {
            Seat::Room(_) => {
                socket.send(Command::Chat { id: Uuid::now_v7(), text: chat_text() }).await?;
            }
            Seat::Plain => {
                // As long as what a room tells its people of something said.
                let command = Command::Chat { id: Uuid::now_v7(), text: chat_text() };
                let padded =
                    format!("{}{:160}", serde_json::to_string(&ClientMessage { id: 1, command })?, "");
                socket.send_text(padded).await?;
            }
        }
        Ok(())
    }
}

async fn listen(
    seat: &Seat,
    mut socket: Socket,
    mut told_to_talk: mpsc::Receiver<()>,
    counting: &AtomicBool,
    mut stop: watch::Receiver<bool>,
) -> Result<Spoken, Failure> {
    let mut spoken = Spoken::default();
    while !*stop.borrow() {
        tokio::select! {
            text = socket.next_text() => {
                let text = text?;
                spoken.take(&text, counting.load(Ordering::Relaxed), seat.stamp())?;
                if text.as_str() == r#"{"is":"ping"}"# {
                    socket.send(Command::Ping).await?;
                }
            }
            Some(()) = told_to_talk.recv() => seat.say(&mut socket).await?,
            _ = stop.changed() => {}
        }
    }
    Ok(spoken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_is_read_from_what_was_said_and_from_nothing_else() {
        let said = chat_text();
        assert!(plain_stamp(&said).is_some_and(|at| at <= monotonic_us()));
        assert_eq!(chat_stamp(&said), None, "not an announcement");
        assert!(chat_stamp(&format!(r#"{{"event":{{"event":"chat","text":"{said}"}}}}"#)).is_some());
        assert_eq!(plain_stamp("said at noon"), None);
    }
}
