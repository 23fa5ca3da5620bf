//! What an invitation says when it is mailed. Names and words of people are text: escaped in the HTML, and lines that end
//! in the subject are not.

use chrono::{DateTime, Utc};
use mail::{Letter, escaped};

/// What the letter tells.
pub(super) struct Told {
    pub to: String,
    pub room: String,
    pub inviter: Option<String>,
    pub message: String,
    pub expires_at: Option<DateTime<Utc>>,
    /// The whole address of the invitation's page.
    pub link: String,
}

/// The letter.
pub(super) fn letter(told: &Told) -> Letter {
    let inviter = told.inviter.as_deref().unwrap_or("Somebody");
    let until = told
        .expires_at
        .map(|at| format!("The invitation is open until {}.", at.format("%-d %B %Y, %H:%M UTC")))
        .unwrap_or_default();
    let why = "You get this mail because somebody on OpenStudio typed your address. \
               If you do not know them, do nothing: nobody writes to you again about it.";
    let said = if told.message.is_empty() { String::new() } else { format!("{}\n\n", told.message) };
    let text = format!(
        "{inviter} invites you to play in the room \"{}\" on OpenStudio.\n\n{said}Come in: {}\n\n{until}\n\n{why}\n",
        told.room, told.link
    );
    let quoted = match told.message.is_empty() {
        true => String::new(),
        false => format!("<blockquote>{}</blockquote>", escaped(&told.message).replace('\n', "<br>")),
    };
    let html = format!(
        "<!doctype html><html><body><p>{} invites you to play in the room <strong>{}</strong> on OpenStudio.</p>{quoted}\
         <p><a href=\"{}\">Come in</a></p><p>{until}</p><p><small>{}</small></p></body></html>",
        escaped(inviter),
        escaped(&told.room),
        escaped(&told.link),
        escaped(why),
    );
    Letter { to: told.to.clone(), subject: format!("{inviter} invites you to \"{}\"", told.room), text, html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_text_in_the_html() {
        let told = Told {
            to: "ada@example.org".into(),
            room: "<script>alert(1)</script>".into(),
            inviter: Some("Eve\" onclick=\"x".into()),
            message: "Come\n<img src=x onerror=y>".into(),
            expires_at: None,
            link: "https://jam.example/invite/ABCDEFGHJKLM".into(),
        };
        let letter = letter(&told);
        assert!(!letter.html.contains("<script>") && !letter.html.contains("<img"), "{}", letter.html);
        assert!(letter.html.contains("Come<br>&lt;img"), "{}", letter.html);
        assert!(letter.text.contains("Come in: https://jam.example/invite/ABCDEFGHJKLM"), "{}", letter.text);
        assert!(letter.html.contains("href=\"https://jam.example/invite/ABCDEFGHJKLM\""));
    }
}
