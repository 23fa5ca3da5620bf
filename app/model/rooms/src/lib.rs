//! Wire types of the rooms area: rooms, who is in them, what they may do, invitations, chat; with their validation.
//! Pure; wasm and native.

pub mod chat;
pub mod connection;
pub mod form;
pub mod invitation;
pub mod keeping;
pub mod links;
pub mod lobby;
pub mod moderation;
pub mod participant;
pub mod permission_preset;
pub mod permissions;
pub mod reaction;
pub mod room;
pub mod rules;
pub mod settings;
pub mod waiting;

pub use chat::{ChatKind, ChatMessage};
pub use connection::ConnectionQuality;
pub use form::{NewRoom, RoomChoices, RoomToEdit};
pub use invitation::{
    Invitation, InvitationSeen, InvitationStatus, Invitee, MailState, MyInvitation, NewInvitation,
};
pub use keeping::{
    BookmarkedRoom, KeepingLimit, PastSession, RegularChoices, Repeats, SavedRoom, SavedRoomType, SkillLevel,
};
pub use links::{TextLink, has_link, links};
pub use lobby::{LobbyAsk, LobbySort, Tie, YourRoom};
pub use moderation::{BAN_HOURS_MAX, LogAction, LogEntry, NewBan, RoomBan, RoomMember};
pub use participant::{Instrument, Participant, Role};
pub use permission_preset::PermissionPreset;
pub use permissions::{Permission, PermissionChanges, Permissions};
pub use reaction::Reaction;
pub use room::{LobbyRoom, Room, RoomCode, RoomEntrance};
pub use rules::RoomRules;
pub use settings::{NetworkMode, RoomSettings, SLOW_MODE_S_MAX};
pub use waiting::WaitingPerson;
