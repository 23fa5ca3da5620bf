//! The task that runs one [`LiveRoom`]: the only owner of its state. It never waits for a socket, the sidecar or the
//! database; what takes time runs beside it and comes back as an input.

use super::consult::Question;
use super::outbox::{Outbox, Outgoing, text_of};
use super::records::{Record, Records};
use super::{RoomHandle, Rooms};
use crate::chat::reactions::Reacted;
use crate::live::{
    Enter, Input, LiveRoom, MediaInput, Moment, Occupancy, Output, SocketId, StandingNow, Target,
};
use crate::media::{Media, MediaInbox};
use crate::socket;
use chrono::Utc;
use model::{Fault, UserId};
use model_rooms::{Room, RoomCode};
use realtime::{ServerMessage, Whom};
use sidecar_api::{Connect, RoomToken};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What sockets tell a room.
pub(crate) enum Message {
    /// Somebody is at the door, with the way to reach them.
    Enter(Box<Enter>, Outbox),
    /// Anything else.
    Input(Input),
    /// A question; see [`RoomHandle::consult`].
    Consult(Question),
    /// Who is this?
    Target(Whom, oneshot::Sender<Option<Target>>),
    /// Who is inside?
    People(oneshot::Sender<Vec<(UserId, bool)>>),
    /// The room and somebody inside, looked at again when so many changes had happened; stale after another one.
    Checked(u64, Box<Room>, StandingNow),
}

/// A running room.
pub(super) struct RoomTask {
    pub code: RoomCode,
    /// How long it stays with nobody in it.
    pub empty_for: Duration,
    pub token: RoomToken,
    pub live: LiveRoom,
    pub media: Media,
    /// Where our own calls to the sidecar bring their answers.
    pub answers: MediaInbox,
    pub records: Records,
    /// The way to itself, for what is done beside it.
    pub handle: RoomHandle,
    pub rooms: Rooms,
    pub occupancy: Arc<Mutex<Occupancy>>,
    pub sockets: HashMap<SocketId, Outbox>,
    pub tasks: TaskTracker,
}

impl RoomTask {
    /// Runs until nobody was in the room for long enough and `retire` agrees, or `stop`.
    #[tracing::instrument(name = "room", skip_all, fields(code = %self.code))]
    pub async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Message>,
        mut media: mpsc::Receiver<MediaInput>,
        stop: CancellationToken,
        retire: impl Fn(&mpsc::Receiver<Message>) -> bool,
    ) {
        tracing::debug!("the room opens");
        loop {
            tokio::select! {
                // Sockets leave before the room does, and what they said last is heard.
                biased;
                Some(input) = media.recv() => self.apply(Input::Media(input)),
                Some(message) = inbox.recv() => self.take(message),
                () = stop.cancelled() => break,
                () = sleep_until(self.deadline()) => {
                    self.apply(Input::Tick);
                    if self.is_over() && retire(&inbox) {
                        break;
                    }
                }
            }
        }
        self.close_all();
        self.rooms.shared.sessions.close(self.token, Utc::now());
        tracing::debug!("the room closes");
        self.media.close_room(self.token).await;
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Enter(enter, outbox) => {
                let socket = enter.socket;
                self.sockets.insert(socket, outbox);
                self.apply(Input::Enter(enter));
                if let (Some(outbox), Some(who)) =
                    (self.sockets.get(&socket), self.live.participant_of(socket))
                {
                    outbox.belongs_to(who);
                }
            }
            Message::Input(input) => self.apply(input),
            Message::Consult(question) => question(&mut self.live, now()),
            Message::Target(whom, answer) => drop(answer.send(self.live.target(whom))),
            Message::People(answer) => drop(answer.send(self.live.people())),
            Message::Checked(number, room, standing) if number == self.handle.order.number() => {
                self.apply(Input::RoomChanged { by: None, room, standings: vec![standing] });
            }
            Message::Checked(..) => {}
        }
    }

    fn apply(&mut self, input: Input) {
        if let Input::Dropped(socket) = &input {
            self.sockets.remove(socket);
        }
        let now = now();
        for output in self.live.apply(now, input) {
            self.carry_out(output);
        }
        // A socket that was too slow is gone, as if it had dropped; that is news to the others, and may cut another.
        while let Some(socket) = self.sockets.iter().find(|(_, outbox)| outbox.is_cut()).map(|(id, _)| *id) {
            self.sockets.remove(&socket);
            for output in self.live.apply(now, Input::Dropped(socket)) {
                self.carry_out(output);
            }
        }
        *self.occupancy.lock().unwrap_or_else(PoisonError::into_inner) = self.live.occupancy();
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send(socket, message) => self.push(socket, Outgoing::Text(text_of(&message))),
            Output::Announce { seq, event, to } => {
                self.rooms.shared.sessions.hear(self.token, Utc::now(), &event);
                let text = text_of(&ServerMessage::Event { seq, event: Box::new(event) });
                metrics::counter!("room_events_sent_total").increment(to.len() as u64);
                for socket in to {
                    self.push(socket, Outgoing::Text(text.clone()));
                }
            }
            Output::Close { socket, fault, retry } => {
                self.push(socket, Outgoing::Close { fault, retry });
                self.sockets.remove(&socket);
            }
            Output::Connect { peer, negotiation, offer, may_publish } => {
                let connect = Connect { negotiation, offer, may_publish };
                self.call(async move |media, room| {
                    let result = media.connect(room, peer, &connect).await;
                    Some(MediaInput::Answered { peer, negotiation, result })
                });
            }
            Output::Permit { peer, may_publish } => self.call(async move |media, room| {
                let may_publish = media.permit(room, peer, may_publish).await;
                Some(MediaInput::Permitted { peer, may_publish })
            }),
            Output::Remove(peer) => self.call(async move |media, room| {
                media.remove(room, peer).await;
                None
            }),
            Output::TrackUp { peer, participant, user } => {
                self.records.push(Record::TrackUp { room: self.code.clone(), peer, participant, user });
            }
            Output::TrackDown(peer) => self.records.push(Record::TrackDown { peer }),
            Output::Reacted { from, to, reaction, at } => {
                self.records.push(Record::Reaction(Reacted {
                    room: self.code.clone(),
                    from,
                    to,
                    reaction,
                    at,
                }));
            }
            Output::Tell(text) => {
                let (rooms, code, handle) = (self.rooms.clone(), self.code.clone(), self.handle.clone());
                self.tasks.spawn(async move { socket::system(&rooms, &code, &handle, text).await });
            }
            Output::Touch => self.records.push(Record::Touch { room: self.code.clone() }),
        }
    }

    fn push(&self, socket: SocketId, outgoing: Outgoing) {
        if let Some(outbox) = self.sockets.get(&socket) {
            outbox.push(outgoing);
        }
    }

    /// Calls the sidecar beside the room.
    fn call<F>(&self, work: impl FnOnce(Media, RoomToken) -> F + Send + 'static)
    where
        F: Future<Output = Option<MediaInput>> + Send + 'static,
    {
        let (media, room, answers) = (self.media.clone(), self.token, self.answers.clone());
        self.tasks.spawn(async move {
            if let Some(input) = work(media, room).await {
                let _room_has_ended = answers.send(input).await;
            }
        });
    }

    fn close_all(&mut self) {
        let fault = Some(Fault::unavailable("OpenStudio is restarting. You will be back in a moment."));
        for (_, outbox) in self.sockets.drain() {
            outbox.push(Outgoing::Close { fault: fault.clone(), retry: true });
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let over = self.live.empty_since().map(|since| since + self.empty_for);
        self.live.deadline().into_iter().chain(over).min()
    }

    fn is_over(&self) -> bool {
        self.live.empty_since().is_some_and(|since| since.elapsed() >= self.empty_for)
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
        None => std::future::pending().await,
    }
}

pub(super) fn now() -> Moment {
    Moment { at: Instant::now(), wall: Utc::now() }
}
