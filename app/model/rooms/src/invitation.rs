//! Invitations to a room (`room_invitations`): to a person, to an address, or by link.

use crate::RoomCode;
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, UserId, limits};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest time that an invitation stays open, in hours: 90 days.
pub const EXPIRY_HOURS_MAX: u32 = 24 * 90;

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InvitationStatus {
    /// Open.
    Pending,
    /// Its person came in.
    Accepted,
    /// Its person will not come.
    Declined,
    /// Its time is over.
    Expired,
    /// Taken back.
    Revoked,
}

impl InvitationStatus {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            InvitationStatus::Pending => "pending",
            InvitationStatus::Accepted => "accepted",
            InvitationStatus::Declined => "declined",
            InvitationStatus::Expired => "expired",
            InvitationStatus::Revoked => "revoked",
        }
    }

    /// Reads what is stored; an unknown word opens nothing.
    pub fn from_stored(text: &str) -> Self {
        match text {
            "pending" => InvitationStatus::Pending,
            "accepted" => InvitationStatus::Accepted,
            "declined" => InvitationStatus::Declined,
            "expired" => InvitationStatus::Expired,
            _ => InvitationStatus::Revoked,
        }
    }
}

/// Who is invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "who", rename_all = "lowercase")]
pub enum Invitee {
    /// An account.
    Person(UserId),
    /// Whoever proves that this address is theirs.
    Address(String),
    /// Whoever has the link.
    Link,
}

/// An invitation as those who moderate the room see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its key.
    pub id: Uuid,
    /// The room.
    pub room: RoomCode,
    /// Who is invited.
    pub invitee: Invitee,
    /// Who invites: an account's id as text.
    pub invited_by: String,
    /// Where it stands; expired also when nobody has noted that yet.
    pub status: InvitationStatus,
    /// What opens it: part of the link.
    pub code: String,
    /// Up to 500 characters; empty when nothing was said.
    pub message: String,
    /// Until when; none: for good.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// An invitation as the invited person sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyInvitation {
    /// Its key.
    pub id: Uuid,
    /// The room.
    pub room: RoomCode,
    /// The room's name.
    pub room_name: String,
    /// Who invites, while their account is there.
    pub inviter_name: Option<String>,
    /// What they say.
    pub message: String,
    /// Until when; none: for good.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The form that invites.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// A user name. Empty with an empty address: by link.
    #[serde(default)]
    pub username: String,
    /// An e-mail address.
    #[serde(default)]
    pub email: String,
    /// Up to 500 characters.
    #[serde(default)]
    pub message: String,
    /// Hours until it expires, 1 to 2160; none: it does not.
    #[serde(default)]
    pub expires_in_hours: Option<u32>,
}

impl NewInvitation {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.username = self.username.trim().to_ascii_lowercase();
        self.email = self.email.trim().to_lowercase();
        self.message = self.message.trim().to_owned();
        let mut problems = FieldProblem::list();
        problems.require(
            self.username.is_empty() || self.email.is_empty(),
            "email",
            "Give a user name or an address, not both.",
        );
        let address_ok = self.email.is_empty()
            || (self.email.len() <= limits::EMAIL_BYTES_MAX
                && self.email.split_once('@').is_some_and(|(name, domain)| {
                    !name.is_empty() && !domain.is_empty() && !domain.contains('@')
                })
                && !self.email.contains(|c: char| c.is_whitespace() || c.is_control()));
        problems.require(address_ok, "email", "Check the address.");
        problems.require(
            self.username.chars().count() <= *limits::USERNAME_CHARS.end(),
            "username",
            "A user name has at most 30 characters.",
        );
        problems.require(self.message.chars().count() <= 500, "message", "Use at most 500 characters.");
        problems.require(!self.message.contains('\0'), "message", "The message cannot be stored.");
        problems.require(
            self.expires_in_hours.is_none_or(|hours| (1..=EXPIRY_HOURS_MAX).contains(&hours)),
            "expires_in_hours",
            "An invitation is open for 1 hour to 90 days.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_invites_a_person_an_address_or_by_link() {
        assert!(NewInvitation::default().checked().is_ok());
        let person = NewInvitation { username: " Ada ".into(), ..NewInvitation::default() };
        assert_eq!(person.clone().checked().unwrap().username, "ada");
        let both = NewInvitation { email: "a@example.org".into(), ..person };
        assert!(both.checked().unwrap_err().problem_with("email").is_some());
        for email in ["a", "a@", "@b", "a@b@c", "a b@c"] {
            let wrong = NewInvitation { email: email.into(), ..NewInvitation::default() };
            assert!(wrong.checked().is_err(), "{email}");
        }
        let long = NewInvitation { expires_in_hours: Some(0), ..NewInvitation::default() };
        assert!(long.checked().is_err());
    }
}
