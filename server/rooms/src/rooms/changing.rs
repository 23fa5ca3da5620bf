//! Rooms changed from outside: the transaction first, then the live room is told. What the database must not believe the
//! person runs as the server itself, with the person's standing checked inside.

use super::edit;
use crate::Rooms;
use crate::invitations::{commands as invitations, queries as invitation_queries};
use crate::keeping;
use crate::running::records::SERVICE;
use db::{Actor, Error, Session};
use model::{Fault, UserId};
use model_rooms::{InvitationSeen, NewRoom, RegularChoices, RoomCode, RoomToEdit};
use uuid::Uuid;

impl Rooms {
    /// A room as its settings' page shows it. Errors: [`Fault::Unauthenticated`], [`Fault::NotFound`],
    /// [`Fault::Forbidden`] for who may not change it.
    pub async fn room_to_edit(&self, actor: &Actor, code: &RoomCode) -> Result<RoomToEdit, Error> {
        let by = account(actor)?;
        let db = &self.shared.db;
        let mut found = db
            .run(&SERVICE, async |session: &mut Session| edit::room_to_edit(session, by, code).await)
            .await?;
        found.limit =
            db.run(actor, async |session: &mut Session| keeping::queries::limit(session).await).await?;
        Ok(found)
    }

    /// Changes a room; see [`edit::edit_room`].
    pub async fn edit_room(
        &self,
        actor: &Actor,
        code: &RoomCode,
        seen: &str,
        form: NewRoom,
    ) -> Result<(), Error> {
        let by = account(actor)?;
        let work = async move |session: &mut Session| edit::edit_room(session, by, code, seen, form).await;
        self.shared.db.run(&SERVICE, work).await?;
        self.room_changed(code).await;
        Ok(())
    }

    /// Deletes a room and sends everybody out of it; see [`edit::delete_room`].
    pub async fn delete_room(&self, actor: &Actor, code: &RoomCode, typed: &str) -> Result<(), Error> {
        let by = account(actor)?;
        let work = async |session: &mut Session| edit::delete_room(session, by, code, typed).await;
        self.shared.db.run(&SERVICE, work).await?;
        self.room_changed(code).await;
        Ok(())
    }

    /// Keeps a room of the asker's own as a regular one, changes how, or keeps it no more; see
    /// [`keeping::commands::keep`].
    pub async fn keep_room(
        &self,
        actor: &Actor,
        code: &RoomCode,
        choices: RegularChoices,
    ) -> Result<(), Error> {
        let owner = account(actor)?;
        let work =
            async move |session: &mut Session| keeping::commands::keep(session, owner, code, choices).await;
        self.shared.db.run(actor, work).await?;
        self.room_changed(code).await;
        Ok(())
    }

    /// What an invitation's link opens, for whoever has it. Errors: [`Fault::NotFound`].
    pub async fn invitation_by_code(&self, code: &str) -> Result<InvitationSeen, Error> {
        let work = async |session: &mut Session| invitation_queries::by_code(session, code).await;
        self.shared.db.run(&SERVICE, work).await
    }

    /// Whether invitations to addresses are mailed.
    pub fn sends_mail(&self) -> bool {
        self.shared.config.post.is_some()
    }

    /// Says that an invitation may be waiting to be mailed: it is looked for at once.
    pub fn mail_is_waiting(&self) {
        if let Some(post) = &self.shared.config.post {
            post.wake();
        }
    }

    /// Makes the asker a member by an invitation. Errors: [`Fault::Unauthenticated`] for guests, [`Fault::NotFound`] when
    /// it is over, used up, not theirs, or they were banned from the room.
    pub async fn accept_invitation(&self, actor: &Actor, id: Uuid) -> Result<RoomCode, Error> {
        let person = account(actor)?;
        let work = async |session: &mut Session| invitations::accept(session, id, person).await;
        let code = self.shared.db.run(&SERVICE, work).await?;
        self.room_changed(&code).await;
        Ok(code)
    }
}

fn account(actor: &Actor) -> Result<UserId, Fault> {
    actor.user_id().ok_or(Fault::Unauthenticated)
}
