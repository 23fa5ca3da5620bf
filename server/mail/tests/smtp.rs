//! Letters to a mail server that runs in the test: one that takes them, and ones that refuse, hang, break off, or have no
//! certificate that anybody would trust.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use mail::{Letter, Mail, MailError, Smtp};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    /// Takes every letter.
    Willing,
    /// Answers the recipient with this line.
    Refuses(&'static str),
    /// Ends the connection when the letter comes.
    BreaksOff,
    /// Answers TLS with something else.
    SpeaksNoTls,
}

/// A mail server: what it heard.
struct Server {
    port: u16,
    heard: Arc<Mutex<String>>,
}

impl Server {
    async fn start(mood: Mood) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    // A client that leaves in the middle is part of what is tested.
                    let _ = converse(stream, mood, kept).await;
                });
            }
        });
        Server { port, heard }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }

    fn client(&self) -> Smtp {
        Smtp::new(&format!("smtp://127.0.0.1:{}", self.port), "OpenStudio <jam@example.org>").unwrap()
    }
}

async fn converse(stream: TcpStream, mood: Mood, heard: Arc<Mutex<String>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 test ready\r\n").await?;
    if mood == Mood::SpeaksNoTls {
        return Ok(());
    }
    let mut in_letter = false;
    while let Some(line) = lines.next_line().await? {
        heard.lock().unwrap().push_str(&format!("{line}\n"));
        let answer = match line.split(' ').next().unwrap_or_default() {
            "." if in_letter => {
                in_letter = false;
                "250 taken\r\n".to_owned()
            }
            _ if in_letter => continue,
            "EHLO" => "250-test\r\n250 8BITMIME\r\n".to_owned(),
            "RCPT" => match mood {
                Mood::Refuses(line) => format!("{line}\r\n"),
                _ => "250 ok\r\n".to_owned(),
            },
            "DATA" if mood == Mood::BreaksOff => return Ok(()),
            "DATA" => {
                in_letter = true;
                "354 go on\r\n".to_owned()
            }
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        writer.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

fn letter() -> Letter {
    Letter {
        to: "ada@example.org".into(),
        subject: "Grüße from the room".into(),
        text: "Come in.\n.\nA dot alone ends nothing.".into(),
        html: "<p>Come in.</p>".into(),
    }
}

#[tokio::test]
async fn a_letter_arrives_whole() {
    let server = Server::start(Mood::Willing).await;
    server.client().send(&letter()).await.unwrap();
    let heard = server.heard();
    for part in [
        "MAIL FROM:<jam@example.org>",
        "RCPT TO:<ada@example.org>",
        "From: OpenStudio <jam@example.org>",
        "multipart/alternative",
        "A dot alone ends nothing.",
        "<p>Come in.</p>",
    ] {
        assert!(heard.contains(part), "{part} in {heard}");
    }
    assert!(heard.lines().filter(|line| *line == ".").count() == 1, "a line with a dot is stuffed: {heard}");
    assert!(heard.contains("Subject: =?utf-8?"), "{heard}");
}

#[tokio::test]
async fn a_refusal_for_good_is_told_from_one_for_now() {
    for (line, never) in [
        ("550 no such user", true),
        ("553 no", true),
        ("451 try later", false),
        ("450 busy", false),
        ("530 sign in first", false),
    ] {
        let server = Server::start(Mood::Refuses(line)).await;
        let tried = server.client().send(&letter()).await.unwrap_err();
        assert_eq!(matches!(tried, MailError::Never(_)), never, "{line}: {tried}");
        assert!(!tried.to_string().contains("ada@example.org"), "nothing personal in what may be logged");
    }
}

#[tokio::test]
async fn a_server_that_is_away_or_breaks_off_is_tried_later() {
    let server = Server::start(Mood::BreaksOff).await;
    assert!(matches!(server.client().send(&letter()).await, Err(MailError::Later(_))));
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nobody = Smtp::new(&format!("smtp://{free}"), "jam@example.org").unwrap();
    assert!(matches!(nobody.send(&letter()).await, Err(MailError::Later(_))));
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_in_time() {
    // It takes the connection and never says anything.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let client = Smtp::new(&format!("smtp://{address}"), "jam@example.org").unwrap();
    let tried = client.send(&letter()).await;
    assert!(matches!(tried, Err(MailError::Later(_))), "{tried:?}");
    drop(silent);
}

#[tokio::test]
async fn without_the_tls_that_was_asked_for_nothing_is_sent() {
    for (mood, tls) in [(Mood::SpeaksNoTls, "smtps://127.0.0.1"), (Mood::Willing, "smtp://127.0.0.1")] {
        let server = Server::start(mood).await;
        // Wrapped TLS with a server that speaks plain; STARTTLS with one that does not offer it.
        let url =
            format!("{tls}:{}{}", server.port, if tls.starts_with("smtps") { "" } else { "?tls=required" });
        let client = Smtp::new(&url, "jam@example.org").unwrap();
        let tried = client.send(&letter()).await;
        assert!(matches!(tried, Err(MailError::Later(_))), "{url}: {tried:?}");
        assert!(!server.heard().contains("MAIL FROM"), "{}", server.heard());
    }
}
