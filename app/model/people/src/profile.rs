//! What people see of each other, and what one says about oneself.

use crate::levels;
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, UserId, limits};
use serde::{Deserialize, Serialize};

/// Longest text about oneself, in characters.
pub const BIO_CHARS_MAX: usize = 2000;
/// Longest link, in characters.
pub const LINK_CHARS_MAX: usize = 300;
/// Longest place, in characters.
pub const LOCATION_CHARS_MAX: usize = 100;

/// A profile as others see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The account.
    pub id: UserId,
    /// Unique handle.
    pub username: String,
    /// Shown to others.
    pub display_name: String,
    /// About themselves.
    pub bio: String,
    /// Who they say they are was checked.
    pub is_verified: bool,
    /// All the XP they earned.
    pub total_xp: i32,
    /// Their level.
    pub level: i32,
    /// Days in a row, now.
    pub current_daily_streak: i32,
    /// Days in a row, at best.
    pub longest_daily_streak: i32,
    /// Where they are, in their words.
    pub location: Option<String>,
    /// Where else to find them.
    pub links: Links,
    /// The track of theirs that they show first.
    #[serde(default)]
    pub featured_track: Option<String>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

impl Profile {
    /// What people of this level are called.
    pub fn title(&self) -> &'static str {
        levels::title(self.level)
    }
}

/// Addresses of somebody's pages elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Links {
    pub spotify: Option<String>,
    pub soundcloud: Option<String>,
    pub youtube: Option<String>,
    pub instagram: Option<String>,
    pub twitter: Option<String>,
    pub website: Option<String>,
}

/// Who sees a profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Friends.
    Friends,
    /// Nobody else.
    Private,
}

impl Visibility {
    /// As the database has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Friends => "friends",
            Visibility::Private => "private",
        }
    }
}

/// Changes one's profile. All of it: what is left out is emptied.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileForm {
    /// 1–50 characters.
    pub display_name: String,
    /// Up to [`BIO_CHARS_MAX`].
    #[serde(default)]
    pub bio: String,
    /// Up to [`LOCATION_CHARS_MAX`]; empty for none.
    #[serde(default)]
    pub location: String,
    /// An IANA name such as `Europe/Berlin`; empty for none.
    #[serde(default)]
    pub timezone: String,
    /// `https://` addresses.
    #[serde(default)]
    pub links: Links,
}

impl ProfileForm {
    /// Trims and checks the form; whether the time zone exists only the database knows. Errors: [`Fault::Invalid`] with
    /// every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.display_name = self.display_name.trim().to_owned();
        self.bio = self.bio.trim().to_owned();
        self.location = self.location.trim().to_owned();
        self.timezone = self.timezone.trim().to_owned();
        let mut problems = FieldProblem::list();
        let name = self.display_name.chars().count();
        let is_plain = !self.display_name.chars().any(char::is_control);
        problems.require(
            (1..=limits::DISPLAY_NAME_CHARS_MAX).contains(&name) && is_plain,
            "display_name",
            "Use 1 to 50 characters.",
        );
        problems.require(self.bio.chars().count() <= BIO_CHARS_MAX, "bio", "Use at most 2000 characters.");
        problems.require(
            self.location.chars().count() <= LOCATION_CHARS_MAX,
            "location",
            "Use at most 100 characters.",
        );
        problems.require(self.timezone.len() <= 64, "timezone", "Choose a place like Europe/Berlin.");
        for (field, link) in self.links.named_mut() {
            *link = link.take().map(|link| link.trim().to_owned()).filter(|link| !link.is_empty());
            let fits = link.as_deref().is_none_or(is_link);
            problems.require(fits, field, "Use an address that begins with https://.");
        }
        problems.into_result()?;
        Ok(self)
    }
}

impl Links {
    fn named_mut(&mut self) -> [(&'static str, &mut Option<String>); 6] {
        [
            ("links[spotify]", &mut self.spotify),
            ("links[soundcloud]", &mut self.soundcloud),
            ("links[youtube]", &mut self.youtube),
            ("links[instagram]", &mut self.instagram),
            ("links[twitter]", &mut self.twitter),
            ("links[website]", &mut self.website),
        ]
    }
}

fn is_link(link: &str) -> bool {
    link.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
        && link.chars().count() <= LINK_CHARS_MAX
        && !link.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Who may see and ask what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Privacy {
    pub profile_visibility: Visibility,
    pub show_stats: bool,
    pub show_activity: bool,
    pub allow_friend_requests: bool,
    pub allow_room_invites: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_https_and_empty_ones_are_none() {
        let with = |website: &str| ProfileForm {
            display_name: " Ada ".into(),
            links: Links { website: Some(website.into()), ..Links::default() },
            ..ProfileForm::default()
        };
        let form = with("  ").checked().unwrap();
        assert_eq!((form.display_name.as_str(), form.links.website), ("Ada", None));
        assert!(with("https://ada.example").checked().is_ok());
        for wrong in ["javascript:alert(1)", "http://ada.example", "https://", "https://a b"] {
            let fault = with(wrong).checked().unwrap_err();
            assert!(fault.problem_with("links[website]").is_some(), "{wrong}");
        }
    }
}
