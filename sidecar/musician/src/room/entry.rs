//! Signing in as a guest, over HTTP, as the form on the page does.

use bytes::Bytes;
use http::{Method, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use model::Fault;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use tokio::net::TcpStream;

const TIME_MAX: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// The server's address: `http://host:port`, nothing after it. A musician speaks no TLS; behind a proxy, give it the
/// address behind the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl {
    authority: String,
}

/// Text that is no [`ServerUrl`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected http://HOST:PORT")]
pub struct BadUrl;

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Nobody answers.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The server says no.
    #[error("{0}")]
    Refused(Fault),
}

impl FromStr for ServerUrl {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let uri: Uri = text.parse().map_err(|_| BadUrl)?;
        let bare = uri.query().is_none() && matches!(uri.path(), "" | "/");
        match (uri.scheme_str(), uri.host(), bare) {
            (Some("http"), Some(host), true) => {
                Ok(ServerUrl { authority: format!("{host}:{}", uri.port_u16().unwrap_or(80)) })
            }
            _ => Err(BadUrl),
        }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.authority)
    }
}

impl ServerUrl {
    /// `host:port`.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

/// Becomes a guest; returns the cookies to come with from then on.
pub async fn enter_as_guest(url: &ServerUrl, name: &str) -> Result<String, EntryError> {
    let asking = ask(url, name);
    tokio::time::timeout(TIME_MAX, asking).await.unwrap_or_else(|_| Err(unreachable("no answer in time")))
}

async fn ask(url: &ServerUrl, name: &str) -> Result<String, EntryError> {
    let stream = TcpStream::connect(url.authority()).await.map_err(unreachable)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(unreachable)?;
    // What goes wrong on the connection is what the request fails with.
    let driver = tokio::spawn(async move { drop(connection.await) });
    let body = format!("form%5Bname%5D={}&form%5Bnext%5D=%2Flobby", percent(name));
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/enter_as_guest")
        .header(header::HOST, url.authority())
        .header(header::ORIGIN, url.to_string())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(body)))
        .map_err(unreachable)?;
    let response = sender.send_request(request).await.map_err(unreachable)?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(unreachable)?.to_bytes();
    driver.abort();
    if head.status.is_client_error() || head.status.is_server_error() {
        return Err(match serde_json::from_slice(&body) {
            Ok(fault) => EntryError::Refused(fault),
            Err(_) => unreachable(format_args!("it answered {}", head.status)),
        });
    }
    let cookies = head.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
    if pairs.is_empty() { Err(unreachable("it gave no cookie")) } else { Ok(pairs.join("; ")) }
}

fn unreachable(cause: impl fmt::Display) -> EntryError {
    EntryError::Unreachable(cause.to_string())
}

/// Percent-encoding of everything but unreserved characters (RFC 3986, 2.3).
fn percent(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_others_refused() {
        let url: ServerUrl = "http://127.0.0.1:3000/".parse().unwrap();
        assert_eq!((url.to_string().as_str(), url.authority()), ("http://127.0.0.1:3000", "127.0.0.1:3000"));
        assert_eq!("http://jam.example".parse::<ServerUrl>().unwrap().authority(), "jam.example:80");
        for bad in ["", "127.0.0.1:3000", "https://x", "http://", "http://x/path", "ftp://x"] {
            assert_eq!(bad.parse::<ServerUrl>(), Err(BadUrl), "{bad}");
        }
    }

    #[test]
    fn names_are_encoded() {
        assert_eq!(percent("Båss & drums=1"), "B%C3%A5ss%20%26%20drums%3D1");
    }
}
