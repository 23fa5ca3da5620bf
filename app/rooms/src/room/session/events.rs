//! The room as the server tells it: snapshots and events, into the store.

use super::{Session, memory};
use crate::room::store::{Person, Sound};
use leptos::prelude::*;
use model::ParticipantId;
use model_rooms::Participant;
use realtime::{Applied, MediaState, RoomEvent, RoomMirror, Snapshot};
use uuid::Uuid;

impl Session {
    pub(super) fn on_snapshot(&mut self, snapshot: Snapshot) {
        let same_life = self.mirror.as_ref().is_some_and(|mirror| {
            let known = mirror.state();
            known.epoch == snapshot.epoch && known.you == snapshot.you
        });
        self.accept_part(&snapshot);
        self.resume = Some(memory::Place {
            token: snapshot.resume_token,
            epoch: snapshot.epoch,
            performing: self.performing,
            instrument: self.store.instrument.get_untracked(),
            muted: self.store.muted.get_untracked(),
            seen_ms: 0.0,
        });
        self.keep_place();
        self.store.room.set(snapshot.room.clone());
        self.store.you.set(Some(snapshot.you));
        self.replace_people(&snapshot.participants);
        self.store.chat.update(|chat| chat.replace(snapshot.chat.clone(), snapshot.chat_more));
        self.recall_read(snapshot.read_up_to);
        let media = snapshot.media;
        self.mirror = Some(RoomMirror::new(snapshot));
        self.on_entered();
        self.repeat_own_state();
        match media {
            MediaState::Down => self.on_media_state(MediaState::Down),
            // Another life or another place: the sidecar's peer belongs to somebody who is gone.
            MediaState::Up if !same_life || self.media.peer.is_none() => self.start_media(),
            MediaState::Up => {}
        }
    }

    /// The server has the last word on who plays, and says why.
    fn accept_part(&mut self, snapshot: &Snapshot) {
        let own = snapshot.participants.iter().find(|p| p.id == snapshot.you);
        let performing = own.is_some_and(|own| own.performing);
        if self.performing && !performing {
            self.close_input();
        }
        self.performing = performing;
        self.part_asked = false;
    }

    /// Up to where this person has read. Who enters for the first time has missed nothing.
    fn recall_read(&mut self, known: Option<Uuid>) {
        let kept = memory::read(&self.code);
        self.store.chat.update(|chat| {
            let read = chat.read.or(kept).or(known);
            match read {
                Some(_) => chat.read = read,
                None => drop(chat.read_all()),
            }
        });
    }

    /// Somebody else has ended this person's playing (their role, the room's settings): the input is let go at once.
    fn accept_listening(&mut self) {
        self.performing = false;
        self.close_input();
        self.keep_place();
        self.start_media();
    }

    pub(super) fn on_event(&mut self, seq: u64, event: RoomEvent) {
        let Some(mirror) = &mut self.mirror else { return };
        match mirror.apply(seq, &event) {
            Applied::Applied => self.show(event),
            Applied::Repeated => {}
            // Something was lost on the way: come back and ask from there.
            Applied::Gap => self.reconnect(),
        }
    }

    fn show(&mut self, event: RoomEvent) {
        match event {
            RoomEvent::Joined { participant } => {
                if self.store.you.get_untracked() != Some(participant.id) {
                    let name = participant.name.clone();
                    self.store.chat.update(|chat| chat.came(name));
                }
                self.put(participant);
            }
            RoomEvent::Changed { participant } => self.put(participant),
            RoomEvent::Left { participant } => {
                if let Some(name) = self.store.name_untracked(participant) {
                    self.store.chat.update(|chat| chat.went(name));
                }
                self.remove(participant);
            }
            RoomEvent::Chat { message } => self.store.chat.update(|chat| chat.arrived(message)),
            RoomEvent::ChatDeleted { id } => self.store.chat.update(|chat| chat.removed(id)),
            RoomEvent::Reacted { by, reaction, to } => self.on_reacted(by, reaction, to),
            RoomEvent::RoomChanged { room } => self.store.room.set(*room),
            RoomEvent::Media { state } => self.on_media_state(state),
        }
    }

    fn on_media_state(&mut self, state: MediaState) {
        match state {
            MediaState::Up => self.start_media(),
            MediaState::Down => {
                self.stop_media();
                self.store.sound.set(Sound::Down);
            }
        }
    }

    fn replace_people(&mut self, participants: &[Participant]) {
        let known = self.store.people.get_untracked();
        let gone: Vec<ParticipantId> =
            known.iter().map(|p| p.id).filter(|id| participants.iter().all(|p| p.id != *id)).collect();
        for id in gone {
            self.remove(id);
        }
        for participant in participants {
            self.put(participant.clone());
        }
        // The order of arrival, also when somebody came between two who were known.
        let place = |person: &Person| participants.iter().position(|p| p.id == person.id);
        self.store.people.update(|people| people.sort_by_key(place));
    }

    fn put(&mut self, participant: Participant) {
        let own = self.store.you.get_untracked() == Some(participant.id);
        // While one's own wish is on its way, what the server says may be older than it.
        if own && self.performing && !participant.performing && !self.part_asked {
            self.accept_listening();
        }
        let known = self
            .store
            .people
            .with_untracked(|people| people.iter().find(|p| p.id == participant.id).cloned());
        match known {
            Some(person) if person.state.with_untracked(|state| *state == participant) => {}
            Some(person) => person.state.set(participant),
            None => {
                let volume_db = self.volumes.get(&participant.name);
                let person = Person::new(participant, volume_db);
                self.with_audio(|audio| drop(audio.set_volume(person.id, volume_db)));
                self.store.people.update(|people| people.push(person));
            }
        }
    }

    fn remove(&mut self, id: ParticipantId) {
        self.with_audio(|audio| audio.remove(id));
        self.store.people.update(|people| people.retain(|person| person.id != id));
    }
}
