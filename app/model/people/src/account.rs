//! The forms around an account, and what they accept.

use model::{Fault, FieldProblem, limits};
use serde::{Deserialize, Serialize};

/// Makes an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// Handle: 3–30 characters of `a-z0-9_`, starts with a letter.
    pub username: String,
    /// E-mail address, at most 254 bytes.
    pub email: String,
    /// 10–128 characters.
    pub password: String,
    /// Where to go afterwards: a path on this site, or empty.
    #[serde(default)]
    pub next: String,
}

impl SignUp {
    /// Trims, lower-cases and checks the form. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.username = self.username.trim().to_ascii_lowercase();
        self.email = normal_email(&self.email);
        let mut problems = FieldProblem::list();
        problems.require(
            is_username(&self.username),
            "username",
            "Use 3 to 30 letters, digits or _, starting with a letter.",
        );
        problems.require(is_email(&self.email), "email", "Check the e-mail address.");
        require_password(&mut problems, "password", &self.password);
        problems.require(
            self.password.to_lowercase() != self.username
                && !self.email.starts_with(&self.password.to_lowercase()),
            "password",
            "The password must differ from your name and address.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

/// Opens a session on an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Where to go afterwards: a path on this site, or empty.
    #[serde(default)]
    pub next: String,
}

/// Changes one's password; every other session ends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password now.
    pub current: String,
    /// The password from now on, 10–128 characters.
    pub new: String,
}

impl ChangePassword {
    /// Checks the new password. Errors: [`Fault::Invalid`] on `new`.
    pub fn checked(self) -> Result<Self, Fault> {
        let mut problems = FieldProblem::list();
        require_password(&mut problems, "new", &self.new);
        problems.require(self.new != self.current, "new", "Choose a password that differs from the old one.");
        problems.into_result()?;
        Ok(self)
    }
}

/// Names a guest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuestEntry {
    /// Shown to others, 1–50 characters.
    #[serde(default)]
    pub name: String,
    /// Where to go afterwards: a path on this site, or empty.
    #[serde(default)]
    pub next: String,
    /// With an empty name: one is made up, for whoever only wants to listen in.
    #[serde(default)]
    pub made_up: bool,
}

impl GuestEntry {
    /// With a name made up from a number, when that was asked for.
    pub fn with_made_up_name(mut self, number: u128) -> Self {
        if self.made_up && self.name.trim().is_empty() {
            self.name = format!("Guest {}", 1000 + number % 9000);
        }
        self
    }

    /// Trims and checks the name. Errors: [`Fault::Invalid`] on `name`.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        let chars = self.name.chars().count();
        let mut problems = FieldProblem::list();
        problems.require(chars > 0, "name", "Say how others should call you.");
        problems.require(chars <= limits::DISPLAY_NAME_CHARS_MAX, "name", "Use at most 50 characters.");
        problems.require(
            !self.name.chars().any(char::is_control),
            "name",
            "The name has a character that cannot be shown.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

/// The address in the one form that is stored and compared: trimmed, lower case.
pub fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Where a form may send somebody afterwards: a path on this site. Anything else (another host, `//host`, a scheme,
/// control characters, backslashes) becomes `/lobby`.
pub fn safe_next(next: &str) -> &str {
    let ok = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.len() <= 512
        && !next.chars().any(char::is_control);
    if ok { next } else { "/lobby" }
}

fn is_username(name: &str) -> bool {
    limits::USERNAME_CHARS.contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Enough to catch slips; whether an address works only a mail can tell.
fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    email.len() <= limits::EMAIL_BYTES_MAX
        && !local.is_empty()
        && local.len() <= 64
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn require_password(problems: &mut model::FieldProblems, field: &str, password: &str) {
    let chars = password.chars().count();
    problems.require(chars >= *limits::PASSWORD_CHARS.start(), field, "Use at least 10 characters.");
    problems.require(chars <= *limits::PASSWORD_CHARS.end(), field, "Use at most 128 characters.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_stays_on_this_site() {
        assert_eq!(safe_next("/room/abcd1234"), "/room/abcd1234");
        for bad in ["", "//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)", "/a\nb"] {
            assert_eq!(safe_next(bad), "/lobby", "{bad}");
        }
    }

    #[test]
    fn a_bad_sign_up_names_every_field() {
        let form = SignUp {
            username: "1x".into(),
            email: "nobody".into(),
            password: "short".into(),
            ..SignUp::default()
        };
        let fault = form.checked().unwrap_err();
        for field in ["username", "email", "password"] {
            assert!(fault.problem_with(field).is_some(), "{field}");
        }
    }
}
