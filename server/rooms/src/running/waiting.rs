//! Who waits at a room's door: what is remembered when the room opens, and a moderator's decision.

use super::changes::Asked;
use super::{Message, RoomHandle, Rooms, records::SERVICE};
use crate::live::Input;
use crate::moderation::Standing;
use crate::rooms::join_requests;
use db::{Error, MemberClaims, Session};
use model::{Fault, UserId};
use model_rooms::{Permission, RoomCode};

impl Rooms {
    /// Lets somebody in who waits at a room's door, or not; when the room is live, at once. Errors: [`Fault::Forbidden`]
    /// without `room.manageUsers`, [`Fault::NotFound`] when they do not wait.
    pub async fn decide(
        &self,
        code: &RoomCode,
        by: &MemberClaims,
        person: UserId,
        admit: bool,
    ) -> Result<(), Error> {
        self.decide_for(code, by, person, admit, None).await
    }

    pub(crate) async fn decide_for(
        &self,
        code: &RoomCode,
        by: &MemberClaims,
        person: UserId,
        admit: bool,
        asked: Asked,
    ) -> Result<(), Error> {
        let handle = self.find(code);
        let _turn = match &handle {
            Some(handle) => Some(handle.take_turn().await),
            None => None,
        };
        let work = async |session: &mut Session| {
            let decider = by.user_id.to_string();
            let standing = Standing::of(session, code, &decider).await?;
            if !standing.permissions.allows(Permission::ManageUsers) {
                return Err(Fault::forbidden("You may not decide who comes into this room.").into());
            }
            join_requests::decide(session, code, &decider, person, admit).await
        };
        self.shared.db.run(&SERVICE, work).await?;
        if let Some(handle) = handle {
            let decided = Input::Decided { by: asked, person, admit };
            // A room that closed at this moment reads everything anew when it opens.
            let _room_has_closed = handle.inbox.send(Message::Input(decided)).await;
        }
        Ok(())
    }

    /// Tells a room that has just opened who knocked while it was closed.
    pub(super) fn remember_waiting(&self, code: RoomCode, handle: RoomHandle) {
        let db = self.shared.db.clone();
        self.shared.tasks.spawn(async move {
            let pending =
                db.run(&SERVICE, async |session| join_requests::pending(session, &code).await).await;
            match pending {
                Ok(people) if people.is_empty() => {}
                Ok(people) => {
                    let _room_has_closed = handle.inbox.send(Message::Input(Input::Pending(people))).await;
                }
                // They knock again.
                Err(error) => tracing::warn!(%code, %error, "who waits at a door could not be read"),
            }
        });
    }
}
