//! One thing that a moderator does, from the command to what the live room is told.

use super::{Given, Subject, commands, transfer_ownership};
use crate::live::Change;
use crate::rooms::admission::Ban;
use db::{Error, Session};
use model::{Fault, UserId};
use model_rooms::{PermissionChanges, Role, RoomCode};

/// One thing that a moderator does to somebody.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Give another role.
    Role(Role),
    /// Give and deny beyond the role.
    Permissions(Box<PermissionChanges>),
    /// Send out; may come back.
    Kick,
    /// Send out and keep out.
    Ban {
        /// Why; empty: nothing said.
        reason: String,
        /// Hours; none: for good.
        hours: Option<u32>,
    },
    /// Let come back.
    Unban,
    /// Hand the room over.
    TransferOwnership,
}

/// Who does it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moderator<'a> {
    /// The account.
    pub id: UserId,
    /// Shown to others.
    pub name: &'a str,
}

/// What the live room is told once it is committed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Nothing: nobody inside is concerned.
    Nothing,
    /// This.
    Change(Change),
    /// To look at its row and everybody's standing again.
    RoomChanged,
}

impl Act {
    /// Does it in the database, by the server itself in the moderator's name. `name`: of who it is done to, when known.
    pub(crate) async fn carry_out(
        self,
        session: &mut Session,
        room: &RoomCode,
        by: Moderator<'_>,
        on: &Subject,
        name: Option<&str>,
    ) -> Result<Effect, Error> {
        let person: UserId = on.id().parse().map_err(|_| Fault::NotFound)?;
        let standing = |Given { role, custom }| Effect::Change(Change::Standing { person, role, custom });
        Ok(match self {
            Act::Role(role) => standing(commands::change_role(session, room, by.id, on.clone(), role).await?),
            Act::Permissions(changes) => {
                standing(commands::change_permissions(session, room, by.id, on.clone(), *changes).await?)
            }
            Act::Kick => {
                commands::kick(session, room, by.id, on.clone()).await?;
                let words = name.map(|name| format!("{} sent {name} out.", by.name));
                let fault = Fault::forbidden("You were sent out of this room. You may come back.");
                Effect::Change(Change::Out { person, fault, words })
            }
            Act::Ban { reason, hours } => {
                let until = commands::ban(session, room, by.id, on.clone(), reason.clone(), hours).await?;
                let reason = reason.trim().to_owned();
                let words = name.map(|name| format!("{} banned {name}.", by.name));
                Effect::Change(Change::Out { person, fault: Ban { reason, until }.fault(), words })
            }
            Act::Unban => {
                commands::unban(session, room, by.id, on.id()).await?;
                Effect::Nothing
            }
            Act::TransferOwnership => {
                transfer_ownership(session, room, by.id, on).await?;
                Effect::RoomChanged
            }
        })
    }
}
