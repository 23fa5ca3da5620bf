//! One socket from its first message to its last.

use super::chat::Speaker;
use super::limits::{SocketLimits, Verdict};
use super::moderation::Order;
use super::wire::{Read, Wire, read};
use super::{Caller, entry};
use crate::Rooms;
use crate::cluster::Broken;
use crate::live::{Ask, Input, SocketId};
use crate::running::Message;
use crate::running::outbox::{Outbox, OutboxReader, Outgoing, text_of};
use axum::extract::ws::{Utf8Bytes, close_code};
use model::Fault;
use model_rooms::RoomCode;
use realtime::{ClientMessage, Command, Hello, Reply, SILENCE_MS, ServerMessage};
use sidecar_api::PeerToken;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Interval, MissedTickBehavior, interval, interval_at, timeout};
use uuid::Uuid;

/// A write that takes longer means that the other side is gone.
const WRITE_WITHIN: Duration = Duration::from_millis(SILENCE_MS);
/// So much goes out in one write, when so much waits; a message more is begun when it is not reached yet.
const TOGETHER_BYTES: usize = 16 * 1024;
/// Chat messages and pages of history of one socket that may be under way at once.
const DATABASE_CALLS_MAX: usize = 8;

/// The end of a conversation: whether to say goodbye, and how.
enum End {
    /// The other side is gone, or asked for it.
    Silent,
    /// Said with a last message.
    Goodbye { fault: Fault, retry: bool },
}

type Step = Result<(), End>;

/// Talks with one browser until either side ends it.
pub(super) async fn talk(rooms: Rooms, code: RoomCode, caller: Caller, mut socket: Wire) {
    let id = rooms.shared.sockets.fresh_id();
    let (outbox, reader) = Outbox::new();
    let end = match greet(&rooms, &code, &caller, &mut socket, id, &outbox).await {
        Ok(speaker) => {
            let inbox = speaker.handle.inbox.clone();
            let end = Conversation::new(speaker, socket_limits()).run(&mut socket, reader).await;
            let _room_has_closed = inbox.send(Message::Input(Input::Dropped(id))).await;
            end
        }
        Err(end) => end,
    };
    finish(socket, end).await;
}

/// Waits for the Hello and enters the room with it.
async fn greet(
    rooms: &Rooms,
    code: &RoomCode,
    caller: &Caller,
    socket: &mut Wire,
    id: SocketId,
    outbox: &Outbox,
) -> Result<Speaker, End> {
    let hello_first = || goodbye(Fault::invalid("command", "The first message is a hello."), false);
    let (reply, hello) = timeout(rooms.shared.config.timing.hello_within, first_message(socket))
        .await
        .map_err(|_| hello_first())??;
    let number = rooms.changes_of(code);
    let entering = entry::enter(rooms, code, caller, id, reply, hello, outbox);
    let entered = rooms.shared.stop.run_until_cancelled(entering).await.unwrap_or_else(|| Err(restarting()));
    match entered {
        Ok((handle, person)) => {
            let speaker = Speaker {
                rooms: rooms.clone(),
                code: code.clone(),
                caller: caller.clone(),
                person,
                socket: id,
                handle,
                outbox: outbox.clone(),
            };
            // What was true when the database was asked may have changed before they were inside.
            if speaker.handle.order.number() != number {
                rooms.shared.tasks.spawn(speaker.clone().check_standing());
            }
            Ok(speaker)
        }
        Err(fault) => {
            let retry = matches!(fault, Fault::Unavailable { .. } | Fault::Internal { .. });
            write(socket, &ServerMessage::Reply { id: reply, result: Err(fault.clone()) }).await?;
            Err(goodbye(fault, retry))
        }
    }
}

async fn first_message(socket: &mut Wire) -> Result<(u32, Hello), End> {
    loop {
        return match read(&socket.next().await) {
            Read::Message(ClientMessage { id, command: Command::Hello(hello) }) => Ok((id, hello)),
            Read::Nothing => continue,
            Read::Close => Err(End::Silent),
            Read::Unreadable(_, fault) | Read::Garbage(fault) => Err(goodbye(fault, false)),
            Read::Message(_) => {
                Err(goodbye(Fault::invalid("command", "The first message is a hello."), false))
            }
        };
    }
}

/// A socket whose person is in the room.
struct Conversation {
    speaker: Speaker,
    limits: SocketLimits,
    heard_at: Instant,
    beat: Interval,
    standing: Interval,
    database_calls: Arc<Semaphore>,
}

impl Conversation {
    fn new(speaker: Speaker, limits: SocketLimits) -> Self {
        let timing = speaker.rooms.shared.config.timing;
        let mut beat = interval(timing.heartbeat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let database_calls = Arc::new(Semaphore::new(DATABASE_CALLS_MAX));
        let every = timing.standing_every;
        let mut standing = interval_at(tokio::time::Instant::now() + every, every);
        standing.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Conversation { speaker, limits, heard_at: Instant::now(), beat, standing, database_calls }
    }

    async fn run(mut self, socket: &mut Wire, reader: OutboxReader) -> End {
        let room = self.speaker.handle.inbox.clone();
        let OutboxReader { mut queue, cut } = reader;
        // Once for all rounds: each new one would take a lock that all of the room's sockets share.
        let (cut, closed) = (cut.cancelled(), room.closed());
        tokio::pin!(cut, closed);
        loop {
            let step = tokio::select! {
                biased;
                () = &mut cut => Err(goodbye(too_slow(), true)),
                Some(outgoing) = queue.recv() => pass_on(socket, outgoing, &mut queue).await,
                _ = self.beat.tick() => self.beat(socket).await,
                _ = self.standing.tick() => {
                    self.speaker.rooms.shared.tasks.spawn(self.speaker.clone().check_standing());
                    Ok(())
                }
                frame = socket.next() => self.take(read(&frame)).await,
                () = &mut closed => Err(goodbye(restarting(), true)),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn beat(&mut self, socket: &mut Wire) -> Step {
        if self.heard_at.elapsed() > self.speaker.rooms.shared.config.timing.silence {
            return Err(End::Silent);
        }
        write(socket, &ServerMessage::Ping).await
    }

    async fn take(&mut self, read: Read) -> Step {
        let now = Instant::now();
        self.heard_at = now;
        if let Verdict::Flood(fault) = self.limits.message(now) {
            return Err(goodbye(fault, true));
        }
        let ClientMessage { id, command } = match read {
            Read::Message(message) => message,
            Read::Unreadable(id, fault) => return self.answer(id, Err(fault)),
            Read::Garbage(fault) => return Err(goodbye(fault, false)),
            Read::Nothing => return Ok(()),
            Read::Close => return Err(End::Silent),
        };
        if let Verdict::Refuse(fault) = self.limits.command(now, &command) {
            return self.answer(id, Err(fault));
        }
        self.obey(id, command).await
    }

    async fn obey(&mut self, id: u32, command: Command) -> Step {
        let command = match Order::of(command) {
            Ok(order) => return self.beside(id, |speaker| speaker.moderate(id, order)),
            Err(other) => other,
        };
        let ask = match command {
            Command::Ping => return self.answer(id, Ok(Reply::Done)),
            Command::Hello(_) => {
                return self.answer(id, Err(Fault::conflict("You are in this room already.")));
            }
            Command::Chat { id: message, text } => {
                return self.beside(id, |speaker| speaker.say(id, message, text));
            }
            Command::ChatHistory { before } => return self.beside(id, |speaker| speaker.history(id, before)),
            Command::SetMuted { muted } => Ask::SetMuted(muted),
            Command::SetInstrument { instrument } => Ask::SetInstrument(instrument),
            Command::SetPerforming { performing, sound_checked } => {
                Ask::SetPerforming { performing, sound_checked }
            }
            Command::Offer { connection, sdp } => {
                Ask::Offer { connection, sdp, fresh_peer: PeerToken(Uuid::new_v4()) }
            }
            Command::ReportConnection { rtt_ms, jitter_ms, loss_percent } => {
                Ask::ReportConnection { rtt_ms, jitter_ms, loss_percent }
            }
            Command::DeleteChat { id: message } => {
                return self.beside(id, |speaker| speaker.take_back(id, message));
            }
            Command::MarkRead { up_to } => return self.beside(id, |speaker| speaker.mark_read(id, up_to)),
            Command::React { reaction, to } => Ask::React { reaction, to },
            Command::Decide { person, admit } => {
                return self.beside(id, |speaker| speaker.decide(id, person, admit));
            }
            Command::AskPermissions { who } => {
                return self.beside(id, |speaker| speaker.tell_permissions(id, who));
            }
            Command::Silence { who, silenced } => Ask::Silence { who, silenced },
            Command::Leave => Ask::Leave,
            // Taken above.
            Command::SetRole { .. }
            | Command::SetPermissions { .. }
            | Command::Kick { .. }
            | Command::Ban { .. }
            | Command::Unban { .. }
            | Command::TransferOwnership { .. } => return Ok(()),
        };
        let input = Input::Ask { socket: self.speaker.socket, reply: id, ask };
        let sent = self.speaker.handle.inbox.send(Message::Input(input)).await;
        sent.map_err(|_| goodbye(restarting(), true))
    }

    /// Runs a call to the database beside the socket, not too many at once.
    fn beside<F>(&self, id: u32, work: impl FnOnce(Speaker) -> F) -> Step
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.database_calls).try_acquire_owned() else {
            return self.answer(id, Err(Fault::TooMany { retry_after_s: 1 }));
        };
        let work = work(self.speaker.clone());
        self.speaker.rooms.shared.tasks.spawn(async move {
            work.await;
            drop(permit);
        });
        Ok(())
    }

    /// Queues an answer. The queue keeps it behind what the room has said before.
    fn answer(&self, id: u32, result: Result<Reply, Fault>) -> Step {
        self.speaker.outbox.send(&ServerMessage::Reply { id, result });
        Ok(())
    }
}

/// Sends what is at the queue's head together, in one write: a room that is filling up tells everybody of everybody.
async fn pass_on(socket: &mut Wire, first: Outgoing, queue: &mut mpsc::Receiver<Outgoing>) -> Step {
    let (mut next, mut bytes) = (Some(first), 0);
    let mut end = Ok(());
    while let Some(outgoing) = next {
        match outgoing {
            Outgoing::Text(text) => {
                bytes += text.len();
                in_time(socket.feed(text)).await?;
            }
            Outgoing::Close { fault: Some(fault), retry } => end = Err(goodbye(fault, retry)),
            Outgoing::Close { fault: None, .. } => end = Err(End::Silent),
        }
        let is_over = end.is_err() || bytes >= TOGETHER_BYTES;
        next = if is_over { None } else { queue.try_recv().ok() };
    }
    in_time(socket.flush()).await?;
    end
}

async fn write(socket: &mut Wire, message: &ServerMessage) -> Step {
    write_text(socket, text_of(message)).await
}

async fn write_text(socket: &mut Wire, text: Utf8Bytes) -> Step {
    in_time(socket.feed(text)).await?;
    in_time(socket.flush()).await
}

async fn in_time(write: impl Future<Output = Result<(), Broken>>) -> Step {
    match timeout(WRITE_WITHIN, write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Broken)) | Err(_) => Err(End::Silent),
    }
}

/// Says goodbye when there is something to say, and closes.
async fn finish(mut socket: Wire, end: End) {
    let mut code = close_code::NORMAL;
    if let End::Goodbye { fault, retry } = end {
        tracing::debug!(%fault, retry, "goodbye");
        code = if retry { close_code::AWAY } else { close_code::POLICY };
        let _other_side_is_gone = write(&mut socket, &ServerMessage::Goodbye { fault, retry }).await;
    }
    let _other_side_is_gone = timeout(WRITE_WITHIN, socket.close(code)).await;
}

fn goodbye(fault: Fault, retry: bool) -> End {
    End::Goodbye { fault, retry }
}

fn too_slow() -> Fault {
    Fault::unavailable("Your connection could not keep up. You will be back in a moment.")
}

fn restarting() -> Fault {
    Fault::unavailable("OpenStudio is restarting. You will be back in a moment.")
}

fn socket_limits() -> SocketLimits {
    SocketLimits::new(Instant::now())
}
