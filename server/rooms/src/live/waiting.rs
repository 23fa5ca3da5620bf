//! Who waits at the door until a moderator decides, and telling those who may.

use super::io::{Enter, Moment, Output, SocketId};
use super::{LiveRoom, PRESENCES_PER_PERSON_MAX, done, refused};
use model::{Fault, UserId};
use model_rooms::{Permission, WaitingPerson};
use realtime::{ServerMessage, WAITING_MAX};

/// Somebody at the door, or who knocked and went away.
#[derive(Clone, Debug)]
pub(super) struct Waiter {
    pub who: WaitingPerson,
    /// What they came with: one for each of their tabs that waits.
    pub doors: Vec<Enter>,
}

impl LiveRoom {
    /// Somebody knocks; their hello is answered when it is decided.
    pub(super) fn knock(&mut self, enter: Enter, who: WaitingPerson, out: &mut Vec<Output>) {
        let index = self.waiting.iter().position(|waiter| waiter.who.person == who.person);
        if let Err(fault) = self.may_wait(index, enter.socket) {
            return turn_away(&enter, &fault, false, out);
        }
        out.push(Output::Send(enter.socket, ServerMessage::Waiting));
        match index {
            Some(index) => {
                let waiter = &mut self.waiting[index];
                waiter.who = WaitingPerson { present: true, ..who };
                waiter.doors.push(enter);
            }
            None => self.waiting.push(Waiter { who, doors: vec![enter] }),
        }
        self.tell_the_door(out);
    }

    fn may_wait(&self, index: Option<usize>, socket: SocketId) -> Result<(), Fault> {
        if self.waiter_of_socket(socket).is_some() {
            return Err(Fault::conflict("You wait at this door already."));
        }
        match index {
            Some(index) if self.waiting[index].doors.len() >= PRESENCES_PER_PERSON_MAX => {
                Err(Fault::conflict("You have this room open too often. Close another tab first."))
            }
            None if self.waiting.len() >= WAITING_MAX => {
                Err(Fault::conflict("Many people wait at this door. Try again later."))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Who knocked before the room was open, and was not answered: they are not there, unless they came meanwhile.
    pub(super) fn remember_pending(&mut self, people: Vec<WaitingPerson>, out: &mut Vec<Output>) {
        for who in people {
            let known = self.waiting.iter().any(|waiter| waiter.who.person == who.person);
            if !known && self.waiting.len() < WAITING_MAX {
                self.waiting.push(Waiter { who: WaitingPerson { present: false, ..who }, doors: Vec::new() });
            }
        }
        self.waiting.sort_by_key(|waiter| waiter.who.asked_at);
        if !self.waiting.is_empty() {
            self.tell_the_door(out);
        }
    }

    /// It was decided, and written down: they come in at once, or are sent away.
    pub(super) fn decided(&mut self, now: Moment, person: UserId, admit: bool, out: &mut Vec<Output>) {
        let Some(index) = self.waiting.iter().position(|waiter| waiter.who.person == person) else { return };
        let Waiter { who, doors } = self.waiting.remove(index);
        if admit {
            out.push(Output::Tell(format!("{} was let in.", who.name)));
        }
        for mut enter in doors {
            match admit {
                true => {
                    // What newcomers become may have changed while they waited.
                    enter.person.role = self.room.default_role;
                    enter.person.approved = true;
                    self.come_in(now, enter, out);
                }
                false => turn_away(&enter, &not_let_in(), false, out),
            }
        }
        self.tell_the_door(out);
    }

    /// Somebody who waits may no longer: they are told why, and no longer listed.
    pub(super) fn put_off(&mut self, person: UserId, fault: &Fault, out: &mut Vec<Output>) {
        let Some(index) = self.waiting.iter().position(|waiter| waiter.who.person == person) else { return };
        let gone = self.waiting.remove(index);
        gone.doors.iter().for_each(|enter| turn_away(enter, fault, false, out));
        self.tell_the_door(out);
    }

    /// The door is another one now: who waits comes to it again.
    pub(super) fn ask_waiting_again(&mut self, out: &mut Vec<Output>) {
        let fault = Fault::unavailable("Who may enter this room has changed. One moment.");
        let mut any = false;
        for waiter in &mut self.waiting {
            for enter in waiter.doors.drain(..) {
                turn_away(&enter, &fault, true, out);
                any = true;
            }
            waiter.who.present = false;
        }
        if any {
            self.tell_the_door(out);
        }
    }

    /// A socket that waits is gone, or goes (`reply`: it said so). `false`: it does not wait.
    pub(super) fn stop_waiting(
        &mut self,
        socket: SocketId,
        reply: Option<u32>,
        out: &mut Vec<Output>,
    ) -> bool {
        let Some(index) = self.waiter_of_socket(socket) else { return false };
        if let Some(reply) = reply {
            out.push(done(socket, reply));
            out.push(Output::Close { socket, fault: None, retry: false });
        }
        let waiter = &mut self.waiting[index];
        waiter.doors.retain(|enter| enter.socket != socket);
        if waiter.doors.is_empty() {
            waiter.who.present = false;
            self.tell_the_door(out);
        }
        true
    }

    /// Tells everybody who may decide who waits.
    pub(super) fn tell_the_door(&self, out: &mut Vec<Output>) {
        (0..self.places.len()).for_each(|index| self.tell_door(index, out));
    }

    /// Tells the person at `index` who waits, when they may decide.
    pub(super) fn tell_door(&self, index: usize, out: &mut Vec<Output>) {
        let place = &self.places[index];
        let Some(socket) = place.socket else { return };
        if self.permissions_of(place).allows(Permission::ManageUsers) {
            let people = self.waiting.iter().map(|waiter| waiter.who.clone()).collect();
            out.push(Output::Send(socket, ServerMessage::AtTheDoor { people }));
        }
    }

    /// Whether somebody is at the door now.
    pub(super) fn anybody_waits(&self) -> bool {
        self.waiting.iter().any(|waiter| !waiter.doors.is_empty())
    }

    fn waiter_of_socket(&self, socket: SocketId) -> Option<usize> {
        self.waiting.iter().position(|waiter| waiter.doors.iter().any(|enter| enter.socket == socket))
    }
}

/// What somebody is told whom a moderator did not let in.
fn not_let_in() -> Fault {
    Fault::forbidden("You were not let in this time.")
}

/// Answers a hello with no, and closes.
pub(super) fn turn_away(enter: &Enter, fault: &Fault, retry: bool, out: &mut Vec<Output>) {
    out.push(refused(enter.socket, enter.reply, fault.clone()));
    out.push(Output::Close { socket: enter.socket, fault: Some(fault.clone()), retry });
}
