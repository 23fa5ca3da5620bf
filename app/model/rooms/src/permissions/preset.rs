//! What each role may do before anything is changed.

use super::{Permission, PermissionChanges, Permissions};
use crate::Role;

use Permission as P;

const LISTENER: &[P] = &[P::OwnTrackVolume, P::SendMessages, P::SendReactions];

const MEMBER: &[P] = &[
    P::OwnTrackVolume,
    P::OwnEffects,
    P::ApplyPresets,
    P::SendMessages,
    P::SendReactions,
    P::ShareLinks,
    P::VoiceChat,
    P::VideoChat,
];

const PERFORMER: &[P] = &[
    P::AddToQueue,
    P::UploadBackingTrack,
    P::OwnTrackVolume,
    P::OwnEffects,
    P::ApplyPresets,
    P::SavePresets,
    P::Record,
    P::CreateLoop,
    P::EditLoops,
    P::DeleteLoops,
    P::StemSeparation,
    P::UseAssistant,
    P::SendMessages,
    P::SendReactions,
    P::ShareLinks,
    P::VoiceChat,
    P::VideoChat,
];

impl Permissions {
    /// What a role may do before anything is changed.
    pub fn of_role(role: Role) -> Self {
        let allowed = match role {
            Role::Owner | Role::CoHost => Permission::ALL,
            Role::Performer => PERFORMER,
            Role::Member => MEMBER,
            Role::Listener => LISTENER,
        };
        allowed
            .iter()
            .fold(Permissions::default(), |permissions, permission| permissions.with(*permission, true))
    }

    /// What a member may do: the role, changed by the room's defaults unless they are a co-host, and by what they were
    /// given or denied. Nobody takes anything from an owner.
    pub fn of_member(role: Role, defaults: &PermissionChanges, custom: &PermissionChanges) -> Self {
        let preset = Permissions::of_role(role);
        match role {
            Role::Owner => preset,
            Role::CoHost => preset.changed(custom),
            Role::Performer | Role::Member | Role::Listener => preset.changed(defaults).changed(custom),
        }
    }

    /// The same for somebody without an account: looking after the room itself needs one.
    pub fn of_guest(self) -> Self {
        Permissions { room: Default::default(), ..self }
    }
}
