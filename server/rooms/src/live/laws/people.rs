//! What always holds for people, roles and rules, whoever commands what: checked against the books after every step.

use super::books::{ADMIN, Books, Told, id, is_guest};
use super::house::{Edit, Event, event};
use crate::live::tests::{Stage, hello, person};
use crate::live::*;
use crate::moderation::Given;
use crate::rooms::admission::Admission;
use chrono::TimeDelta;
use model::{Fault, UserId};
use model_rooms::{Participant, Permission, PermissionChanges, Permissions, Role, RoomRules, WaitingPerson};
use proptest::prelude::*;
use realtime::{Applied, Hello, Resume, RoomMirror, ServerMessage, Whom};
use sidecar_api::PeerToken;
use std::collections::HashMap;

/// The room on its stage, its books, and what a sidecar forwards.
struct House {
    books: Books,
    stage: Stage,
    /// Every socket that was ever opened, and whose it is.
    sockets: Vec<(SocketId, u128)>,
    snapshots: HashMap<SocketId, Snapshot>,
    /// What every snapshot becomes by the events after it.
    mirrors: Vec<RoomMirror>,
    standings: HashMap<SocketId, (Role, Permissions)>,
    forwarded: HashMap<PeerToken, bool>,
}

impl House {
    fn new() -> House {
        let stage = Stage::new(5);
        let books = Books::new(stage.room.room.clone());
        let mut house = House {
            books,
            stage,
            sockets: Vec::new(),
            snapshots: HashMap::new(),
            mirrors: Vec::new(),
            standings: HashMap::new(),
            forwarded: HashMap::new(),
        };
        house.look_again();
        house
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Enter { person, performing, sound_checked } => {
                self.enter(person, Hello { sound_checked, ..hello(performing) });
            }
            Event::Back { socket, performing, knows } => self.back(socket, performing, knows),
            Event::Dropped { socket } => self.with(socket, |house, socket, _| {
                house.stage.apply(Input::Dropped(socket));
            }),
            Event::Leave { socket } => self.ask(socket, Ask::Leave),
            Event::Pass { ms } => self.stage.pass(ms),
            Event::Hours { hours } => self.stage.now.wall += TimeDelta::hours(hours.into()),
            Event::Perform { socket, performing } => {
                self.ask(socket, Ask::SetPerforming { performing, sound_checked: false });
            }
            Event::Mute { socket, muted } => self.ask(socket, Ask::SetMuted(muted)),
            Event::Offer { socket } => {
                let (connection, peer) = (self.stage.fresh(), PeerToken(self.stage.fresh()));
                self.ask(socket, Ask::Offer { connection, sdp: "offer".into(), fresh_peer: peer });
            }
            Event::Silence { socket, on, silenced } => {
                let place = self.stage.room.places.iter().find(|place| place.person == id(on));
                if let Some(who) = place.map(place::Place::id) {
                    self.ask(socket, Ask::Silence { who, silenced });
                }
            }
            Event::Order { socket, on, deed } => self.with(socket, |house, socket, by| {
                house.order(socket, by, on, deed);
            }),
            Event::Decide { socket, person, admit } => self.with(socket, |house, socket, by| {
                if house.books.decide(by, person, admit).is_ok() {
                    house.stage.apply(Input::Decided { by: Some((socket, 7)), person: id(person), admit });
                }
            }),
            Event::Edit(edit) => {
                let before = self.books.room.max_users;
                self.edit(edit);
                self.look_again();
                let ordinary = |who: &&Participant| !who.staff && !who.role.moderates();
                let (count, most) =
                    (self.stage.room.participants().filter(ordinary).count(), self.books.room.max_users);
                assert!(most >= before || count <= most as usize, "{count} of {most} stay");
            }
            Event::Sql { person, role } => {
                if let Some(given) = self.books.members.get_mut(&person)
                    && given.role != Role::Owner
                    && role != Role::Owner
                {
                    given.role = role;
                }
                self.check_everybody();
            }
            Event::Check => self.check_everybody(),
        }
        self.run_the_sidecar();
    }

    fn with(&mut self, socket: usize, work: impl FnOnce(&mut House, SocketId, u128)) {
        if self.sockets.is_empty() {
            return;
        }
        let (socket, person) = self.sockets[socket % self.sockets.len()];
        if self.stage.room.place_of_socket(socket).is_some() {
            work(self, socket, person);
        }
    }

    fn ask(&mut self, socket: usize, ask: Ask) {
        self.with(socket, |house, socket, _| house.stage.ask(socket, ask));
    }

    fn enter(&mut self, number: u128, hello: Hello) {
        let admission = self.books.admit(number, self.stage.now.wall);
        let holds_a_place = self.stage.room.places.iter().any(|place| place.person == id(number));
        let ((role, custom, staff), pass) = match admission {
            Admission::Refuse(_) => return,
            Admission::Enter { role, custom, staff, .. } => {
                self.books.note_entry(number);
                ((role, custom, staff), Pass::In)
            }
            Admission::Wait if holds_a_place => {
                ((self.books.room.default_role, Default::default(), false), Pass::Back)
            }
            Admission::Wait => {
                self.books.pending.insert(number);
                let who = WaitingPerson {
                    person: id(number),
                    guest: is_guest(number),
                    name: format!("Person {number}"),
                    asked_at: self.stage.now.wall,
                    present: true,
                };
                ((self.books.room.default_role, Default::default(), false), Pass::Wait(who))
            }
        };
        let approved = self.books.approved.contains(&number);
        let person = Person { guest: is_guest(number), custom, staff, approved, ..person(number, role) };
        let ordinary = !role.moderates() && !staff;
        let before = self.stage.room.places.len();
        let socket = self.stage.enter_with(person, hello, pass);
        self.sockets.push((socket, number));
        if ordinary && self.stage.room.places.len() > before {
            let taken = self.stage.room.participants().filter(|who| !who.staff).count();
            assert!(taken <= self.books.room.max_users as usize, "nobody is let into a full room");
        }
    }

    fn back(&mut self, socket: usize, performing: bool, knows: bool) {
        if self.sockets.is_empty() {
            return;
        }
        let (socket, number) = self.sockets[socket % self.sockets.len()];
        let Some(seen) = self.snapshots.get(&socket) else { return };
        let seq = knows.then_some(seen.seq);
        let resume = Resume { token: seen.resume_token, epoch: seen.epoch, seq };
        self.enter(number, Hello { resume: Some(resume), ..hello(performing) });
    }

    fn order(&mut self, socket: SocketId, by: u128, on: u128, deed: super::books::Deed) {
        let target = self.stage.room.target(Whom::Account(id(on)));
        let guest = target
            .as_ref()
            .filter(|target| target.guest)
            .map(|target| Given { role: target.role, custom: target.custom });
        if is_guest(on) && guest.is_none() {
            // Nobody gives anything to a guest who is not here; bans of them are lifted all the same.
            return;
        }
        let Ok(told) = self.books.act(by, on, guest, deed, self.stage.now.wall) else { return };
        let (person, reply) = (id(on), Some((socket, 7)));
        let change = match told {
            Told::Nothing => None,
            Told::Standing(Given { role, custom }) => Some(Change::Standing { person, role, custom }),
            Told::Out => Some(Change::Out { person, fault: Fault::forbidden("Out."), words: None }),
            Told::RoomChanged => return self.look_again(),
        };
        self.stage.apply(Input::Moderated { by: reply, change });
    }

    fn edit(&mut self, edit: Edit) {
        let room = &mut self.books.room;
        match edit {
            Edit::MaxUsers(most) => room.max_users = most,
            Edit::MaxPerformers(most) => room.settings.max_performers = most,
            Edit::Listeners(may) => room.settings.allow_listeners = may,
            Edit::Public(is) => room.is_public = is,
            Edit::Approval(is) => room.require_approval = is,
            Edit::DefaultRole(role) => room.default_role = role,
            Edit::MicCheck(is) => room.rules.require_mic_check = is,
            Edit::Recording(may) => room.rules = RoomRules { allow_recording: may, ..room.rules.clone() },
            Edit::Default(permission, may) => {
                room.default_permissions = PermissionChanges::default().with(permission, may);
            }
        }
    }

    fn inside(&self) -> Vec<u128> {
        self.stage.room.people().into_iter().map(|(person, _)| person.0.as_u128()).collect()
    }

    /// What the server does after the row or anybody's standing changed.
    fn look_again(&mut self) {
        let wall = self.stage.now.wall;
        let now = |number| self.books.standing_now(number, wall);
        let standings = self.inside().into_iter().filter_map(now).collect();
        let room = Box::new(self.books.room.clone());
        self.stage.apply(Input::RoomChanged { by: None, room, standings });
    }

    /// What every socket does now and then.
    fn check_everybody(&mut self) {
        for number in self.inside() {
            let (role, custom, staff, out) = match self.books.admit(number, self.stage.now.wall) {
                Admission::Enter { role, custom, staff, .. } => (role, custom, staff, None),
                Admission::Wait => (self.books.room.default_role, Default::default(), false, None),
                Admission::Refuse(fault) => (Role::Listener, Default::default(), false, Some(fault)),
            };
            let standing = StandingNow { person: id(number), role, custom, staff, out };
            let room = Box::new(self.books.room.clone());
            self.stage.apply(Input::RoomChanged { by: None, room, standings: vec![standing] });
        }
    }

    /// Does what the room wants of its sidecar, until it wants nothing more.
    fn run_the_sidecar(&mut self) {
        while !self.stage.wanted.is_empty() {
            for output in std::mem::take(&mut self.stage.wanted) {
                match output {
                    Output::Connect { peer, negotiation, may_publish, .. } => {
                        self.forwarded.insert(peer, may_publish);
                        let result = Ok("answer".into());
                        self.stage.media(MediaInput::Answered { peer, negotiation, result });
                    }
                    Output::Permit { peer, may_publish } => {
                        self.forwarded.insert(peer, may_publish);
                        self.stage.media(MediaInput::Permitted { peer, may_publish: Some(may_publish) });
                    }
                    Output::Remove(peer) => drop(self.forwarded.remove(&peer)),
                    _ => {}
                }
            }
        }
    }

    /// Everybody reads what they were sent; every snapshot so far follows the events.
    fn listen(&mut self) -> Result<(), TestCaseError> {
        for (socket, messages) in std::mem::take(&mut self.stage.heard) {
            for message in messages {
                match message {
                    ServerMessage::Snapshot(snapshot) => {
                        self.mirrors.push(RoomMirror::new((*snapshot).clone()));
                        self.snapshots.insert(socket, *snapshot);
                    }
                    ServerMessage::Standing { role, permissions } => {
                        self.standings.insert(socket, (role, *permissions));
                    }
                    _ => {}
                }
            }
        }
        let room = &self.stage.room;
        for mirror in &mut self.mirrors {
            let missed = room.log.after(mirror.state().seq).expect("a case is shorter than what is kept");
            for (seq, event) in missed {
                prop_assert_eq!(mirror.apply(seq, event), Applied::Applied);
            }
            prop_assert_eq!(&mirror.state().room, &room.room);
            let people: Vec<&Participant> = room.participants().collect();
            prop_assert_eq!(mirror.state().participants.iter().collect::<Vec<_>>(), people);
        }
        Ok(())
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let (room, books) = (&self.stage.room, &self.books);
        let people = || room.participants();
        prop_assert_eq!(&room.room, &books.room);
        // How many fit is asked at the door and when a room is made smaller: nobody leaves because somebody who came in
        // as a moderator no longer is one.
        let playing = people().filter(|who| who.performing).count();
        prop_assert!(playing <= usize::from(books.room.settings.max_performers), "{} play", playing);
        for who in people() {
            let may_listen = books.room.settings.allow_listeners || who.role.moderates() || who.staff;
            prop_assert!(who.performing || may_listen, "nobody listens where nobody may: {:?}", who);
            prop_assert!(!who.performing || who.role.may_perform(), "listeners listen: {:?}", who);
        }
        let owners = books.members.iter().filter(|(_, given)| given.role == Role::Owner);
        let owners: Vec<UserId> = owners.map(|(number, _)| id(*number)).collect();
        prop_assert_eq!(&owners, &Vec::from_iter(books.room.owner_id), "exactly one owner");
        for place in &room.places {
            self.check_place(place)?;
        }
        for (peer, forwarded) in &self.forwarded {
            let theirs = |place: &&place::Place| place.connection.as_ref().is_some_and(|c| c.peer == *peer);
            let place = room.places.iter().find(theirs);
            let may = place.is_some_and(|place| {
                let who = &place.who;
                who.performing && !who.muted && !who.silenced && who.role != Role::Listener
            });
            prop_assert_eq!(*forwarded, may, "what is forwarded is what may be: {:?}", place);
        }
        Ok(())
    }

    fn check_place(&self, place: &place::Place) -> Result<(), TestCaseError> {
        let (room, books) = (&self.stage.room, &self.books);
        let (number, who) = (place.person.0.as_u128(), &place.who);
        let looks_after = books.owns(number) || number == ADMIN;
        // Time alone sends nobody in: a ban that ran out does not bring anybody back.
        prop_assert!(looks_after || !books.is_banned(number, self.stage.now.wall), "{} is banned", number);
        prop_assert!(
            books.room.is_public || !place.guest || place.approved,
            "a private room's guests were let in: {:?}",
            who
        );
        prop_assert_eq!(who.role == Role::Owner, books.room.owner_id == Some(place.person));
        prop_assert_eq!(who.silenced, room.silenced.contains(&place.person));
        let (role, custom) = match (place.guest, books.members.get(&number)) {
            (true, _) => room
                .guests
                .get(&place.person)
                .map_or((books.room.default_role, Default::default()), |given| (given.role, given.custom)),
            (false, Some(given)) => {
                (given.role, if books.owns(number) { Default::default() } else { given.custom })
            }
            (false, None) => (Role::Listener, Default::default()),
        };
        prop_assert_eq!((who.role, place.custom), (role, custom), "{:?}", who);
        let permissions = room.permissions_of(place);
        if place.guest {
            for permission in [Permission::ManageUsers, Permission::ManageRoles, Permission::InviteUsers] {
                prop_assert!(!permissions.allows(permission), "guests look after nothing");
            }
        }
        if !books.room.rules.allow_recording {
            prop_assert!(!permissions.allows(Permission::Record), "a rule holds for everybody");
        }
        if let Some(socket) = place.socket {
            prop_assert_eq!(
                self.standings.get(&socket),
                Some(&(who.role, permissions)),
                "told what they may"
            );
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn whoever_commands_what_the_rules_hold(events in prop::collection::vec(event(), 1..80)) {
        let mut house = House::new();
        for event in events {
            house.happen(event);
            house.listen()?;
            house.check()?;
        }
    }
}
