//! Moderation over the socket. It takes as long as the database takes, so it runs beside the socket; the room answers
//! when it has taken effect.

use super::chat::Speaker;
use crate::moderation::Act;
use db::{Actor, MemberClaims};
use model::Fault;
use realtime::{Command, Reply, Whom};

/// A command that a moderator gives, or that only looks like one.
pub(super) enum Order {
    /// About somebody.
    Act(Whom, Act),
    /// What somebody is given and denied.
    Ask(Whom),
    /// About somebody who is kept out, by their id as text.
    Unban(String),
}

impl Order {
    /// Takes the commands that are moderation; the others come back.
    pub fn of(command: Command) -> Result<Order, Command> {
        Ok(match command {
            Command::SetRole { who, role } => Order::Act(who, Act::Role(role)),
            Command::SetPermissions { who, changes } => Order::Act(who, Act::Permissions(changes)),
            Command::AskPermissions { who } => Order::Ask(who),
            Command::Kick { who } => Order::Act(who, Act::Kick),
            Command::Ban { who, reason, hours } => Order::Act(who, Act::Ban { reason, hours }),
            Command::TransferOwnership { who } => Order::Act(who, Act::TransferOwnership),
            Command::Unban { user_id } => Order::Unban(user_id),
            other => return Err(other),
        })
    }
}

impl Speaker {
    /// Does it, in this person's name; on a fault only they hear.
    pub async fn moderate(self, reply: u32, order: Order) {
        if let Err(fault) = self.order(reply, order).await {
            self.answer(reply, Err::<Reply, _>(fault));
        }
    }

    async fn order(&self, reply: u32, order: Order) -> Result<(), Fault> {
        let by = self.account()?;
        let (rooms, asked) = (&self.rooms, Some((self.socket, reply)));
        let done = match order {
            Order::Act(on, act) => rooms.moderate_for(&self.code, by, on, act, asked).await,
            Order::Ask(on) => match rooms.permissions_of(&self.code, by, on).await {
                Ok(changes) => {
                    self.answer(reply, Ok(Reply::Permissions { changes: Box::new(changes) }));
                    Ok(())
                }
                Err(error) => Err(error),
            },
            Order::Unban(person) => rooms.unban_for(&self.code, by, &person, asked).await,
        };
        done.map_err(|error| error.into_fault(&self.caller.request))
    }

    /// Errors: [`Fault::Forbidden`] for who has no account.
    pub(super) fn account(&self) -> Result<&MemberClaims, Fault> {
        match &self.caller.actor {
            Actor::Member(member) => Ok(member),
            _ => Err(Fault::forbidden("Only people with an account can look after a room.")),
        }
    }
}
