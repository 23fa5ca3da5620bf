//! Whether somebody inside may stay: asked again now and then, because a sign-in can be ended from another device and a
//! membership taken away while a socket is open.

use super::Caller;
use super::chat::Speaker;
use crate::rooms::queries;
use crate::running::outbox::Outgoing;
use chrono::Utc;
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::RoomCode;
use schema::auth::sessions;

impl Speaker {
    /// Closes the socket when its person may no longer be here. A database that is away throws nobody out.
    pub(super) async fn check_standing(self) {
        let Caller { actor, request, .. } = &self.caller;
        let standing =
            self.rooms.shared.db.run(actor, async |session| may_stay(session, &self.code).await).await;
        match standing.map_err(|error| error.into_fault(request)) {
            Ok(()) | Err(Fault::Unavailable { .. } | Fault::Internal { .. }) => {}
            Err(fault) => {
                self.outbox.push(Outgoing::Close { fault: Some(fault), retry: false });
            }
        }
    }
}

async fn may_stay(session: &mut Session, code: &RoomCode) -> Result<(), Error> {
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
    let found = queries::find(session, code).await?;
    found.door.admit(session.actor())?;
    Ok(())
}
