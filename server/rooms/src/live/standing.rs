//! What each person inside is and may do, and telling them.

use super::io::{Moment, Output, Person, SocketId, StandingNow};
use super::place::Place;
use super::{LiveRoom, moderation::role_words};
use crate::moderation::Standing;
use model::{Fault, UserId};
use model_rooms::{Permission, PermissionChanges, Permissions, Role};
use realtime::ServerMessage;

/// What a moderator gave somebody without an account. It has no row in the database: it lasts while they hold a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct GuestStanding {
    pub role: Role,
    pub custom: PermissionChanges,
}

impl LiveRoom {
    /// Whether the person behind a socket may do something. Errors: [`Fault::Forbidden`], also for who is not here.
    pub fn allows(&self, socket: SocketId, permission: Permission) -> Result<(), Fault> {
        let place = self.place_of_socket(socket).map(|index| &self.places[index]);
        match place.is_some_and(|place| self.permissions_of(place).allows(permission)) {
            true => Ok(()),
            false => Err(Fault::forbidden("You may not do this in this room.")),
        }
    }

    /// What somebody inside may do, all in all, under the room's rules.
    pub(super) fn permissions_of(&self, place: &Place) -> Permissions {
        self.room.rules.restrain(self.standing_of(place).permissions)
    }

    /// What somebody inside is, as moderation asks it.
    pub(super) fn standing_of(&self, place: &Place) -> Standing {
        let who = &place.who;
        match place.guest {
            true => Standing::of_guest(who.role, &self.room.default_permissions, place.custom),
            false => {
                // Who is here for the site alone has no role of the room's.
                let role = Some(who.role).filter(|role| !who.staff || *role != Role::Listener);
                Standing::new(role, &self.room.default_permissions, place.custom).as_staff(who.staff)
            }
        }
    }

    /// Somebody at the door as they were when they were last here: what a moderator gave to a guest still holds.
    pub(super) fn recall(&self, person: &mut Person) {
        if let Some(given) = self.guests.get(&person.id).filter(|_| person.guest) {
            person.role = given.role;
            person.custom = given.custom;
        }
    }

    /// Forgets what was given to a guest whose last place is gone.
    pub(super) fn forget_guest(&mut self, person: UserId) {
        if !self.places.iter().any(|place| place.person == person) {
            self.guests.remove(&person);
        }
    }

    /// Tells the owner of a place what they are and may do.
    pub(super) fn send_standing(&self, index: usize, out: &mut Vec<Output>) {
        let place = &self.places[index];
        if let Some(socket) = place.socket {
            let permissions = Box::new(self.permissions_of(place));
            out.push(Output::Send(socket, ServerMessage::Standing { role: place.who.role, permissions }));
        }
    }

    /// Gives a person, in all of their tabs, a role and overrides; tells them, and the others when the role changed. What
    /// follows from it for their playing is for [`LiveRoom::enforce`].
    pub(super) fn set_standing(
        &mut self,
        person: UserId,
        role: Role,
        custom: PermissionChanges,
        out: &mut Vec<Output>,
    ) {
        let mut told = false;
        for index in self.places_of(person) {
            let place = &mut self.places[index];
            let (was, had) = (place.who.role, place.custom);
            place.custom = custom;
            place.who.role = role;
            if was != role {
                if !told {
                    out.push(Output::Tell(role_words(&place.who.name, role)));
                    told = true;
                }
                self.announce_changed(index, None, out);
            }
            if (was, had) != (role, custom) {
                self.send_standing(index, out);
                // Who may let people in now sees who waits.
                self.tell_door(index, out);
            }
        }
    }

    /// Takes over what the database says now about people inside.
    pub(super) fn take_standings(&mut self, now: Moment, standings: Vec<StandingNow>, out: &mut Vec<Output>) {
        for standing in standings {
            let StandingNow { person, role, custom, staff, out: refusal } = standing;
            if let Some(fault) = refusal {
                self.put_out(now, person, &fault, out);
                continue;
            }
            let Some(index) = self.places_of(person).next() else { continue };
            let given = self.guests.get(&person).filter(|_| self.places[index].guest).copied();
            let (role, custom) = given.map_or((role, custom), |given| (given.role, given.custom));
            self.set_staff(person, staff, out);
            self.set_standing(person, role, custom, out);
        }
    }

    fn set_staff(&mut self, person: UserId, staff: bool, out: &mut Vec<Output>) {
        for index in self.places_of(person) {
            if self.places[index].who.staff != staff {
                self.places[index].who.staff = staff;
                self.announce_changed(index, None, out);
                self.send_standing(index, out);
            }
        }
    }

    /// The indices of a person's places, while none is added or removed.
    pub(super) fn places_of(&self, person: UserId) -> std::vec::IntoIter<usize> {
        let theirs = |(index, place): (usize, &Place)| (place.person == person).then_some(index);
        self.places.iter().enumerate().filter_map(theirs).collect::<Vec<_>>().into_iter()
    }
}
