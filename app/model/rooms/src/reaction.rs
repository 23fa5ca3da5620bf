//! Reactions: six ways to say something without words while people play.

use serde::{Deserialize, Serialize};

/// A reaction (`room_chat_messages.reaction_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reaction {
    /// On fire.
    Fire,
    /// Applause.
    Clap,
    /// What a solo.
    Shred,
    /// Love it.
    Love,
    /// Did not expect that.
    Mindblown,
    /// Magic.
    Magic,
}

impl Reaction {
    /// All of them, in the order of the chooser.
    pub const ALL: [Reaction; 6] = [
        Reaction::Fire,
        Reaction::Clap,
        Reaction::Shred,
        Reaction::Love,
        Reaction::Mindblown,
        Reaction::Magic,
    ];

    /// As stored and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Reaction::Fire => "fire",
            Reaction::Clap => "clap",
            Reaction::Shred => "shred",
            Reaction::Love => "love",
            Reaction::Mindblown => "mindblown",
            Reaction::Magic => "magic",
        }
    }

    /// The word shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Reaction::Fire => "On fire",
            Reaction::Clap => "Applause",
            Reaction::Shred => "What a solo",
            Reaction::Love => "Love it",
            Reaction::Mindblown => "Mind blown",
            Reaction::Magic => "Magic",
        }
    }
}
