//! What things are called when people are told.

use model_rooms::{Permission, Role};

/// A role in a word.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::CoHost => "Co-host",
        Role::Performer => "Performer",
        Role::Member => "Member",
        Role::Listener => "Listener",
    }
}

/// A role as somebody has it.
pub fn as_somebody(role: Role) -> &'static str {
    match role {
        Role::Owner => "the owner",
        Role::CoHost => "a co-host",
        Role::Performer => "a performer",
        Role::Member => "a member",
        Role::Listener => "a listener",
    }
}

/// A group of permissions, by its key.
pub fn group_name(key: &str) -> &'static str {
    match key {
        "transport" => "Start and stop",
        "tempo" => "Tempo and key",
        "tracks" => "Queue and songs",
        "mixer" => "Levels",
        "effects" => "Effects",
        "recording" => "Recording and loops",
        "ai" => "Generated music",
        "chat" => "Talking",
        _ => "The room itself",
    }
}

/// A permission as somebody reads it in a list.
pub fn permission_name(permission: Permission) -> &'static str {
    use Permission as P;
    match permission {
        P::Play => "Start",
        P::Pause => "Stop",
        P::Seek => "Jump in a song",
        P::SkipTrack => "Go to another track",
        P::LoopControl => "Start and stop loops",
        P::SetBpm => "Set the tempo",
        P::SetSource => "Choose where the tempo comes from",
        P::SetTimeSignature => "Set the time signature",
        P::SetKey => "Set the key",
        P::SetScale => "Set the scale",
        P::MetronomeControl => "Start and stop the click",
        P::AddToQueue => "Add tracks to the queue",
        P::RemoveFromQueue => "Take tracks out of the queue",
        P::ReorderQueue => "Move tracks in the queue",
        P::EditMetadata => "Change a track's name and facts",
        P::UploadBackingTrack => "Upload backing tracks",
        P::CreateSong => "Make songs",
        P::EditSongArrangement => "Change songs",
        P::DeleteSong => "Delete songs",
        P::StemControl => "Set the levels of a track's parts",
        P::StemToggle => "Turn a track's parts on and off",
        P::MasterVolume => "Set the whole level",
        P::OwnTrackVolume => "Set one's own levels",
        P::OtherUserVolume => "Set other people's levels",
        P::MuteOtherUsers => "Mute other people for everybody",
        P::OwnEffects => "Change one's own effects",
        P::MasterEffects => "Change the effects of the whole",
        P::ApplyPresets => "Apply presets",
        P::SavePresets => "Save presets",
        P::Record => "Record",
        P::CreateLoop => "Add loops",
        P::EditLoops => "Change loops",
        P::DeleteLoops => "Delete loops",
        P::StemSeparation => "Take a track apart",
        P::GenerateMusic => "Generate music",
        P::GenerateLyrics => "Generate lyrics",
        P::UseAssistant => "Ask the assistant",
        P::SendMessages => "Write in the chat",
        P::SendReactions => "React",
        P::ShareLinks => "Share links",
        P::VoiceChat => "Talk",
        P::VideoChat => "Be seen",
        P::ScreenShare => "Share one's screen",
        P::EditSettings => "Change the room's settings",
        P::EditName => "Change the room's name",
        P::ManageUsers => "Let in, remove and ban people",
        P::ManageRoles => "Give roles and permissions",
        P::InviteUsers => "Invite people",
    }
}
