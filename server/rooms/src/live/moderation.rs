//! Moderation as it takes effect: everybody's tabs, sound and standing follow at once. Whether it is allowed was decided
//! before, in the database ([`crate::moderation`]); muting for everybody is decided here, because only this room knows it.

use super::io::{Change, Moment, Output, Target};
use super::standing::GuestStanding;
use super::{LiveRoom, done};
use model::{Fault, ParticipantId, UserId};
use model_rooms::{Permission, Role};
use realtime::{RoomEvent, Whom};

impl LiveRoom {
    /// Whom a command is about, when they are here.
    pub fn target(&self, whom: Whom) -> Option<Target> {
        let place = self.places.iter().find(|place| match whom {
            Whom::Participant(id) => place.id() == id,
            Whom::Account(person) => place.person == person,
        })?;
        Some(Target {
            person: place.person,
            guest: place.guest,
            name: place.who.name.clone(),
            role: place.who.role,
            custom: place.custom,
        })
    }

    /// Carries out what was decided.
    pub(super) fn moderated(&mut self, now: Moment, change: Change, out: &mut Vec<Output>) {
        match change {
            Change::Standing { person, role, custom } => {
                if self.places_of(person).any(|index| self.places[index].guest) {
                    self.guests.insert(person, GuestStanding { role, custom });
                }
                self.set_standing(person, role, custom, out);
            }
            Change::Out { person, fault, words } => {
                if let Some(words) = words {
                    out.push(Output::Tell(words));
                }
                self.put_out(now, person, &fault, out);
            }
        }
    }

    /// Sends somebody out: all of their tabs at once, their sound too, and no way back to their places.
    pub(super) fn put_out(&mut self, now: Moment, person: UserId, fault: &Fault, out: &mut Vec<Output>) {
        self.put_off(person, fault, out);
        while let Some(index) = self.places.iter().position(|place| place.person == person) {
            if let Some(socket) = self.places[index].socket.take() {
                out.push(Output::Close { socket, fault: Some(fault.clone()), retry: false });
            }
            self.leave(now, index, out);
        }
    }

    /// Mutes somebody for everybody, in all of their tabs, or lifts that. It holds while the room is open, also when they
    /// leave and come back. Errors: [`Fault::Forbidden`], [`Fault::NotFound`].
    pub(super) fn silence(
        &mut self,
        by: usize,
        who: ParticipantId,
        silenced: bool,
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        let on = self.places.iter().find(|place| place.id() == who).ok_or(Fault::NotFound)?;
        let (asker, target) = (self.standing_of(&self.places[by]), self.standing_of(on));
        asker.may_act(Permission::MuteOtherUsers, &target)?;
        let (person, name, by) = (on.person, on.who.name.clone(), self.places[by].who.name.clone());
        if self.silenced.contains(&person) == silenced {
            return Ok(());
        }
        match silenced {
            true => self.silenced.insert(person),
            false => self.silenced.remove(&person),
        };
        out.push(Output::Tell(match silenced {
            true => format!("{by} muted {name} for everybody."),
            false => format!("{by} lets {name} be heard again."),
        }));
        for index in self.places_of(person) {
            self.places[index].who.silenced = silenced;
            self.announce_changed(index, None, out);
        }
        Ok(())
    }

    /// Takes over the room's row, and tells everybody what changed about it.
    pub(super) fn take_room(&mut self, room: model_rooms::Room, out: &mut Vec<Output>) {
        if self.room == room {
            return;
        }
        let before = std::mem::replace(&mut self.room, room);
        out.extend(room_words(&before, &self.room).into_iter().map(Output::Tell));
        self.door_changed(&before, out);
        self.announce(RoomEvent::RoomChanged { room: Box::new(self.room.clone()) }, None, out);
        let same =
            before.rules == self.room.rules && before.default_permissions == self.room.default_permissions;
        if !same {
            (0..self.places.len()).for_each(|index| self.send_standing(index, out));
        }
    }
}

/// What everybody reads when somebody gets another role.
pub(super) fn role_words(name: &str, role: Role) -> String {
    match role {
        Role::Owner => format!("The room is {name}'s now."),
        Role::CoHost => format!("{name} is a co-host now."),
        Role::Performer => format!("{name} is a performer now."),
        Role::Member => format!("{name} is a member now."),
        Role::Listener => format!("{name} listens now."),
    }
}

/// What everybody reads when the room changes.
fn room_words(before: &model_rooms::Room, after: &model_rooms::Room) -> Vec<String> {
    let mut words = Vec::new();
    if before.name != after.name {
        words.push(format!("The room is called {} now.", after.name));
    }
    let slow_s = after.settings.slow_mode_seconds;
    if before.settings.slow_mode_seconds != slow_s {
        words.push(match slow_s {
            0 => "Slow mode is off.".to_owned(),
            1 => "Slow mode is on: one message a second.".to_owned(),
            _ => format!("Slow mode is on: one message every {slow_s} seconds."),
        });
    }
    words
}

/// The answer to a moderator, when one asked over a socket of this room.
pub(super) fn answer(by: Option<(super::SocketId, u32)>, out: &mut Vec<Output>) {
    if let Some((socket, reply)) = by {
        out.push(done(socket, reply));
    }
}
