//! Somebody whom one takes care of: a person who is here, or a member who is not.

use model::{ParticipantId, UserId};
use model_rooms::{Participant, Role, RoomMember};
use realtime::Whom;

/// Who, as far as taking care of them goes. It stays as it was when a menu or dialog was opened: they may leave meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Shown.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// The account; none: a guest.
    pub account: Option<UserId>,
    /// Here for the site.
    pub staff: bool,
    /// Their presence, and whether they are muted for everybody; none: not here.
    pub here: Option<(ParticipantId, bool)>,
}

impl Subject {
    /// How a command names them: an account stays the same over their tabs.
    pub fn whom(&self) -> Option<Whom> {
        self.account.map(Whom::Account).or(self.here.map(|(id, _)| Whom::Participant(id)))
    }
}

impl From<&Participant> for Subject {
    fn from(person: &Participant) -> Self {
        Subject {
            name: person.name.clone(),
            role: person.role,
            account: person.user_id,
            staff: person.staff,
            here: Some((person.id, person.silenced)),
        }
    }
}

impl From<&RoomMember> for Subject {
    fn from(member: &RoomMember) -> Self {
        Subject {
            name: member.name.clone(),
            role: member.role,
            account: Some(member.user_id),
            staff: false,
            here: None,
        }
    }
}
