//! Coming in, coming back, dropping out and leaving.

use super::io::{Enter, Moment, Output, Pass, SocketId};
use super::part::Part;
use super::place::Place;
use super::waiting::turn_away;
use super::{LiveRoom, done, refused};
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
        match (self.place_to_resume(&enter), enter.pass.clone()) {
            (Some(index), _) => self.come_back(now, index, enter, out),
            (None, Pass::In) => self.come_in(now, enter, out),
            (None, Pass::Wait(who)) => self.knock(enter, who, out),
            // Their place was given up a moment ago: with the next hello they knock.
            (None, Pass::Back) => {
                let fault = Fault::unavailable("Your place was given up. One moment.");
                turn_away(&enter, &fault, true, out);
            }
        }
        self.touch(now, out);
    }

    fn place_to_resume(&self, enter: &Enter) -> Option<usize> {
        let token = enter.hello.resume.as_ref()?.token;
        self.places.iter().position(|place| place.token == token && place.person == enter.person.id)
    }

    pub(super) fn come_in(&mut self, now: Moment, enter: Enter, out: &mut Vec<Output>) {
        let part = match self.part_of(&enter, None) {
            Ok(part) => part,
            Err(fault) => return turn_away(&enter, &fault, false, out),
        };
        let mut place = new_place(now, &enter, part == Part::Plays);
        place.who.silenced = self.silenced.contains(&place.person);
        let participant = place.who.clone();
        self.places.push(place);
        let index = self.places.len() - 1;
        self.announce(RoomEvent::Joined { participant }, Some(enter.socket), out);
        self.send_snapshot(now, index, out);
        self.welcome(index, part, out);
        out.push(done(enter.socket, enter.reply));
    }

    /// What somebody hears after the room itself: what they may do, and why they listen when they wanted to play.
    fn welcome(&self, index: usize, part: Part, out: &mut Vec<Output>) {
        self.send_standing(index, out);
        if let Part::Listens(Some(why)) = part {
            self.tell_listening(index, why, out);
        }
        if !self.waiting.is_empty() {
            self.tell_door(index, out);
        }
    }

    fn come_back(&mut self, now: Moment, index: usize, enter: Enter, out: &mut Vec<Output>) {
        let part = match self.part_of(&enter, Some(index)) {
            Ok(part) => part,
            Err(fault) => {
                turn_away(&enter, &fault, false, out);
                if let Some(socket) = self.places[index].socket.take() {
                    out.push(Output::Close { socket, fault: Some(fault), retry: false });
                }
                return self.leave(now, index, out);
            }
        };
        let place = &mut self.places[index];
        let replaced = place.socket.replace(enter.socket);
        place.kept_until = None;
        place.who.connected = true;
        place.adopt(&enter.person, &enter.hello, part == Part::Plays);
        place.reading.read_at = place.reading.read_at.max(enter.reading.read_at);
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
        self.welcome(index, part, out);
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
        if self.stop_waiting(socket, None, out) {
            return;
        }
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

fn new_place(now: Moment, enter: &Enter, performing: bool) -> Place {
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
        approved: person.approved,
        sound_checked: false,
        token: enter.fresh_token,
        socket: Some(enter.socket),
        kept_until: None,
        rtt_at: None,
        connection: None,
        ended_unheard: None,
        reading: enter.reading.clone(),
    };
    place.adopt(person, hello, performing);
    place
}

/// A socket that asks for something is in no place: it never said hello here.
pub(super) fn stranger(socket: SocketId, reply: u32) -> Output {
    refused(socket, reply, Fault::forbidden("Enter the room first."))
}
