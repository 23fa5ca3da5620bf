//! Who is in a room, as what, playing what.

use crate::ConnectionQuality;
use chrono::{DateTime, Utc};
use model::{ParticipantId, UserId};
use serde::{Deserialize, Serialize};

/// A person's role in a room (`room_members.role`); what it may do is in [`crate::Permissions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Made the room.
    Owner,
    /// May do what the owner may, but for giving the owner's and co-hosts' roles.
    CoHost,
    /// May play, record and add music.
    Performer,
    /// May play and chat.
    Member,
    /// May listen and chat.
    Listener,
}

impl Role {
    /// All of them, from the one that may most.
    pub const ALL: [Role; 5] = [Role::Owner, Role::CoHost, Role::Performer, Role::Member, Role::Listener];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::CoHost => "co-host",
            Role::Performer => "performer",
            Role::Member => "member",
            Role::Listener => "listener",
        }
    }

    /// Reads what is stored; unknown text is the least that a role can be.
    pub fn from_stored(text: &str) -> Role {
        match text {
            "owner" => Role::Owner,
            "co-host" => Role::CoHost,
            "performer" => Role::Performer,
            "member" => Role::Member,
            _ => Role::Listener,
        }
    }

    /// Owner or co-host.
    pub fn moderates(self) -> bool {
        matches!(self, Role::Owner | Role::CoHost)
    }

    /// Whether somebody in this role may give `role` to a person who has `from`: an owner may give any but the owner's, a
    /// co-host those below co-host, and nobody changes an owner.
    pub fn may_assign(self, from: Role, role: Role) -> bool {
        match self {
            Role::Owner => from != Role::Owner && role != Role::Owner,
            Role::CoHost => !from.moderates() && !role.moderates(),
            Role::Performer | Role::Member | Role::Listener => false,
        }
    }

    /// Whether this role may send sound.
    pub fn may_perform(self) -> bool {
        !matches!(self, Role::Listener)
    }
}

/// What somebody plays. Families have fixed hues in the interface (see `style/`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    /// Guitar.
    Guitar,
    /// Bass.
    Bass,
    /// Drums.
    Drums,
    /// Keyboard.
    Keyboard,
    /// Voice.
    Vocals,
    /// Anything else.
    #[default]
    Other,
}

impl Instrument {
    /// All of them, in the order of the chooser.
    pub const ALL: [Instrument; 6] = [
        Instrument::Guitar,
        Instrument::Bass,
        Instrument::Drums,
        Instrument::Keyboard,
        Instrument::Vocals,
        Instrument::Other,
    ];

    /// The wire and style name, for example `keyboard`.
    pub fn as_str(self) -> &'static str {
        match self {
            Instrument::Guitar => "guitar",
            Instrument::Bass => "bass",
            Instrument::Drums => "drums",
            Instrument::Keyboard => "keyboard",
            Instrument::Vocals => "vocals",
            Instrument::Other => "other",
        }
    }

    /// The name shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Instrument::Guitar => "Guitar",
            Instrument::Bass => "Bass",
            Instrument::Drums => "Drums",
            Instrument::Keyboard => "Keys",
            Instrument::Vocals => "Voice",
            Instrument::Other => "Other",
        }
    }
}

/// One presence in a room: a connected tab, or one that dropped seconds ago and may come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// This presence.
    pub id: ParticipantId,
    /// The account, or none for a guest.
    pub user_id: Option<UserId>,
    /// Shown to others.
    pub name: String,
    /// Role in this room.
    pub role: Role,
    /// Sends sound (else: listens only).
    pub performing: bool,
    /// Has muted itself: nothing of it is forwarded.
    pub muted: bool,
    /// Was muted for everybody by a moderator: nothing of it is forwarded until that is lifted.
    pub silenced: bool,
    /// Looks after the whole site: here as an administrator.
    pub staff: bool,
    /// What it plays.
    pub instrument: Instrument,
    /// `false` while its connection is down and its place is kept.
    pub connected: bool,
    /// Round trip to the sidecar that its browser measured last, in milliseconds.
    pub rtt_ms: Option<f32>,
    /// How good its connection is, as far as its browser has measured it.
    pub quality: Option<ConnectionQuality>,
    /// When it came in.
    pub joined_at: DateTime<Utc>,
}
