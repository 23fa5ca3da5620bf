//! Coming in, coming back, dropping out and leaving.

use super::io::{Enter, Moment, Output, SocketId};
use super::place::Place;
use super::{LiveRoom, PRESENCES_PER_PERSON_MAX, done, refused};
use model::Fault;
use model_rooms::Participant;
use realtime::{RoomEvent, ServerMessage};

impl LiveRoom {
    /// Lets somebody in: back to their own place when they can prove that it is theirs, else to a new one.
    pub(super) fn enter(&mut self, now: Moment, mut enter: Enter, out: &mut Vec<Output>) {
        if self.place_of_socket(enter.socket).is_some() {
            return out.push(refused(
                enter.socket,
                enter.reply,
                Fault::conflict("You are in this room already."),
            ));
        }
        self.recall(&mut enter.person);
        match self.place_to_resume(&enter) {
            Some(index) => self.come_back(now, index, enter, out),
            None => self.come_in(now, enter, out),
        }
        self.touch(now, out);
    }

    fn place_to_resume(&self, enter: &Enter) -> Option<usize> {
        let token = enter.hello.resume.as_ref()?.token;
        self.places.iter().position(|place| place.token == token && place.person == enter.person.id)
    }

    fn come_in(&mut self, now: Moment, enter: Enter, out: &mut Vec<Output>) {
        if let Err(fault) = self.check_space(&enter) {
            out.push(refused(enter.socket, enter.reply, fault.clone()));
            return out.push(Output::Close { socket: enter.socket, fault: Some(fault), retry: false });
        }
        let mut place = new_place(now, &enter);
        place.who.silenced = self.silenced.contains(&place.person);
        let participant = place.who.clone();
        self.places.push(place);
        self.announce(RoomEvent::Joined { participant }, Some(enter.socket), out);
        self.send_snapshot(now, self.places.len() - 1, out);
        self.send_standing(self.places.len() - 1, out);
        out.push(done(enter.socket, enter.reply));
    }

    /// Refuses when the room is full, or when one person would take many of its places.
    fn check_space(&self, enter: &Enter) -> Result<(), Fault> {
        if self.places.len() >= usize::try_from(self.room.max_users).unwrap_or(0) {
            return Err(Fault::conflict("This room is full."));
        }
        let theirs = self.places.iter().filter(|place| place.person == enter.person.id).count();
        if theirs >= PRESENCES_PER_PERSON_MAX {
            return Err(Fault::conflict("You have this room open too often. Close another tab first."));
        }
        Ok(())
    }

    fn come_back(&mut self, now: Moment, index: usize, enter: Enter, out: &mut Vec<Output>) {
        let place = &mut self.places[index];
        let replaced = place.socket.replace(enter.socket);
        place.kept_until = None;
        place.who.connected = true;
        place.adopt(&enter.person, &enter.hello);
        if let Some(socket) = replaced {
            let fault = Some(Fault::conflict("This room was opened in another tab."));
            out.push(Output::Close { socket, fault, retry: false });
        }
        self.announce_changed(index, Some(enter.socket), out);
        let resume = enter.hello.resume.as_ref();
        let seen = resume.filter(|resume| resume.epoch == self.epoch).and_then(|resume| resume.seq);
        if resume.is_none_or(|resume| resume.seq.is_none()) {
            // A page that knows nothing was loaded anew: its RTCPeerConnection went with the old one.
            self.end_connection(index, out);
        }
        if !seen.is_some_and(|seq| self.send_missed(index, seq, out)) {
            self.send_snapshot(now, index, out);
        }
        self.send_standing(index, out);
        self.send_media(index, out);
        out.push(done(enter.socket, enter.reply));
    }

    /// Repeats what came after `seq`; `false` when that is no longer possible.
    fn send_missed(&self, index: usize, seq: u64, out: &mut Vec<Output>) -> bool {
        let (Some(socket), Some(missed)) = (self.places[index].socket, self.log.after(seq)) else {
            return false;
        };
        out.push(Output::Send(socket, ServerMessage::Resumed));
        out.extend(missed.map(|(seq, event)| {
            Output::Send(socket, ServerMessage::Event { seq, event: Box::new(event.clone()) })
        }));
        true
    }

    fn send_snapshot(&self, now: Moment, index: usize, out: &mut Vec<Output>) {
        let place = &self.places[index];
        if let Some(socket) = place.socket {
            out.push(Output::Send(socket, ServerMessage::Snapshot(Box::new(self.snapshot(now, place)))));
        }
    }

    /// A socket is gone: its place is kept for a while.
    pub(super) fn dropped(&mut self, now: Moment, socket: SocketId, out: &mut Vec<Output>) {
        let Some(index) = self.place_of_socket(socket) else { return };
        let place = &mut self.places[index];
        place.socket = None;
        place.kept_until = Some(now.at + self.grace);
        place.who.connected = false;
        self.announce_changed(index, None, out);
    }

    /// Gives up the places whose people did not come back.
    pub(super) fn give_up_lost_places(&mut self, now: Moment, out: &mut Vec<Output>) {
        while let Some(index) =
            self.places.iter().position(|place| place.kept_until.is_some_and(|until| until <= now.at))
        {
            self.leave(now, index, out);
        }
    }

    /// Somebody is gone for good.
    pub(super) fn leave(&mut self, now: Moment, index: usize, out: &mut Vec<Output>) {
        self.end_connection(index, out);
        let place = self.places.remove(index);
        self.forget_guest(place.person);
        self.announce(RoomEvent::Left { participant: place.id() }, None, out);
        self.touch(now, out);
    }
}

fn new_place(now: Moment, enter: &Enter) -> Place {
    let Enter { person, hello, .. } = enter;
    let mut place = Place {
        who: Participant {
            id: enter.fresh_id,
            user_id: (!person.guest).then_some(person.id),
            name: String::new(),
            role: person.role,
            performing: false,
            muted: false,
            silenced: false,
            staff: false,
            instrument: hello.instrument,
            connected: true,
            rtt_ms: None,
            quality: None,
            joined_at: now.wall,
        },
        person: person.id,
        guest: person.guest,
        custom: person.custom,
        token: enter.fresh_token,
        socket: Some(enter.socket),
        kept_until: None,
        rtt_at: None,
        connection: None,
        ended_unheard: None,
    };
    place.adopt(person, hello);
    place
}

/// A socket that asks for something is in no place: it never said hello here.
pub(super) fn stranger(socket: SocketId, reply: u32) -> Output {
    refused(socket, reply, Fault::forbidden("Enter the room first."))
}
