//! Bringing the people inside in line with the room's rules after these, or what people are, changed.

use super::LiveRoom;
use super::io::{Moment, Output};
use super::part::stage_is_full;
use super::place::Place;
use crate::rooms::admission::no_listeners;
use model::Fault;
use model_rooms::Room;

impl LiveRoom {
    /// Who may not be here any more leaves, who may not play any more listens; nobody else notices. Those who came last
    /// go first.
    pub(super) fn enforce(&mut self, now: Moment, out: &mut Vec<Output>) {
        self.close_to_strangers(now, out);
        self.clear_the_stage(out);
        self.send_listeners_out(now, out);
    }

    /// Whether it would hold fewer people if it were so.
    pub(super) fn shrinks_to(&self, room: &Room) -> bool {
        let audience = |room: &Room| room.is_public && room.settings.allow_listeners;
        room.max_users < self.room.max_users || audience(&self.room) && !audience(room)
    }

    /// Who waits asks again when another door stands there now.
    pub(super) fn door_changed(&mut self, before: &Room, out: &mut Vec<Output>) {
        let door = |room: &Room| {
            (room.is_public, room.require_approval, room.default_role, room.settings.allow_listeners)
        };
        if door(before) != door(&self.room) {
            self.ask_waiting_again(out);
        }
    }

    /// A room that is private now keeps accounts (they belong to it, or their door says otherwise) and the guests whom a
    /// moderator let in.
    fn close_to_strangers(&mut self, now: Moment, out: &mut Vec<Output>) {
        let stranger = |place: &Place| place.guest && !place.approved;
        while let Some(index) = self.places.iter().position(stranger).filter(|_| !self.room.is_public) {
            self.send_out(now, index, Fault::forbidden("This room is private now."), out);
        }
    }

    /// Who may not play listens, and so do those who came last when fewer may play.
    fn clear_the_stage(&mut self, out: &mut Vec<Output>) {
        for index in 0..self.places.len() {
            let who = &self.places[index].who;
            if who.performing && !who.role.may_perform() {
                self.stop_playing(index, Fault::forbidden("You may listen in this room, but not play."), out);
            }
        }
        let max = self.room.settings.max_performers;
        while self.seats().playing > u32::from(max) {
            let playing = |place: &Place| place.who.performing;
            let last = self.places.iter().rposition(|place| playing(place) && !place.who.role.moderates());
            let Some(index) = last.or_else(|| self.places.iter().rposition(playing)) else { return };
            self.stop_playing(index, stage_is_full(max), out);
        }
    }

    fn stop_playing(&mut self, index: usize, why: Fault, out: &mut Vec<Output>) {
        self.places[index].who.performing = false;
        self.tell_listening(index, why, out);
        self.announce_changed(index, None, out);
    }

    fn send_listeners_out(&mut self, now: Moment, out: &mut Vec<Output>) {
        let stays = |place: &Place| place.who.performing || place.who.role.moderates() || place.who.staff;
        while let Some(index) =
            self.places.iter().position(|place| !stays(place)).filter(|_| !self.room.settings.allow_listeners)
        {
            self.send_out(now, index, no_listeners(), out);
        }
    }

    /// When the room holds fewer: those who came last leave until the others have their places. The room's own moderators
    /// and the site's administrators are never sent out for that.
    pub(super) fn fit_in(&mut self, now: Moment, out: &mut Vec<Output>) {
        while !self.seats().are_enough(&self.room, self.audience_max) {
            // A listener in the audience takes none of the room's own places.
            let listening = self.seats().listeners_in_places(&self.room, self.audience_max) > 0;
            let may_go = |place: &Place| {
                !place.who.role.moderates() && !place.who.staff && (place.who.performing || listening)
            };
            let Some(index) = self.places.iter().rposition(may_go) else { return };
            self.send_out(now, index, Fault::conflict("This room holds fewer people now."), out);
        }
    }

    fn send_out(&mut self, now: Moment, index: usize, fault: Fault, out: &mut Vec<Output>) {
        if let Some(socket) = self.places[index].socket.take() {
            out.push(Output::Close { socket, fault: Some(fault), retry: false });
        }
        self.leave(now, index, out);
    }
}
