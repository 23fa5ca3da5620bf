//! Keeps the sessions of all live rooms of this process in the database: what begins and ends as soon as the database
//! takes it, how the open ones stand every [`BEAT`]. A database that is away delays this and loses nothing; a server that
//! is killed loses what happened since the last beat.

use super::book::{Book, Figures};
use super::{Happening, commands};
use crate::running::records::SERVICE;
use chrono::{DateTime, Utc};
use db::{Db, Error};
use model::UserId;
use model_rooms::{ChatKind, Room};
use realtime::RoomEvent;
use sidecar_api::RoomToken;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often it is written down how the open sessions stand.
const BEAT: Duration = Duration::from_secs(15);
/// How often sessions and tracks of dead processes are looked for; also at the start.
const SWEEP: Duration = Duration::from_secs(60);
/// Ended sessions that may wait for the database.
const ENDED_MAX: usize = 10_000;

/// The sessions of this process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sessions {
    shared: Arc<Shared>,
}

struct Shared {
    process: Uuid,
    state: Mutex<State>,
    /// Something began or ended.
    wake: Notify,
    happenings: Option<mpsc::Sender<Happening>>,
}

#[derive(Default)]
struct State {
    /// By the live room's token: a room that closes and one that opens under the same code are two.
    books: HashMap<RoomToken, Book>,
    /// Not written down at all yet.
    begun: Vec<(RoomToken, UserId)>,
    /// With when they ended.
    ended: VecDeque<(DateTime<Utc>, Figures)>,
}

impl Sessions {
    /// Of the process with this id. `happenings`: who wants to know.
    pub fn new(process: Uuid, happenings: Option<mpsc::Sender<Happening>>) -> Self {
        let shared = Shared { process, state: Mutex::default(), wake: Notify::new(), happenings };
        Sessions { shared: Arc::new(shared) }
    }

    /// A live room opens.
    pub fn open(&self, token: RoomToken, room: &Room, now: DateTime<Utc>) {
        let book = Book::new(room.code.as_str(), room.max_users, now);
        self.state().books.insert(token, book);
    }

    /// Something was announced in a live room.
    pub fn hear(&self, token: RoomToken, now: DateTime<Utc>, event: &RoomEvent) {
        if !Book::concerns(event) {
            return;
        }
        if let RoomEvent::Chat { message } = event
            && message.kind == ChatKind::Text
            && let Some(user) = message.user_id
        {
            self.tell(Happening::Counted(user));
        }
        let mut state = self.state();
        let Some(book) = state.books.get_mut(&token) else { return };
        let turn = book.take(now, event, Uuid::now_v7);
        let is_news = turn.begun.is_some() || !turn.ended.is_empty();
        state.begun.extend(turn.begun.map(|user| (token, user)));
        state.end(now, turn.ended);
        drop(state);
        if is_news {
            self.shared.wake.notify_one();
        }
    }

    /// A live room closes, with everybody who is still inside.
    pub fn close(&self, token: RoomToken, now: DateTime<Utc>) {
        let mut state = self.state();
        if let Some(mut book) = state.books.remove(&token) {
            state.end(now, book.close(now));
            drop(state);
            self.shared.wake.notify_one();
        }
    }

    /// Hints at something, to whoever wants to know.
    pub fn tell(&self, happening: Happening) {
        if let Some(happenings) = &self.shared.happenings {
            // Only hints: whoever cannot keep up finds it by looking.
            let _is_full_or_gone = happenings.try_send(happening);
        }
    }

    /// Writes everything down until `stop`, and then the rest.
    pub async fn write_down(self, db: Db, stop: CancellationToken) {
        let (mut beat, mut sweep) = (interval(BEAT), interval(SWEEP));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let written = tokio::select! {
                biased;
                () = stop.cancelled() => break,
                _ = sweep.tick() => self.sweep(&db).await,
                _ = beat.tick() => self.write_all(&db).await,
                () = self.shared.wake.notified() => self.write_news(&db).await,
            };
            if let Err(error) = written {
                tracing::warn!(%error, "sessions could not be written down; they will be");
            }
        }
        if let Err(error) = self.write_all(&db).await {
            tracing::warn!(%error, "the last sessions could not be closed; the next start closes them");
        }
    }

    /// How all open sessions stand, and what has ended.
    async fn write_all(&self, db: &Db) -> Result<(), Error> {
        let now = Utc::now();
        let standing = {
            let mut state = self.state();
            state.begun.clear();
            state.books.values_mut().flat_map(|book| book.standing(now)).collect()
        };
        self.keep(db, now, standing).await?;
        self.write_ended(db).await
    }

    /// What has begun and ended.
    async fn write_news(&self, db: &Db) -> Result<(), Error> {
        let now = Utc::now();
        let begun = {
            let mut state = self.state();
            let begun = std::mem::take(&mut state.begun);
            // Who is gone again is among the ended.
            let standing =
                |(token, user): (RoomToken, UserId)| state.books.get_mut(&token)?.standing_of(user, now);
            begun.into_iter().filter_map(standing).collect()
        };
        self.keep(db, now, begun).await?;
        self.write_ended(db).await
    }

    async fn keep(&self, db: &Db, now: DateTime<Utc>, figures: Vec<Figures>) -> Result<(), Error> {
        if figures.is_empty() {
            return Ok(());
        }
        let process = self.shared.process;
        db.run(&SERVICE, async |session| commands::keep(session, process, now, &figures).await).await
    }

    /// Each in a transaction of its own: closing counts for several people, and two at once would wait for each other.
    async fn write_ended(&self, db: &Db) -> Result<(), Error> {
        let process = self.shared.process;
        loop {
            let Some((at, figures)) = self.state().ended.front().cloned() else { return Ok(()) };
            db.run(&SERVICE, async |session| commands::end(session, process, at, &figures).await).await?;
            self.state().ended.retain(|(_, ended)| ended.id != figures.id);
            self.tell(Happening::SessionEnded);
        }
    }

    /// Closes what dead processes left open, as it stood when it was last written down, and forgets their tracks.
    async fn sweep(&self, db: &Db) -> Result<(), Error> {
        let process = self.shared.process;
        let cleared =
            db.run(&SERVICE, async |session| commands::clear_lost_tracks(session, process).await).await?;
        let lost = db.run(&SERVICE, async |session| commands::lost(session, process).await).await?;
        for id in &lost {
            db.run(&SERVICE, async |session| commands::close(session, *id).await).await?;
            self.tell(Happening::SessionEnded);
        }
        if !lost.is_empty() || cleared > 0 {
            tracing::info!(sessions = lost.len(), tracks = cleared, "closed what a dead server left open");
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Books are changed by pure code that does not stop in the middle.
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn end(&mut self, now: DateTime<Utc>, ended: Vec<Figures>) {
        self.ended.extend(ended.into_iter().map(|figures| (now, figures)));
        while self.ended.len() > ENDED_MAX {
            self.ended.pop_front();
            tracing::warn!("a session is closed later, as it stood: too many wait for the database");
        }
    }
}
