//! Forms over HTTP, as pages send them: first of all, signing in as a guest.

use bytes::Bytes;
use http::{Method, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use model::Fault;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};

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
    let form = [("form[name]", name), ("form[next]", "/lobby")];
    let answer = submit(url, "/api/enter_as_guest", &form, &Asker::default()).await?;
    answer.cookies.ok_or_else(|| unreachable("it gave no cookie"))
}

/// As whom, and from where, a form is sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asker {
    /// Cookies, as [`Answer`] has them.
    pub cookies: Option<String>,
    /// The address to come from: the server counts by address. Any of 127.0.0.0/8 is ours.
    pub from: Option<IpAddr>,
}

/// What came of a form.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Cookies to come with from then on; none: it set none.
    pub cookies: Option<String>,
    /// Where a browser would go.
    pub location: Option<String>,
}

/// Sends a form, as a page does.
pub(crate) async fn submit(
    url: &ServerUrl,
    path: &str,
    form: &[(&str, &str)],
    asker: &Asker,
) -> Result<Answer, EntryError> {
    let asking = ask(url, path, form, asker);
    tokio::time::timeout(TIME_MAX, asking).await.unwrap_or_else(|_| Err(unreachable("no answer in time")))
}

/// A connection to the server, from one of our addresses when it matters from which.
pub(crate) async fn connect(url: &ServerUrl, from: Option<IpAddr>) -> io::Result<TcpStream> {
    let Some(from) = from else { return TcpStream::connect(url.authority()).await };
    let to = tokio::net::lookup_host(url.authority()).await?.next();
    let to = to.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such host"))?;
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    socket.connect(to).await
}

async fn ask(
    url: &ServerUrl,
    path: &str,
    form: &[(&str, &str)],
    asker: &Asker,
) -> Result<Answer, EntryError> {
    let stream = connect(url, asker.from).await.map_err(unreachable)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(unreachable)?;
    // What goes wrong on the connection is what the request fails with.
    let driver = tokio::spawn(async move { drop(connection.await) });
    let body: Vec<String> =
        form.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, url.authority())
        .header(header::ORIGIN, url.to_string())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(cookies) = &asker.cookies {
        request = request.header(header::COOKIE, cookies);
    }
    let request = request.body(Full::new(Bytes::from(body.join("&")))).map_err(unreachable)?;
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
    let location = head.headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    Ok(Answer {
        cookies: (!pairs.is_empty()).then(|| pairs.join("; ")),
        location: location.map(str::to_owned),
    })
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
