//! The two cookies: the session's and the guest's.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::TimeDelta;
use http::{HeaderMap, HeaderValue};

/// Names and attributes of our cookies: `HttpOnly`, `SameSite=Lax`, `Path=/`, and over https `Secure` with the prefix
/// `__Host-`, which binds them to this host alone.
#[derive(Clone, Debug)]
pub struct Cookies {
    is_https: bool,
}

impl Cookies {
    /// For a site that is reached over https, or not.
    pub fn new(is_https: bool) -> Self {
        Cookies { is_https }
    }

    /// The session cookie's name.
    pub fn session_name(&self) -> &'static str {
        if self.is_https { "__Host-session" } else { "session" }
    }

    /// The guest cookie's name.
    pub fn guest_name(&self) -> &'static str {
        if self.is_https { "__Host-guest" } else { "guest" }
    }

    /// The session cookie's value in a request.
    pub fn session(&self, headers: &HeaderMap) -> Option<String> {
        read(headers, self.session_name())
    }

    /// The guest cookie's value in a request.
    pub fn guest(&self, headers: &HeaderMap) -> Option<String> {
        read(headers, self.guest_name())
    }

    /// `Set-Cookie` that begins a session.
    pub fn set_session(&self, value: String, lifetime: TimeDelta) -> HeaderValue {
        self.set(self.session_name(), value, lifetime)
    }

    /// `Set-Cookie` that makes somebody a guest.
    pub fn set_guest(&self, value: String, lifetime: TimeDelta) -> HeaderValue {
        self.set(self.guest_name(), value, lifetime)
    }

    /// `Set-Cookie` that removes the session cookie.
    pub fn clear_session(&self) -> HeaderValue {
        self.set(self.session_name(), String::new(), TimeDelta::zero())
    }

    /// `Set-Cookie` that removes the guest cookie.
    pub fn clear_guest(&self) -> HeaderValue {
        self.set(self.guest_name(), String::new(), TimeDelta::zero())
    }

    fn set(&self, name: &'static str, value: String, lifetime: TimeDelta) -> HeaderValue {
        let mut cookie = Cookie::new(name, value);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_path("/");
        cookie.set_secure(self.is_https);
        // The crate's own durations are another crate's: the attribute is plain seconds.
        let text = format!("{cookie}; Max-Age={}", lifetime.num_seconds().max(0));
        #[expect(clippy::expect_used, reason = "names are constants, values are base64url, a dot or nothing")]
        HeaderValue::from_str(&text).expect("a header value")
    }
}

fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers).get(name).map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_cookies_are_secure_and_bound_to_the_host() {
        let text = Cookies::new(true).set_session("abc".into(), TimeDelta::hours(1));
        assert_eq!(text, "__Host-session=abc; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=3600");
        let text = Cookies::new(false).clear_guest();
        assert_eq!(text, "guest=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "a=1; session=abc; guest=x.y".parse().unwrap());
        assert_eq!(Cookies::new(false).session(&headers).as_deref(), Some("abc"));
        assert_eq!(Cookies::new(false).guest(&headers).as_deref(), Some("x.y"));
        assert_eq!(Cookies::new(true).session(&headers), None);
    }
}
