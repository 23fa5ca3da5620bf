//! Playing or listening: who may do which, and how many fit in.

use super::io::{Enter, Output};
use super::seats::Seats;
use super::{LiveRoom, PRESENCES_PER_PERSON_MAX};
use crate::rooms::admission::no_listeners;
use model::Fault;
use model_rooms::Role;
use realtime::ServerMessage;

/// What somebody does in a room.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Plays.
    Plays,
    /// Listens; why, when they wanted to play.
    Listens(Option<Fault>),
}

impl LiveRoom {
    /// The places that are taken. Administrators who look after the room take none; one who plays takes one.
    pub(super) fn seats(&self) -> Seats {
        self.seats_without(None)
    }

    fn seats_without(&self, index: Option<usize>) -> Seats {
        let mut seats = Seats::default();
        for (at, place) in self.places.iter().enumerate() {
            match (Some(at) == index, place.who.performing, place.who.staff) {
                (true, _, _) | (false, false, true) => {}
                (false, true, _) => seats.playing += 1,
                (false, false, false) => seats.listening += 1,
            }
        }
        seats
    }

    /// What somebody does who comes in, or who comes back to the place at `own`: they play if they want to and may,
    /// else they listen if they may. Errors: neither, one person would take many places, a guest in a private room.
    pub(super) fn part_of(&self, enter: &Enter, own: Option<usize>) -> Result<Part, Fault> {
        let theirs = self.places.iter().filter(|place| place.person == enter.person.id).count();
        if own.is_none() && theirs >= PRESENCES_PER_PERSON_MAX {
            return Err(Fault::conflict("You have this room open too often. Close another tab first."));
        }
        // The room may have become private since the database was asked.
        if !self.room.is_public && enter.person.guest && !enter.person.approved {
            return Err(Fault::NotFound);
        }
        let (role, staff) = (enter.person.role, enter.person.staff);
        let why = match enter.hello.performing {
            true => match self.may_play(role, staff, enter.hello.sound_checked, own) {
                Ok(()) => return Ok(Part::Plays),
                Err(fault) => Some(fault),
            },
            false => None,
        };
        match self.may_listen(role, staff, own) {
            Ok(()) => Ok(Part::Listens(why)),
            Err(fault) => Err(why.unwrap_or(fault)),
        }
    }

    /// Whether somebody in this role may play now; `own` is their place, when they have one. Errors: why not.
    pub(super) fn may_play(
        &self,
        role: Role,
        staff: bool,
        sound_checked: bool,
        own: Option<usize>,
    ) -> Result<(), Fault> {
        if !role.may_perform() {
            return Err(Fault::forbidden("You may listen in this room, but not play."));
        }
        let on_stage = own.is_some_and(|index| self.places[index].who.performing);
        if on_stage {
            return Ok(());
        }
        if self.room.rules.require_mic_check && !sound_checked {
            return Err(Fault::forbidden("Do the sound check first: this room asks for it."));
        }
        let seats = self.seats_without(own);
        if !seats.stage_has_room(&self.room) {
            return Err(stage_is_full(self.room.settings.max_performers));
        }
        match role.moderates() || staff || seats.fit(&self.room, self.audience_max, true) {
            true => Ok(()),
            false => Err(room_is_full()),
        }
    }

    /// Whether somebody in this role may be here without playing. Errors: why not.
    pub(super) fn may_listen(&self, role: Role, staff: bool, own: Option<usize>) -> Result<(), Fault> {
        if role.moderates() || staff {
            return Ok(());
        }
        if !self.room.settings.allow_listeners {
            return Err(no_listeners());
        }
        match own.is_some() || self.seats().fit(&self.room, self.audience_max, false) {
            true => Ok(()),
            false => Err(room_is_full()),
        }
    }

    /// Starts or stops playing.
    pub(super) fn set_performing(
        &mut self,
        index: usize,
        performing: bool,
        sound_checked: bool,
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        let who = &self.places[index].who;
        let (role, staff) = (who.role, who.staff);
        let checked = sound_checked || self.places[index].sound_checked;
        match performing {
            true => self.may_play(role, staff, checked, Some(index))?,
            false => self.may_listen(role, staff, Some(index))?,
        }
        self.places[index].sound_checked = checked;
        self.change(index, out, |who| who.performing = performing)
    }

    /// Tells somebody who wanted to play, or played, why they listen.
    pub(super) fn tell_listening(&self, index: usize, why: Fault, out: &mut Vec<Output>) {
        if let Some(socket) = self.places[index].socket {
            out.push(Output::Send(socket, ServerMessage::Listening { why }));
        }
    }
}

/// Told to somebody who would play and comes too late.
pub(super) fn stage_is_full(max: u8) -> Fault {
    let words = match max {
        1 => "One person plays in this room, and somebody does.".to_owned(),
        _ => format!("The stage is full: {max} people play."),
    };
    Fault::conflict(words)
}

fn room_is_full() -> Fault {
    Fault::conflict("This room is full.")
}
