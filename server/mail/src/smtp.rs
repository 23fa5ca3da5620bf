//! Letters through a mail server (RFC 5321), with TLS by rustls and the system's certificates.

use crate::{Letter, Mail, MailError};
use async_trait::async_trait;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// Longest wait for one answer of the mail server.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Longest time for one letter.
const LETTER_WITHIN: Duration = Duration::from_secs(30);

/// A mail server, and in whose name letters go out.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why a configuration cannot be used. Without the URL, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// Not `smtp://` or `smtps://` with a host.
    #[error("expected smtps://user:password@host, smtp://host?tls=required or smtp://host")]
    Url,
    /// Not an address.
    #[error("expected an address, like OpenStudio <jam@example.org>")]
    From,
    /// Not a certificate in PEM.
    #[error("expected a certificate in PEM")]
    Certificate,
}

impl Smtp {
    /// Through the server at `url`: `smtps://user:password@host[:465]` (TLS from the start),
    /// `smtp://user:password@host[:587]?tls=required` (STARTTLS), or `smtp://host[:25]` without TLS, for a server on this
    /// machine. Letters come from `from`: `jam@example.org` or `OpenStudio <jam@example.org>`.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn new(url: &str, from: &str) -> Result<Self, SmtpError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| SmtpError::Url)?;
        let from = from.parse().map_err(|_| SmtpError::From)?;
        Ok(Smtp { transport: builder.timeout(Some(ANSWER_WITHIN)).build(), from })
    }

    /// With TLS from the start and a certificate of one's own to trust, in PEM; for a server whose certificate no
    /// authority signed.
    ///
    /// # Errors
    /// When `from` or the certificate cannot be read.
    pub fn with_certificate(host: &str, port: u16, from: &str, pem: &[u8]) -> Result<Self, SmtpError> {
        let certificate = Certificate::from_pem(pem).map_err(|_| SmtpError::Certificate)?;
        let tls = TlsParameters::builder(host.to_owned())
            .add_root_certificate(certificate)
            .build()
            .map_err(|_| SmtpError::Certificate)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(port)
            .tls(Tls::Wrapper(tls))
            .timeout(Some(ANSWER_WITHIN))
            .build();
        Ok(Smtp { transport, from: from.parse().map_err(|_| SmtpError::From)? })
    }

    fn message(&self, letter: &Letter) -> Result<Message, MailError> {
        let to = letter.to.parse().map_err(|_| MailError::Never("the address is none".to_owned()))?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&letter.subject))
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|_| MailError::Never("the letter cannot be written".to_owned()))
    }
}

impl std::fmt::Debug for Smtp {
    /// Without the server: its URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from).finish_non_exhaustive()
    }
}

#[async_trait]
impl Mail for Smtp {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = self.message(letter)?;
        match tokio::time::timeout(LETTER_WITHIN, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refusal(&error)),
            Err(_) => Err(MailError::Later("the mail server took too long".to_owned())),
        }
    }
}

/// 55x is said of an address or of a letter. Other permanent refusals (of the password, of us) are somebody's mistake
/// that will be corrected, and the letter should still be there then.
fn refusal(error: &lettre::transport::smtp::Error) -> MailError {
    let Some(code) = error.status().map(u16::from) else {
        let kind = if error.is_timeout() {
            "the mail server did not answer in time"
        } else if error.is_tls() {
            "no trusted TLS with the mail server"
        } else {
            "the mail server cannot be reached or broke off"
        };
        return MailError::Later(kind.to_owned());
    };
    match code {
        550..=559 => MailError::Never(format!("refused with {code}")),
        _ => MailError::Later(format!("answered with {code}")),
    }
}

/// A header is one line: whatever could end it is a space.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp() -> Smtp {
        Smtp::new("smtp://127.0.0.1:1", "OpenStudio <jam@example.org>").unwrap()
    }

    fn letter() -> Letter {
        Letter {
            to: "ada@example.org".into(),
            subject: "Come and play".into(),
            text: "Hello".into(),
            html: "<p>Hello</p>".into(),
        }
    }

    #[tokio::test]
    async fn a_subject_adds_no_header_and_an_address_no_other() {
        let sly = Letter { subject: "Hi\r\nBcc: eve@example.org\r\n\r\nBody".into(), ..letter() };
        let text = String::from_utf8(smtp().message(&sly).unwrap().formatted()).unwrap();
        let (headers, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!headers.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc:")), "{headers}");
        for to in ["ada@example.org, eve@example.org", "ada@example.org\r\nBcc: eve@example.org", "ada", ""] {
            let tried = smtp().message(&Letter { to: to.into(), ..letter() });
            assert!(matches!(tried, Err(MailError::Never(_))), "{to}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_refused_without_the_password() {
        for url in ["", "host", "http://host", "smtp://", "smtp://a:secret@host?tls=maybe"] {
            let error = Smtp::new(url, "a@example.org").map(|_| ()).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert_eq!(Smtp::new("smtp://host", "nobody").map(|_| ()).unwrap_err(), SmtpError::From);
        assert!(Smtp::new("smtps://a:b@host", "Jam <a@example.org>").is_ok());
        assert!(
            !format!("{:?}", Smtp::new("smtps://a:secret@host", "a@example.org").unwrap()).contains("secret")
        );
    }
}
