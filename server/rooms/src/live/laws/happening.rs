//! Random people, commands, drops and sidecar reports.

use model_rooms::{Instrument, Role};
use proptest::prelude::*;

/// One random thing that happens.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    Enter { person: u128, role: Role, performing: bool, staff: bool },
    Knock { person: u128 },
    Decide { person: u128, admit: bool },
    Change(RandomChange),
    Resume { socket: usize, role: Role, seen: Option<u64> },
    Ask { socket: usize, ask: RandomAsk },
    Said { id: u128 },
    Dropped { socket: usize },
    Pass { ms: u64 },
    Media(RandomMedia),
}

/// What a host changes about the door.
#[derive(Clone, Debug)]
pub(super) struct RandomChange {
    pub is_public: bool,
    pub require_approval: bool,
    pub max_users: i32,
    pub max_performers: u8,
    pub allow_listeners: bool,
}

#[derive(Clone, Debug)]
pub(super) enum RandomAsk {
    Muted(bool),
    Performing(bool),
    Instrument(usize),
    Offer { connection: u128 },
    Rtt(f32),
    Leave,
}

#[derive(Clone, Debug)]
pub(super) enum RandomMedia {
    Down,
    Up,
    Answered { peer: usize, negotiation: u32, ok: bool },
    Permitted { peer: usize, result: Option<bool> },
    PeerUp { peer: usize },
    PeerGone { peer: usize },
    Slots { peer: usize, from: usize },
    HoldsNothing,
}

fn role() -> impl Strategy<Value = Role> {
    prop_oneof![
        1 => Just(Role::Owner),
        1 => Just(Role::CoHost),
        4 => Just(Role::Member),
        1 => Just(Role::Listener)
    ]
}

fn change() -> impl Strategy<Value = RandomChange> {
    let often = prop::bool::weighted(0.8);
    (often, any::<bool>(), 2..7i32, 1..5u8, often).prop_map(
        |(is_public, require_approval, max_users, max_performers, allow_listeners)| RandomChange {
            is_public,
            require_approval,
            max_users,
            max_performers,
            allow_listeners,
        },
    )
}

pub(super) fn ask() -> impl Strategy<Value = RandomAsk> {
    prop_oneof![
        any::<bool>().prop_map(RandomAsk::Muted),
        any::<bool>().prop_map(RandomAsk::Performing),
        (0..Instrument::ALL.len()).prop_map(RandomAsk::Instrument),
        (0u128..4).prop_map(|connection| RandomAsk::Offer { connection }),
        prop_oneof![any::<f32>(), 0f32..100.0].prop_map(RandomAsk::Rtt),
        Just(RandomAsk::Leave),
    ]
}

fn media() -> impl Strategy<Value = RandomMedia> {
    let peer = 0usize..8;
    prop_oneof![
        Just(RandomMedia::Down),
        Just(RandomMedia::Up),
        (peer.clone(), 0u32..3, any::<bool>()).prop_map(|(peer, negotiation, ok)| RandomMedia::Answered {
            peer,
            negotiation,
            ok
        }),
        (peer.clone(), any::<Option<bool>>())
            .prop_map(|(peer, result)| RandomMedia::Permitted { peer, result }),
        peer.clone().prop_map(|peer| RandomMedia::PeerUp { peer }),
        peer.clone().prop_map(|peer| RandomMedia::PeerGone { peer }),
        (peer.clone(), peer).prop_map(|(peer, from)| RandomMedia::Slots { peer, from }),
        Just(RandomMedia::HoldsNothing),
    ]
}

pub(super) fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (1u128..8, role(), any::<bool>(), prop::bool::weighted(0.1)).prop_map(
            |(person, role, performing, staff)| Happening::Enter { person, role, performing, staff }
        ),
        1 => (1u128..8).prop_map(|person| Happening::Knock { person }),
        1 => (1u128..8, any::<bool>()).prop_map(|(person, admit)| Happening::Decide { person, admit }),
        1 => change().prop_map(Happening::Change),
        3 => (0usize..12, role(), any::<Option<u8>>())
            .prop_map(|(socket, role, seen)| Happening::Resume { socket, role, seen: seen.map(u64::from) }),
        8 => (0usize..12, ask()).prop_map(|(socket, ask)| Happening::Ask { socket, ask }),
        2 => (0u128..20).prop_map(|id| Happening::Said { id }),
        3 => (0usize..12).prop_map(|socket| Happening::Dropped { socket }),
        2 => (0u64..6000).prop_map(|ms| Happening::Pass { ms }),
        5 => media().prop_map(Happening::Media),
    ]
}
