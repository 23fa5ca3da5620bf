//! What somebody may do in a room: 9 groups of flags, as `rooms.default_permissions` and
//! `room_members.custom_permissions` hold them.
//!
//! A role's preset is changed by the room's defaults (for everybody below co-host) and then by what the member was given
//! or denied. `server/db/sql/rooms/permissions.sql` has the same presets and the same merge for the policies; a test
//! compares them.

mod preset;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

fn is_unchanged<T: Default + PartialEq>(group: &T) -> bool {
    *group == T::default()
}

macro_rules! permissions {
    ($(
        $(#[$group_doc:meta])*
        $group:ident $group_key:literal $Group:ident $Changes:ident {
            $($flag:ident $flag_key:literal $Permission:ident $flag_doc:literal;)+
        }
    )+) => {
        /// One thing that somebody may do in a room, or not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Permission {
            $($(#[doc = $flag_doc] $Permission,)+)+
        }

        impl Permission {
            /// All of them, group by group.
            pub const ALL: &'static [Permission] = &[$($(Permission::$Permission,)+)+];

            /// What it is, in a short sentence, for people.
            pub fn words(self) -> &'static str {
                match self {
                    $($(Permission::$Permission => $flag_doc,)+)+
                }
            }

            /// The group's and the flag's key in the JSON.
            pub fn keys(self) -> (&'static str, &'static str) {
                match self {
                    $($(Permission::$Permission => ($group_key, $flag_key),)+)+
                }
            }
        }

        $(
            $(#[$group_doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields, default)]
            pub struct $Group {
                $(#[doc = $flag_doc] #[serde(rename = $flag_key)] pub $flag: bool,)+
            }

            /// What is changed in the group; none: as the role has it.
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields, default)]
            pub struct $Changes {
                $(
                    #[doc = $flag_doc]
                    #[serde(rename = $flag_key, skip_serializing_if = "Option::is_none")]
                    pub $flag: Option<bool>,
                )+
            }
        )+

        /// Everything that somebody may do in a room.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Permissions {
            $($(#[$group_doc])* #[serde(rename = $group_key)] pub $group: $Group,)+
        }

        impl Permissions {
            /// Whether it is allowed.
            pub fn allows(&self, permission: Permission) -> bool {
                match permission {
                    $($(Permission::$Permission => self.$group.$flag,)+)+
                }
            }

            /// With one thing allowed or denied.
            pub fn with(mut self, permission: Permission, allowed: bool) -> Self {
                match permission {
                    $($(Permission::$Permission => self.$group.$flag = allowed,)+)+
                }
                self
            }

            /// With changes.
            pub fn changed(mut self, changes: &PermissionChanges) -> Self {
                $($(
                    if let Some(allowed) = changes.$group.$flag {
                        self.$group.$flag = allowed;
                    }
                )+)+
                self
            }
        }

        /// What is changed about a role's permissions, for a room or for one member: the flags that are given or denied,
        /// and no others. Unknown flags are refused.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct PermissionChanges {
            $(
                $(#[$group_doc])*
                #[serde(rename = $group_key, skip_serializing_if = "is_unchanged")]
                pub $group: $Changes,
            )+
        }

        impl PermissionChanges {
            /// With one thing given or denied.
            pub fn with(mut self, permission: Permission, allowed: bool) -> Self {
                match permission {
                    $($(Permission::$Permission => self.$group.$flag = Some(allowed),)+)+
                }
                self
            }

            /// Whether it is given (`true`), denied (`false`), or as it was.
            pub fn get(&self, permission: Permission) -> Option<bool> {
                match permission {
                    $($(Permission::$Permission => self.$group.$flag,)+)+
                }
            }

            /// Whether nothing is changed.
            pub fn is_empty(&self) -> bool {
                *self == Self::default()
            }
        }
    };
}

permissions! {
    /// Starting and stopping.
    transport "transport" TransportPermissions TransportChanges {
        play "play" Play "Start.";
        pause "pause" Pause "Stop.";
        seek "seek" Seek "Jump.";
        skip_track "skipTrack" SkipTrack "Go to another track of the queue.";
        loop_control "loopControl" LoopControl "Start and stop loops.";
    }
    /// Tempo, key and click.
    tempo "tempo" TempoPermissions TempoChanges {
        set_bpm "setBpm" SetBpm "Set the tempo.";
        set_source "setSource" SetSource "Choose where the tempo comes from.";
        set_time_signature "setTimeSignature" SetTimeSignature "Set how it is counted.";
        set_key "setKey" SetKey "Set the key.";
        set_scale "setScale" SetScale "Set the scale.";
        metronome_control "metronomeControl" MetronomeControl "Start and stop the click.";
    }
    /// The queue and the songs.
    tracks "tracks" TracksPermissions TracksChanges {
        add_to_queue "addToQueue" AddToQueue "Add a track to the queue.";
        remove_from_queue "removeFromQueue" RemoveFromQueue "Take a track out of it.";
        reorder_queue "reorderQueue" ReorderQueue "Move tracks in it.";
        edit_metadata "editMetadata" EditMetadata "Change names in it.";
        upload_backing_track "uploadBackingTrack" UploadBackingTrack "Upload a track.";
        create_song "createSong" CreateSong "Make a song.";
        edit_song_arrangement "editSongArrangement" EditSongArrangement "Change a song.";
        delete_song "deleteSong" DeleteSong "Delete a song.";
    }
    /// Levels.
    mixer "mixer" MixerPermissions MixerChanges {
        stem_control "stemControl" StemControl "Set the levels of a track's parts.";
        stem_toggle "stemToggle" StemToggle "Turn a track's parts on and off.";
        master_volume "masterVolume" MasterVolume "Set the whole level.";
        own_track_volume "ownTrackVolume" OwnTrackVolume "Set one's own levels.";
        other_user_volume "otherUserVolume" OtherUserVolume "Set other people's levels.";
        mute_other_users "muteOtherUsers" MuteOtherUsers "Mute other people.";
    }
    /// Effects.
    effects "effects" EffectsPermissions EffectsChanges {
        own_effects "ownEffects" OwnEffects "Change one's own effects.";
        master_effects "masterEffects" MasterEffects "Change the effects of the whole.";
        apply_presets "applyPresets" ApplyPresets "Apply presets.";
        save_presets "savePresets" SavePresets "Save presets.";
    }
    /// Recording and loops.
    recording "recording" RecordingPermissions RecordingChanges {
        record "record" Record "Record.";
        create_loop "createLoop" CreateLoop "Add a loop.";
        edit_loops "editLoops" EditLoops "Change loops.";
        delete_loops "deleteLoops" DeleteLoops "Delete loops.";
    }
    /// What models do.
    ai "ai" AiPermissions AiChanges {
        stem_separation "stemSeparation" StemSeparation "Take a track apart.";
        generate_music "generateMusic" GenerateMusic "Generate music.";
        generate_lyrics "generateLyrics" GenerateLyrics "Generate words.";
        use_assistant "useAssistant" UseAssistant "Ask the assistant.";
    }
    /// Talking.
    chat "chat" ChatPermissions ChatChanges {
        send_messages "sendMessages" SendMessages "Write.";
        send_reactions "sendReactions" SendReactions "React.";
        share_links "shareLinks" ShareLinks "Share links.";
        voice_chat "voiceChat" VoiceChat "Talk.";
        video_chat "videoChat" VideoChat "Be seen.";
        screen_share "screenShare" ScreenShare "Share one's screen.";
    }
    /// The room itself.
    room "room" RoomPermissions RoomChanges {
        edit_settings "editSettings" EditSettings "Change its settings.";
        edit_name "editName" EditName "Change its name.";
        manage_users "manageUsers" ManageUsers "Remove and ban people.";
        manage_roles "manageRoles" ManageRoles "Give roles and permissions.";
        invite_users "inviteUsers" InviteUsers "Invite people.";
    }
}
