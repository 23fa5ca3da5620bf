//! A reaction while it is shown.

use model::ParticipantId;
use model_rooms::Reaction;

/// Most reactions shown at once; the oldest gives way.
pub const SHOWN_MAX: usize = 24;
/// How long one is shown, in ms.
pub const SHOWN_MS: u32 = 4_000;

/// One reaction on the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownReaction {
    /// Tells it apart from others.
    pub key: u64,
    /// What.
    pub reaction: Reaction,
    /// Who: their name.
    pub by: String,
    /// On whose tile it is shown; none: in front of the stage.
    pub on: Option<ParticipantId>,
    /// It is for this page's person.
    pub to_you: bool,
}

/// Adds a reaction; beyond [`SHOWN_MAX`] the oldest goes.
pub fn show(shown: &mut Vec<ShownReaction>, reaction: ShownReaction) {
    if shown.len() >= SHOWN_MAX {
        shown.remove(0);
    }
    shown.push(reaction);
}
