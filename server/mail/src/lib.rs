//! Sending mail: what a letter is, and the way out through a mail server ([`Smtp`]).
//!
//! Nothing here keeps a letter: whoever sends one keeps it until it is sent, and tries again when told so
//! ([`MailError::Later`]).

mod html;
mod smtp;

pub use html::escaped;
pub use smtp::{Smtp, SmtpError};

use async_trait::async_trait;

/// A letter to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Whom it goes to: one address.
    pub to: String,
    /// One line; characters that could end it are taken out.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Why a letter was not sent. The texts hold no address and no secret: they may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The mail server is away, busy, or not what it should be: trying again is right.
    #[error("not now: {0}")]
    Later(String),
    /// This letter will never be taken: the address is none, or the mail server refused it for good.
    #[error("never: {0}")]
    Never(String),
}

/// Something that sends letters.
#[async_trait]
pub trait Mail: Send + Sync {
    /// Sends one. Done means: somebody else is responsible for it now. Takes half a minute at most.
    async fn send(&self, letter: &Letter) -> Result<(), MailError>;
}
