//! Whether somebody inside may stay, and as what: asked again now and then, because a sign-in can be ended from another
//! device, and anything about a room can be changed behind its back.

use super::Caller;
use super::chat::Speaker;
use crate::live::StandingNow;
use crate::rooms::admission::Admission;
use crate::rooms::queries::{self, FoundRoom};
use crate::running::Message;
use crate::running::outbox::Outgoing;
use chrono::Utc;
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::{PermissionChanges, Role, Room, RoomCode};
use schema::auth::sessions;

impl Speaker {
    /// Looks at the room and its door again, for this person, and has the live room follow. A database that is away
    /// throws nobody out.
    pub(super) async fn check_standing(self) {
        let Caller { actor, request, .. } = &self.caller;
        let number = self.handle.order.number();
        let look = async |session: &mut Session| look(session, &self.code).await;
        match self.rooms.shared.db.run(actor, look).await.map_err(|error| error.into_fault(request)) {
            Ok(found) => {
                let (room, standing) = self.standing_now(found);
                let message = Message::Checked(number, room, standing);
                let _room_has_closed = self.handle.inbox.send(message).await;
            }
            Err(Fault::Unavailable { .. } | Fault::Internal { .. }) => {}
            Err(fault) => {
                self.outbox.push(Outgoing::Close { fault: Some(fault), retry: false });
            }
        }
    }

    fn standing_now(&self, found: FoundRoom) -> (Box<Room>, StandingNow) {
        let FoundRoom { room, door, .. } = found;
        let (role, custom, staff, out) = match door.admit(&self.caller.actor) {
            Admission::Enter { role, custom, staff, .. } => (role, custom, staff, None),
            // Whoever was let in before newcomers had to wait stays.
            Admission::Wait => (door.role(), PermissionChanges::default(), false, None),
            Admission::Refuse(fault) => (Role::Listener, PermissionChanges::default(), false, Some(fault)),
        };
        (Box::new(room), StandingNow { person: self.person.id, role, custom, staff, out })
    }
}

/// Errors: [`Fault::Unauthenticated`] when the sign-in has ended, [`Fault::NotFound`] or [`Fault::Forbidden`] when the
/// room is no longer theirs to see.
async fn look(session: &mut Session, code: &RoomCode) -> Result<FoundRoom, Error> {
    if let Actor::Member(member) = session.actor().clone() {
        let alive = sessions::table
            .filter(sessions::id.eq(member.session_id))
            .filter(sessions::revoked_at.is_null().and(sessions::expires_at.gt(Utc::now())))
            .count();
        let alive: i64 = alive.get_result(session.conn()).await?;
        if alive == 0 {
            return Err(Fault::Unauthenticated.into());
        }
    }
    queries::find(session, code).await
}
