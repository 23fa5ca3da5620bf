//! Whether a socket is opened by a page of ours. Browsers send cookies with any page's socket, and the socket is not
//! bound by CORS, so this is what keeps other sites out.

use axum::http::{HeaderMap, header};

/// `true` when `Origin` is our public origin, or names the very host that the request came to (a page that was reached
/// under another name of ours, such as `localhost`). A missing origin is refused: every browser sends one.
pub(super) fn is_ours(headers: &HeaderMap, public: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return false };
    if origin.eq_ignore_ascii_case(public) {
        return true;
    }
    let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    host.is_some_and(|host| {
        !host.is_empty() && text(header::HOST).is_some_and(|to| to.eq_ignore_ascii_case(host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&str>, host: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_our_own_pages_open_sockets() {
        let public = "https://jam.example";
        let ours = |origin, host| is_ours(&headers(origin, host), public);
        assert!(ours(Some("https://jam.example"), "127.0.0.1:3000"));
        assert!(ours(Some("http://localhost:3000"), "localhost:3000"));
        for (origin, host) in [
            (None, "jam.example"),
            (Some("null"), "jam.example"),
            (Some(""), ""),
            (Some("http://"), ""),
            (Some("https://evil.example"), "jam.example"),
            (Some("https://jam.example.evil.example"), "jam.example"),
            (Some("http://localhost:3001"), "localhost:3000"),
            (Some("file://jam.example"), "jam.example"),
        ] {
            assert!(!ours(origin, host), "{origin:?} to {host}");
        }
    }
}
