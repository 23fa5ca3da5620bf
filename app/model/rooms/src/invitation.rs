//! Invitations to a room (`room_invitations`): to a person, to an address, or by link.

use crate::RoomCode;
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, UserId, limits};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest time that an invitation stays open, in hours: 90 days.
pub const EXPIRY_HOURS_MAX: u32 = 24 * 90;

/// Most times that a link may be used.
pub const USES_MAX: i32 = 1000;
/// Longest message, in characters.
pub const MESSAGE_CHARS_MAX: usize = 500;

/// Whether an invitation to an address was mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// This site sends no mail, or this is no invitation to an address.
    None,
    /// It will be sent in a moment, or is tried again.
    Waiting,
    /// It was handed to the mail server.
    Sent,
    /// It could not be sent.
    Failed,
}

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
    /// Who is invited, in words: a person's name, an address, or nothing for a link.
    pub invitee_name: String,
    /// How often it was used.
    pub uses: i32,
    /// How often it may be used; none: any number of times.
    pub uses_max: Option<i32>,
    /// Whether it was mailed.
    pub mail: MailState,
}

/// What somebody with an invitation's link sees, signed in or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationSeen {
    /// The invitation.
    pub invitation: MyInvitation,
    /// The room's colour.
    pub color: String,
    /// The room's description.
    pub description: String,
    /// Whether it is for everybody with the link.
    pub is_link: bool,
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
    #[serde(default, deserialize_with = "number_or_empty")]
    pub expires_in_hours: Option<u32>,
    /// How often a link may be used, 1 to [`USES_MAX`]; none: any number of times.
    #[serde(default, deserialize_with = "number_or_empty")]
    pub uses_max: Option<i32>,
}

/// A number field of a form: an empty one is sent as empty text.
fn number_or_empty<'de, D, N>(input: D) -> Result<Option<N>, D::Error>
where
    D: serde::Deserializer<'de>,
    N: std::str::FromStr + TryFrom<i64>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Text(String),
        Nothing(()),
    }
    let wrong = || serde::de::Error::custom("not a number");
    match Either::deserialize(input)? {
        Either::Number(number) => N::try_from(number).map(Some).map_err(|_| wrong()),
        Either::Text(text) if text.trim().is_empty() => Ok(None),
        Either::Text(text) => text.trim().parse().map(Some).map_err(|_| wrong()),
        Either::Nothing(()) => Ok(None),
    }
}

impl NewInvitation {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.username = self.username.trim().to_ascii_lowercase();
        self.email = self.email.trim().to_lowercase();
        self.message = self.message.trim().replace("\r\n", "\n");
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
        problems.require(
            self.message.chars().count() <= MESSAGE_CHARS_MAX,
            "message",
            "Use at most 500 characters.",
        );
        problems.require(!self.message.contains('\0'), "message", "The message cannot be stored.");
        problems.require(
            self.expires_in_hours.is_none_or(|hours| (1..=EXPIRY_HOURS_MAX).contains(&hours)),
            "expires_in_hours",
            "An invitation is open for 1 hour to 90 days.",
        );
        let is_link = self.username.is_empty() && self.email.is_empty();
        problems.require(
            self.uses_max.is_none_or(|uses| is_link && (1..=USES_MAX).contains(&uses)),
            "uses_max",
            "A link may be used 1 to 1000 times; an invitation to somebody is used once.",
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
        for uses in [0, 1001] {
            let wrong = NewInvitation { uses_max: Some(uses), ..NewInvitation::default() };
            assert!(wrong.checked().unwrap_err().problem_with("uses_max").is_some(), "{uses}");
        }
        let person_twice =
            NewInvitation { username: "ada".into(), uses_max: Some(2), ..NewInvitation::default() };
        assert!(person_twice.checked().is_err());
        let long = NewInvitation { expires_in_hours: Some(0), ..NewInvitation::default() };
        assert!(long.checked().is_err());
    }
    #[test]
    fn an_empty_number_field_is_no_number() {
        let form: NewInvitation =
            serde_json::from_str(r#"{"expires_in_hours": "", "uses_max": "5"}"#).unwrap();
        assert_eq!((form.expires_in_hours, form.uses_max), (None, Some(5)));
        let form: NewInvitation =
            serde_json::from_str(r#"{"expires_in_hours": 24, "uses_max": null}"#).unwrap();
        assert_eq!((form.expires_in_hours, form.uses_max), (Some(24), None));
        assert!(serde_json::from_str::<NewInvitation>(r#"{"uses_max": "many"}"#).is_err());
    }
}
