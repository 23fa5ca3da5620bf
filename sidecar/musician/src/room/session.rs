//! One stay in a room: from opening the socket to leaving, or to losing it.

mod media;

use super::socket::{Socket, SocketError};
use super::{Musician, Place, stopped};
use crate::{FRAME_SAMPLES, FRAME_TIME};
use media::{Media, next_of};
use model::Fault;
use realtime::{Command, HEARTBEAT_MS, Hello, PROTOCOL, RoomEvent, SILENCE_MS, ServerMessage};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval_at, sleep_until};

/// How often the clock is asked.
const CLOCK_EVERY: Duration = Duration::from_secs(1);
/// At most so many frames are caught up with after a stall; older ones are skipped.
const LATE_FRAMES_MAX: u64 = 10;

/// How a stay ended.
pub enum Outcome {
    /// As wanted.
    Over,
    /// The server does not want us.
    Refused(Fault),
    /// Something broke.
    Lost {
        /// We had been in the room.
        was_in: bool,
        /// What broke.
        cause: String,
    },
}

/// A stay.
pub struct Session<'a> {
    socket: Socket,
    musician: &'a mut Musician,
    media: Option<Media>,
    /// When to make the next media connection.
    retry: Option<Instant>,
    media_up: bool,
    was_in: bool,
    next_frame: u64,
    /// The last round trip over the data channel, until the others have been told.
    round_trip_us: Option<u64>,
}

/// Why the loop ends.
enum End {
    Over,
    Socket(SocketError),
    Refused(Fault),
}

impl From<SocketError> for End {
    fn from(error: SocketError) -> Self {
        End::Socket(error)
    }
}

impl<'a> Session<'a> {
    /// Joins and stays. `end` is set when sound can first flow, if the musician's time is limited.
    pub async fn run(
        place: &Place,
        cookie: &str,
        musician: &'a mut Musician,
        end: &mut Option<Instant>,
        stop: &mut watch::Receiver<bool>,
    ) -> Outcome {
        let socket = match Socket::open(place, cookie).await {
            Ok(socket) => socket,
            Err(SocketError::Refused(fault)) => return Outcome::Refused(fault),
            Err(error) => return Outcome::Lost { was_in: false, cause: error.to_string() },
        };
        let mut session = Session {
            socket,
            musician,
            media: None,
            retry: None,
            media_up: false,
            was_in: false,
            next_frame: 0,
            round_trip_us: None,
        };
        let ended = match session.enter(place).await {
            Ok(()) => session.follow(end, stop).await,
            Err(ended) => ended,
        };
        session.leave(&ended).await;
        match ended {
            End::Over => Outcome::Over,
            End::Refused(fault) | End::Socket(SocketError::Refused(fault)) => Outcome::Refused(fault),
            End::Socket(error) => Outcome::Lost { was_in: session.was_in, cause: error.to_string() },
        }
    }

    async fn enter(&mut self, place: &Place) -> Result<(), End> {
        let hello = Hello {
            protocol: PROTOCOL,
            performing: self.musician.player.is_some(),
            instrument: place.instrument,
            muted: false,
            sound_checked: true,
            resume: None,
        };
        self.socket.send(Command::Hello(hello)).await?;
        Ok(())
    }

    async fn follow(&mut self, end: &mut Option<Instant>, stop: &mut watch::Receiver<bool>) -> End {
        let start = tokio::time::Instant::now();
        let mut frames = interval_at(start, FRAME_TIME);
        frames.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let heartbeat = Duration::from_millis(HEARTBEAT_MS);
        // Not at once: a server that sends us away closes the socket, and what comes after that would make the kernel
        // reset the connection before its farewell is read.
        let mut beat = interval_at(start + heartbeat, heartbeat);
        let mut clock = interval_at(start, CLOCK_EVERY);
        let mut heard = Instant::now();
        loop {
            let far = Instant::now() + Duration::from_secs(3600);
            let wake = [*end, self.retry, self.media_deadline()].into_iter().flatten().min().unwrap_or(far);
            let result = tokio::select! {
                message = self.socket.next() => match message {
                    Ok(message) => {
                        heard = Instant::now();
                        self.take_message(message).await
                    }
                    Err(error) => Err(End::Socket(error)),
                },
                event = next_of(&mut self.media) => self.take_event(event, end),
                _ = frames.tick(), if self.musician.player.is_some() => self.play(),
                _ = clock.tick() => self.ask_clock(),
                _ = beat.tick() => {
                    if heard.elapsed() > Duration::from_millis(SILENCE_MS) {
                        Err(End::Socket(SocketError::Broken("the server fell silent".into())))
                    } else {
                        self.beat().await
                    }
                },
                () = sleep_until(wake.into()) => self.wake(*end).await,
                () = stopped(stop) => Err(End::Over),
            };
            if let Err(ended) = result {
                return ended;
            }
        }
    }

    /// Says that we are there, and how far the sidecar is.
    async fn beat(&mut self) -> Result<(), End> {
        self.socket.send(Command::Ping).await?;
        if let Some(us) = self.round_trip_us.take() {
            self.socket
                .send(Command::ReportConnection {
                    rtt_ms: us as f32 / 1_000.0,
                    jitter_ms: None,
                    loss_percent: None,
                })
                .await?;
        }
        Ok(())
    }

    async fn take_message(&mut self, message: ServerMessage) -> Result<(), End> {
        match message {
            ServerMessage::Snapshot(snapshot) => {
                self.was_in = true;
                self.set_media(snapshot.media).await
            }
            ServerMessage::Event { event, .. } => match *event {
                RoomEvent::Media { state } => self.set_media(state).await,
                _ => Ok(()),
            },
            ServerMessage::Reply { id, result } => self.take_reply(id, result),
            ServerMessage::Slots { connection, slots, missing } => {
                self.take_slots(connection, slots, missing).await
            }
            ServerMessage::MediaLost { connection } => {
                if self.media.as_ref().is_some_and(|media| media.connection == connection) {
                    self.drop_media("the server lost it");
                }
                Ok(())
            }
            ServerMessage::Ping => Ok(self.socket.send(Command::Ping).await.map(drop)?),
            ServerMessage::Goodbye { fault, retry: false } => Err(End::Refused(fault)),
            ServerMessage::Goodbye { fault, .. } => Err(End::Socket(SocketError::Broken(fault.to_string()))),
            ServerMessage::Resumed
            | ServerMessage::Waiting
            | ServerMessage::Listening { .. }
            | ServerMessage::Standing { .. }
            | ServerMessage::AtTheDoor { .. } => Ok(()),
        }
    }

    /// Sends the frames whose time has come.
    fn play(&mut self) -> Result<(), End> {
        let (Some(player), Some(media)) = (&mut self.musician.player, &mut self.media) else { return Ok(()) };
        let due = (player.origin.elapsed().as_micros() / FRAME_TIME.as_micros()) as u64 + 1;
        self.next_frame = self.next_frame.max(due.saturating_sub(LATE_FRAMES_MAX));
        let mut failed = None;
        while self.next_frame < due && failed.is_none() {
            let mut frame = [0.0; FRAME_SAMPLES * 2];
            player.source.fill(self.next_frame, &mut frame);
            let timestamp = (self.next_frame as u32).wrapping_mul(FRAME_SAMPLES as u32);
            failed = match player.encoder.encode(&frame) {
                Ok(encoded) => media.peer.send(encoded, timestamp).err(),
                Err(error) => {
                    tracing::warn!(%error, "a frame could not be encoded");
                    None
                }
            };
            self.next_frame += 1;
        }
        if let Some(error) = failed {
            self.drop_media(error);
        }
        Ok(())
    }

    fn ask_clock(&mut self) -> Result<(), End> {
        if let Some(error) = self.media.as_mut().and_then(|media| media.peer.ask_clock().err()) {
            self.drop_media(error);
        }
        Ok(())
    }

    async fn wake(&mut self, end: Option<Instant>) -> Result<(), End> {
        let now = Instant::now();
        if end.is_some_and(|end| end <= now) {
            return Err(End::Over);
        }
        if self.media_deadline().is_some_and(|deadline| deadline <= now) {
            self.drop_media("it did not come up in time");
        }
        if self.retry.is_some_and(|retry| retry <= now) {
            self.connect_media().await?;
        }
        Ok(())
    }

    /// Says goodbye, where there is still somebody to hear it.
    async fn leave(&mut self, ended: &End) {
        if let Some(media) = self.media.take() {
            media.peer.close();
        }
        if matches!(ended, End::Over) && self.socket.send(Command::Leave).await.is_ok() {
            // The reply tells that the others know.
            let farewell = async { while self.socket.next().await.is_ok() {} };
            drop(tokio::time::timeout(Duration::from_millis(500), farewell).await);
        }
    }
}
