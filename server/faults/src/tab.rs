//! One person: a tab without a browser. It comes back by the page's rules (`app/browser/src/backoff.rs` is the same
//! file), says again what was not acknowledged, and keeps its own copy of the room.

use crate::backoff::Backoff;
use crate::sound::Sound;
use crate::view::{Shared, View};
use model_rooms::{Instrument, RoomCode};
use musician::FRAME_TIME;
use musician::room::{Place, Socket, SocketError, enter_as_guest};
use realtime::{
    Applied, Command, Hello, MediaState, PROTOCOL, Resume, RoomEvent, RoomMirror, SILENCE_MS, ServerMessage,
};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

/// How often silence, waiting offers and unacknowledged messages are looked after.
const WATCH_EVERY: Duration = Duration::from_millis(250);
/// A message that was refused because the database is away is said again after so long.
const SAY_AGAIN: Duration = Duration::from_millis(300);

/// Who, and where.
pub struct Tab {
    pub name: String,
    pub instrument: Instrument,
    pub muted: bool,
    /// Their own way to the servers.
    pub addr: SocketAddr,
    pub room: RoomCode,
    pub view: Shared,
    /// Whether their network is dead.
    pub dead: watch::Receiver<bool>,
    /// What they are to say.
    pub says: mpsc::UnboundedReceiver<String>,
}

/// Why a connection ended.
struct Gone(String);

impl From<SocketError> for Gone {
    fn from(error: SocketError) -> Self {
        Gone(error.to_string())
    }
}

/// One connection.
struct Talk {
    socket: Socket,
    heard_at: Instant,
    /// Messages that wait for their acknowledgement, by the message that carried them.
    saying: HashMap<u32, Uuid>,
    say_again_at: Option<Instant>,
}

impl Tab {
    /// Stays in the room for ever.
    pub async fn stay(mut self, hz: f64) -> anyhow::Result<()> {
        let place = Place {
            url: format!("http://{}", self.addr).parse()?,
            room: self.room.clone(),
            name: self.name.clone(),
            instrument: self.instrument,
        };
        let cookie = enter_as_guest(&place.url, &self.name).await?;
        let (mut sound, mut backoff) = (Sound::new(hz)?, Backoff::default());
        loop {
            let within = Duration::from_millis(backoff.open_within_ms().into());
            let ended = match timeout(within, Socket::open(&place, &cookie)).await {
                Ok(Ok(socket)) => self.talk(socket, &mut sound, &mut backoff).await,
                Ok(Err(error)) => Gone(error.to_string()),
                Err(_) => Gone("it does not open".into()),
            };
            let wait_ms = {
                let mut view = self.view.lock();
                view.inside = false;
                view.trouble = ended.0;
                backoff.next_ms(rand::random())
            };
            self.wait(Duration::from_millis(wait_ms.into()), &mut sound).await;
        }
    }

    /// Waits between two connections; sound goes on meanwhile.
    async fn wait(&mut self, wait: Duration, sound: &mut Sound) {
        let (until, mut frames) = (tokio::time::Instant::now() + wait, interval(FRAME_TIME));
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => return,
                () = sound.next(&self.view) => {}
                _ = frames.tick() => sound.play(),
            }
        }
    }

    async fn talk(&mut self, socket: Socket, sound: &mut Sound, backoff: &mut Backoff) -> Gone {
        let mut talk = Talk { socket, heard_at: Instant::now(), saying: HashMap::new(), say_again_at: None };
        match self.follow(&mut talk, sound, backoff).await {
            Ok(never) => match never {},
            Err(gone) => gone,
        }
    }

    async fn follow(
        &mut self,
        talk: &mut Talk,
        sound: &mut Sound,
        backoff: &mut Backoff,
    ) -> Result<std::convert::Infallible, Gone> {
        talk.socket.send(Command::Hello(self.hello())).await?;
        let mut frames = interval(FRAME_TIME);
        frames.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut watch = interval(WATCH_EVERY);
        loop {
            tokio::select! {
                message = talk.socket.next() => {
                    talk.heard_at = Instant::now();
                    self.take(message?, talk, sound, backoff).await?;
                }
                () = sound.next(&self.view) => {}
                _ = frames.tick() => sound.play(),
                Some(text) = self.says.recv() => {
                    self.view.lock().unsaid.push((Uuid::now_v7(), text));
                    if self.view.lock().inside {
                        self.say_all(talk).await?;
                    }
                }
                Ok(()) = self.dead.changed() => sound.cut(*self.dead.borrow_and_update()),
                _ = watch.tick() => {
                    if talk.heard_at.elapsed() > Duration::from_millis(SILENCE_MS) {
                        return Err(Gone("silence".into()));
                    }
                    if talk.say_again_at.take_if(|at| *at <= Instant::now()).is_some() {
                        self.say_all(talk).await?;
                    }
                    if self.view.lock().inside && sound.is_due() {
                        self.offer(talk, sound).await?;
                    }
                }
            }
        }
    }

    fn hello(&self) -> Hello {
        let view = self.view.lock();
        let resume = view.mirror.as_ref().map(|mirror| {
            let state = mirror.state();
            Resume { token: state.resume_token, epoch: state.epoch, seq: Some(state.seq) }
        });
        let (performing, instrument, muted) = (true, self.instrument, self.muted);
        Hello { protocol: PROTOCOL, performing, instrument, muted, sound_checked: true, resume }
    }

    async fn take(
        &mut self,
        message: ServerMessage,
        talk: &mut Talk,
        sound: &mut Sound,
        backoff: &mut Backoff,
    ) -> Result<(), Gone> {
        match message {
            ServerMessage::Snapshot(snapshot) => {
                // The place and the connection of another life are gone.
                let before = self.view.lock().you();
                if before != Some(snapshot.you) {
                    sound.end();
                }
                self.view.lock().mirror = Some(RoomMirror::new(*snapshot));
                self.entered(talk, sound, backoff).await
            }
            ServerMessage::Resumed => self.entered(talk, sound, backoff).await,
            ServerMessage::Event { seq, event } => {
                let applied = self.view.lock().mirror.as_mut().map(|mirror| mirror.apply(seq, &event));
                if applied == Some(Applied::Gap) {
                    return Err(Gone("an event is missing".into()));
                }
                match *event {
                    RoomEvent::Media { state: MediaState::Up } => self.offer(talk, sound).await,
                    RoomEvent::Media { state: MediaState::Down } => {
                        sound.end();
                        Ok(())
                    }
                    _ => Ok(()),
                }
            }
            ServerMessage::Reply { id, result } => {
                if let Some(said) = talk.saying.remove(&id) {
                    match result {
                        Ok(_) => acknowledge(&mut self.view.lock(), said),
                        Err(fault) => {
                            self.view.lock().trouble = format!("chat: {fault}");
                            talk.say_again_at = Some(Instant::now() + SAY_AGAIN);
                        }
                    }
                } else if !sound.take_reply(id, &result)
                    && let Err(fault) = result
                {
                    self.view.lock().trouble = fault.to_string();
                }
                Ok(())
            }
            ServerMessage::Slots { connection, slots, .. } => {
                sound.take_slots(connection, &slots);
                Ok(())
            }
            ServerMessage::MediaLost { connection } => {
                sound.lost(connection);
                Ok(())
            }
            ServerMessage::Ping => Ok(talk.socket.send(Command::Ping).await.map(drop)?),
            ServerMessage::Goodbye { fault, .. } => Err(Gone(format!("goodbye: {fault}"))),
            _ => Ok(()),
        }
    }

    async fn entered(
        &mut self,
        talk: &mut Talk,
        sound: &mut Sound,
        backoff: &mut Backoff,
    ) -> Result<(), Gone> {
        backoff.reset();
        self.view.lock().inside = true;
        self.say_all(talk).await?;
        let media_is_up = self.view.lock().media_is_up();
        if media_is_up && !sound.is_alive() { self.offer(talk, sound).await } else { Ok(()) }
    }

    async fn offer(&mut self, talk: &mut Talk, sound: &mut Sound) -> Result<(), Gone> {
        let offer = sound.offer().await.map_err(|error| Gone(error.to_string()))?;
        let asked = talk.socket.send(offer).await?;
        sound.asked(asked);
        Ok(())
    }

    /// Says everything that is not acknowledged and not under way.
    async fn say_all(&mut self, talk: &mut Talk) -> Result<(), Gone> {
        let unsaid = self.view.lock().unsaid.clone();
        for (id, text) in unsaid {
            if !talk.saying.values().any(|saying| *saying == id) {
                let message = talk.socket.send(Command::Chat { id, text }).await?;
                talk.saying.insert(message, id);
            }
        }
        Ok(())
    }
}

fn acknowledge(view: &mut View, said: Uuid) {
    if let Some(at) = view.unsaid.iter().position(|(id, _)| *id == said) {
        let (id, text) = view.unsaid.remove(at);
        view.acknowledged.insert(id, text);
    }
}
