//! Wire types of the rooms area: rooms, who is in them, what they may do, invitations, chat; with their validation.
//! Pure; wasm and native.

pub mod chat;
pub mod connection;
pub mod invitation;
pub mod keeping;
pub mod moderation;
pub mod participant;
pub mod permissions;
pub mod reaction;
pub mod room;
pub mod rules;
pub mod settings;
pub mod waiting;

pub use chat::{ChatKind, ChatMessage};
pub use connection::ConnectionQuality;
pub use invitation::{Invitation, InvitationStatus, Invitee, MyInvitation, NewInvitation};
pub use keeping::{BookmarkedRoom, NewSavedRoom, PastSession, SavedRoom, SavedRoomType, SkillLevel};
pub use moderation::{BAN_HOURS_MAX, LogAction, LogEntry, NewBan, RoomBan};
pub use participant::{Instrument, Participant, Role};
pub use permissions::{Permission, PermissionChanges, Permissions};
pub use reaction::Reaction;
pub use room::{LobbyRoom, NewRoom, Room, RoomCode, RoomEntrance};
pub use rules::RoomRules;
pub use settings::{NetworkMode, RoomSettings};
pub use waiting::WaitingPerson;
