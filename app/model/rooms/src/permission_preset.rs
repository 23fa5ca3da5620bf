//! What people below co-host may do in a room, in one word.

use crate::{Permission, PermissionChanges};
use Permission as P;
use serde::{Deserialize, Serialize};

/// A room's default permissions, ready made or of its owner's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionPreset {
    /// What each role has.
    #[default]
    Roles,
    /// Everybody may run the song, the tempo and the loops.
    OpenJam,
    /// The audience writes and claps, and nothing more.
    Concert,
    /// Flag by flag.
    Own,
}

const OPEN_JAM: &[P] = &[
    P::Play,
    P::Pause,
    P::Seek,
    P::SkipTrack,
    P::LoopControl,
    P::SetBpm,
    P::SetTimeSignature,
    P::SetKey,
    P::SetScale,
    P::MetronomeControl,
    P::AddToQueue,
    P::ReorderQueue,
    P::UploadBackingTrack,
    P::CreateSong,
    P::StemControl,
    P::StemToggle,
    P::Record,
    P::CreateLoop,
];

const NOT_IN_CONCERT: &[P] =
    &[P::ShareLinks, P::VoiceChat, P::VideoChat, P::ScreenShare, P::Record, P::CreateLoop, P::AddToQueue];

impl PermissionPreset {
    /// All of them, in the order of the chooser.
    pub const ALL: [PermissionPreset; 4] = [
        PermissionPreset::Roles,
        PermissionPreset::OpenJam,
        PermissionPreset::Concert,
        PermissionPreset::Own,
    ];

    /// What it changes; none: the flags say.
    pub fn changes(self) -> Option<PermissionChanges> {
        let all = |list: &[P], allowed: bool| {
            list.iter()
                .fold(PermissionChanges::default(), |changes, permission| changes.with(*permission, allowed))
        };
        match self {
            PermissionPreset::Roles => Some(PermissionChanges::default()),
            PermissionPreset::OpenJam => Some(all(OPEN_JAM, true)),
            PermissionPreset::Concert => Some(all(NOT_IN_CONCERT, false)),
            PermissionPreset::Own => None,
        }
    }

    /// Which one this is.
    pub fn of(changes: &PermissionChanges) -> PermissionPreset {
        let same = |preset: &PermissionPreset| preset.changes().as_ref() == Some(changes);
        PermissionPreset::ALL.into_iter().find(same).unwrap_or(PermissionPreset::Own)
    }

    /// Its value in a form.
    pub fn as_str(self) -> &'static str {
        match self {
            PermissionPreset::Roles => "roles",
            PermissionPreset::OpenJam => "open_jam",
            PermissionPreset::Concert => "concert",
            PermissionPreset::Own => "own",
        }
    }
}
