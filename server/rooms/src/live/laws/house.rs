//! Random people in a room with moderators, rules and a database: what they do.

use super::books::{Deed, PEOPLE};
use model_rooms::{Permission, Role};
use proptest::prelude::*;

/// One thing that happens. Sockets are counted in the order in which they were opened, over again.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    Enter {
        person: u128,
        performing: bool,
        sound_checked: bool,
    },
    Back {
        socket: usize,
        performing: bool,
        knows: bool,
    },
    Dropped {
        socket: usize,
    },
    Leave {
        socket: usize,
    },
    Pass {
        ms: u64,
    },
    Hours {
        hours: u8,
    },
    Perform {
        socket: usize,
        performing: bool,
    },
    Mute {
        socket: usize,
        muted: bool,
    },
    Offer {
        socket: usize,
    },
    Silence {
        socket: usize,
        on: u128,
        silenced: bool,
    },
    Order {
        socket: usize,
        on: u128,
        deed: Deed,
    },
    Decide {
        socket: usize,
        person: u128,
        admit: bool,
    },
    Edit(Edit),
    /// Somebody types SQL behind the room's back; then everybody's standing is checked.
    Sql {
        person: u128,
        role: Role,
    },
    /// Everybody's standing is checked.
    Check,
}

/// A change of the room's row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Edit {
    MaxUsers(i32),
    MaxPerformers(u8),
    Listeners(bool),
    Public(bool),
    Approval(bool),
    DefaultRole(Role),
    MicCheck(bool),
    Default(Permission, bool),
    Recording(bool),
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(&Role::ALL[..])
}

fn permission() -> impl Strategy<Value = Permission> {
    prop::sample::select(
        &[
            Permission::ManageUsers,
            Permission::ManageRoles,
            Permission::MuteOtherUsers,
            Permission::Record,
            Permission::SendMessages,
        ][..],
    )
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => role().prop_map(Deed::Role),
        2 => (permission(), any::<Option<bool>>()).prop_map(|(which, may)| Deed::Custom(which, may)),
        1 => Just(Deed::Kick),
        2 => prop::option::of(1u8..30).prop_map(|hours| Deed::Ban { hours }),
        1 => Just(Deed::Unban),
        1 => Just(Deed::HandOver),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (2i32..6).prop_map(Edit::MaxUsers),
        (1u8..4).prop_map(Edit::MaxPerformers),
        any::<bool>().prop_map(Edit::Listeners),
        any::<bool>().prop_map(Edit::Public),
        any::<bool>().prop_map(Edit::Approval),
        prop::sample::select(&[Role::Performer, Role::Member, Role::Listener][..])
            .prop_map(Edit::DefaultRole),
        any::<bool>().prop_map(Edit::MicCheck),
        (permission(), any::<bool>()).prop_map(|(which, may)| Edit::Default(which, may)),
        any::<bool>().prop_map(Edit::Recording),
    ]
}

pub(super) fn event() -> impl Strategy<Value = Event> {
    let socket = || 0usize..10;
    let person = || PEOPLE;
    prop_oneof![
        8 => (person(), any::<bool>(), prop::bool::weighted(0.8)).prop_map(
            |(person, performing, sound_checked)| Event::Enter { person, performing, sound_checked }
        ),
        2 => (socket(), any::<bool>(), any::<bool>())
            .prop_map(|(socket, performing, knows)| Event::Back { socket, performing, knows }),
        2 => socket().prop_map(|socket| Event::Dropped { socket }),
        1 => socket().prop_map(|socket| Event::Leave { socket }),
        2 => (0u64..6000).prop_map(|ms| Event::Pass { ms }),
        1 => (1u8..30).prop_map(|hours| Event::Hours { hours }),
        2 => (socket(), any::<bool>()).prop_map(|(socket, performing)| Event::Perform { socket, performing }),
        1 => (socket(), any::<bool>()).prop_map(|(socket, muted)| Event::Mute { socket, muted }),
        4 => socket().prop_map(|socket| Event::Offer { socket }),
        2 => (socket(), person(), any::<bool>())
            .prop_map(|(socket, on, silenced)| Event::Silence { socket, on, silenced }),
        8 => (socket(), person(), deed()).prop_map(|(socket, on, deed)| Event::Order { socket, on, deed }),
        2 => (socket(), person(), any::<bool>())
            .prop_map(|(socket, person, admit)| Event::Decide { socket, person, admit }),
        4 => edit().prop_map(Event::Edit),
        1 => (1u128..5, role()).prop_map(|(person, role)| Event::Sql { person, role }),
        1 => Just(Event::Check),
    ]
}
