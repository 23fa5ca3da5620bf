//! Wire types of the rooms area: rooms, who is in them, what they may do, invitations, chat; with their validation.
//! Pure; wasm and native.

pub mod chat;
pub mod invitation;
pub mod keeping;
pub mod moderation;
pub mod participant;
pub mod permissions;
pub mod room;
pub mod settings;

pub use chat::ChatMessage;
pub use invitation::{Invitation, InvitationStatus, Invitee, MyInvitation, NewInvitation};
pub use keeping::{BookmarkedRoom, NewSavedRoom, PastSession, SavedRoom, SavedRoomType, SkillLevel};
pub use moderation::{LogAction, LogEntry, NewBan, RoomBan};
pub use participant::{Instrument, Participant, Role};
pub use permissions::{Permission, PermissionChanges, Permissions};
pub use room::{LobbyRoom, NewRoom, Room, RoomCode, RoomEntrance};
pub use settings::{NetworkMode, RoomSettings};
