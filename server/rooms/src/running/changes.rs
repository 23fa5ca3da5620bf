//! Changes of a room and of the people in it that come from outside its task: decided and committed in the database
//! first, told to the live room next, in the same order.

use super::{Message, RoomHandle, Rooms, records::SERVICE};
use crate::live::{Change, Input, SocketId, Target};
use crate::moderation::act::{Effect, Moderator};
use crate::moderation::{Act, Given, Subject, looking, queries as moderation};
use crate::rooms::queries;
use db::{Error, MemberClaims, Session};
use model::{Fault, UserId};
use model_rooms::{PermissionChanges, RoomCode};
use realtime::Whom;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// Whose command of which socket of the room this is; none: it comes from a page.
pub(crate) type Asked = Option<(SocketId, u32)>;

/// Keeps what the database decides and what the live room is told in one order.
#[derive(Clone, Default)]
pub(crate) struct Order {
    /// Held from before a change's transaction until the live room was told of it.
    turn: Arc<Mutex<()>>,
    /// Counts changes. It rises after a change's commit and before the live room is told: whoever looked at the database
    /// before and speaks after knows that they may be wrong.
    changes: Arc<AtomicU64>,
}

impl Order {
    /// The number of the last change.
    pub fn number(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    fn rise(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }
}

impl Rooms {
    /// Does what a moderator wants done, in the database and, when the room is live, in it. Errors: those of
    /// [`crate::moderation::commands`], and [`Fault::NotFound`] for a participant who is not here.
    pub async fn moderate(
        &self,
        code: &RoomCode,
        by: &MemberClaims,
        on: Whom,
        act: Act,
    ) -> Result<(), Error> {
        self.moderate_for(code, by, on, act, None).await
    }

    /// The same for a guest or an account by its id as text, as lists of bans have it.
    pub async fn unban(&self, code: &RoomCode, by: &MemberClaims, person: &str) -> Result<(), Error> {
        self.unban_for(code, by, person, None).await
    }

    /// After a change of the room's row or of anybody's standing that did not go through [`Rooms::moderate`]: the live
    /// room looks again and enforces what it finds.
    pub async fn room_changed(&self, code: &RoomCode) {
        // It may run in another process.
        self.shared.cluster.tell_changed(code);
        self.room_changed_here(code).await;
    }

    /// The same, when it runs in this process.
    pub(crate) async fn room_changed_here(&self, code: &RoomCode) {
        let Some(handle) = self.find(code) else { return };
        let _turn = handle.take_turn().await;
        if let Err(error) = self.look_again(code, &handle, None).await {
            // Whoever is inside is looked at again within `Timing::standing_every` all the same.
            tracing::warn!(%code, %error, "a live room could not look at what changed");
        }
    }

    /// The number of the last change of a room's people; see [`Order`].
    pub(crate) fn changes_of(&self, code: &RoomCode) -> u64 {
        self.find(code).map_or(0, |handle| handle.order.number())
    }

    pub(crate) async fn moderate_for(
        &self,
        code: &RoomCode,
        by: &MemberClaims,
        on: Whom,
        act: Act,
        asked: Asked,
    ) -> Result<(), Error> {
        let _turn = self.take_turn(code).await;
        let (subject, name) = self.subject(code, on).await?;
        self.carry_out(code, by, &subject, name.as_deref(), act, asked).await
    }

    /// What somebody is given and denied beyond their role, for a moderator. Errors: [`Fault::Forbidden`] without
    /// `room.manageRoles`, [`Fault::NotFound`] for who is neither here nor belongs to the room.
    pub async fn permissions_of(
        &self,
        code: &RoomCode,
        by: &MemberClaims,
        on: Whom,
    ) -> Result<PermissionChanges, Error> {
        let (subject, _) = self.subject(code, on).await?;
        let work = async |session: &mut Session| {
            moderation::permissions_of(session, code, by.user_id, &subject).await
        };
        self.shared.db.run(&SERVICE, work).await
    }

    /// Whom it is about, and their name when they are here.
    async fn subject(&self, code: &RoomCode, on: Whom) -> Result<(Subject, Option<String>), Fault> {
        let target = self.target(code, on).await;
        let subject = match (&target, on) {
            (Some(Target { person, guest: true, name, role, custom }), _) => {
                Subject::guest(*person, name, Given { role: *role, custom: *custom })
            }
            (Some(target), _) => Subject::account(target.person),
            (None, Whom::Account(person)) => Subject::account(person),
            (None, Whom::Participant(_)) => return Err(Fault::NotFound),
        };
        Ok((subject, target.map(|target| target.name)))
    }

    pub(crate) async fn unban_for(
        &self,
        code: &RoomCode,
        by: &MemberClaims,
        person: &str,
        asked: Asked,
    ) -> Result<(), Error> {
        let _turn = self.take_turn(code).await;
        self.carry_out(code, by, &Subject::from(person), None, Act::Unban, asked).await
    }

    /// One transaction, then the live room. The caller holds the turn.
    async fn carry_out(
        &self,
        code: &RoomCode,
        by: &MemberClaims,
        on: &Subject,
        name: Option<&str>,
        act: Act,
        asked: Asked,
    ) -> Result<(), Error> {
        let moderator = Moderator { id: by.user_id, name: &by.name };
        let work = async |session: &mut Session| act.carry_out(session, code, moderator, on, name).await;
        let effect = self.shared.db.run(&SERVICE, work).await?;
        let Some(handle) = self.find(code) else {
            // The process that runs it looks at what is in the database now.
            self.shared.cluster.tell_changed(code);
            return Ok(());
        };
        match effect {
            Effect::Nothing => handle.tell(Input::Moderated { by: asked, change: None }).await,
            Effect::Change(change) => handle.changed(change, asked).await,
            Effect::RoomChanged => self.look_again(code, &handle, asked).await?,
        }
        Ok(())
    }

    /// Reads the room's row and what everybody inside is, and tells the live room. The caller holds the turn.
    async fn look_again(&self, code: &RoomCode, handle: &RoomHandle, asked: Asked) -> Result<(), Error> {
        let people = handle.people().await;
        let work = async |session: &mut Session| {
            let room = queries::find(session, code).await?.room;
            let standings = looking::standings_now(session, &room, &people).await?;
            Ok::<_, Error>((room, standings))
        };
        let (room, standings) = self.shared.db.run(&SERVICE, work).await?;
        handle.order.rise();
        handle.tell(Input::RoomChanged { by: asked, room: Box::new(room), standings }).await;
        Ok(())
    }

    async fn take_turn(&self, code: &RoomCode) -> Option<OwnedMutexGuard<()>> {
        match self.find(code) {
            Some(handle) => Some(handle.take_turn().await),
            None => None,
        }
    }

    async fn target(&self, code: &RoomCode, whom: Whom) -> Option<Target> {
        let (answer, waiting) = oneshot::channel();
        self.find(code)?.inbox.send(Message::Target(whom, answer)).await.ok()?;
        waiting.await.ok()?
    }
}

impl RoomHandle {
    /// Changes one after the other.
    pub(crate) async fn take_turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.order.turn).lock_owned().await
    }

    /// Tells the room of a change that was committed. The caller holds the turn.
    pub(crate) async fn changed(&self, change: Change, asked: Asked) {
        self.order.rise();
        self.tell(Input::Moderated { by: asked, change: Some(change) }).await;
    }

    /// Account or guest ids of the people inside, and whether each is a guest's.
    async fn people(&self) -> Vec<(UserId, bool)> {
        let (answer, waiting) = oneshot::channel();
        let _room_has_closed = self.inbox.send(Message::People(answer)).await;
        waiting.await.unwrap_or_default()
    }

    async fn tell(&self, input: Input) {
        // A room that closed at this moment reads everything anew when it opens.
        let _room_has_closed = self.inbox.send(Message::Input(input)).await;
    }
}
