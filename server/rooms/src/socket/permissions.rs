//! What somebody is given and denied beyond their role, for who is about to change it.

use super::chat::Speaker;
use crate::moderation::Standing;
use crate::running::records::SERVICE;
use db::{Error, Session};
use model::{Fault, UserId};
use model_rooms::{Permission, PermissionChanges};
use realtime::{Reply, Whom};

impl Speaker {
    /// Tells the asker alone.
    pub async fn tell_permissions(self, reply: u32, who: Whom) {
        let found = self.given_to(who).await;
        self.answer(reply, found.map(|changes| Reply::Permissions { changes: Box::new(changes) }));
    }

    /// Errors: [`Fault::Forbidden`] without `room.manageRoles`, [`Fault::NotFound`] for who is neither here nor belongs to
    /// the room.
    async fn given_to(&self, who: Whom) -> Result<PermissionChanges, Fault> {
        let socket = self.socket;
        let here = self.handle.consult(move |room, _| {
            room.allows(socket, Permission::ManageRoles)?;
            Ok::<_, Fault>(room.target(who))
        });
        match (here.await??, who) {
            (Some(target), _) => Ok(target.custom),
            (None, Whom::Account(person)) => self.given_in_absence(person).await,
            (None, Whom::Participant(_)) => Err(Fault::NotFound),
        }
    }

    async fn given_in_absence(&self, person: UserId) -> Result<PermissionChanges, Fault> {
        let work = async |session: &mut Session| {
            let standing = Standing::of(session, &self.code, &person.to_string()).await?;
            standing.role.map(|_| standing.custom).ok_or_else(|| Error::from(Fault::NotFound))
        };
        let found = self.rooms.shared.db.run(&SERVICE, work).await;
        found.map_err(|error| error.into_fault(&self.caller.request))
    }
}
