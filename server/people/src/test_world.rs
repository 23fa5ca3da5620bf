//! What the tests of this crate share: a database, a clock that can be moved, and a browser that keeps cookies.

use auth::{Auth, AuthConfig, Client, Clock, SessionToken, sessions};
use chrono::{DateTime, TimeDelta, Utc};
use db::{Actor, Error, Session};
use http::HeaderMap;
use model::Fault;
use model_people::{SignIn, SignUp};
use std::sync::{Arc, Mutex};
use test_kit::TestDb;

pub(crate) const PASSWORD: &str = "a jam at midnight";

pub(crate) struct World {
    pub test: TestDb,
    pub auth: Auth,
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(AuthConfig::default()).await
    }

    pub async fn with(config: AuthConfig) -> Self {
        let test = TestDb::new().await;
        let now = Arc::new(Mutex::new(Utc::now()));
        let told = now.clone();
        let clock = Clock::new(move || *told.lock().unwrap());
        let auth = Auth::with_clock(config, test.db.clone(), clock);
        World { test, auth, now }
    }

    pub fn wait(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
    }

    /// Makes an account in a new browser.
    pub async fn sign_up(&self, username: &str) -> Browser {
        let mut browser = Browser::new();
        let cookies =
            self.try_sign_up(&browser, username, &format!("{username}@example.org"), PASSWORD).await;
        browser.keep(&cookies.unwrap());
        browser
    }

    pub async fn try_sign_up(
        &self,
        browser: &Browser,
        username: &str,
        email: &str,
        password: &str,
    ) -> Result<crate::SetCookies, Error> {
        let form = SignUp {
            username: username.into(),
            email: email.into(),
            password: password.into(),
            next: "".into(),
        };
        let actor = self.actor(browser).await;
        crate::accounts::commands::sign_up(&self.auth, &browser.client, &actor, form).await
    }

    pub async fn try_sign_in(
        &self,
        browser: &Browser,
        email: &str,
        password: &str,
    ) -> Result<crate::SetCookies, Error> {
        let form = SignIn { email: email.into(), password: password.into(), next: String::new() };
        let actor = self.actor(browser).await;
        crate::accounts::commands::sign_in(&self.auth, &browser.client, &actor, form).await
    }

    pub async fn sign_in(&self, username: &str) -> Browser {
        let mut browser = Browser::new();
        let cookies = self.try_sign_in(&browser, &format!("{username}@example.org"), PASSWORD).await;
        browser.keep(&cookies.unwrap());
        browser
    }

    /// Who the server takes this browser for.
    pub async fn actor(&self, browser: &Browser) -> Actor {
        if let Some(token) =
            self.auth.cookies().session(&browser.cookies).and_then(|value| SessionToken::parse(&value))
        {
            let found = self
                .auth
                .db()
                .run(&sessions::SERVICE, async |session: &mut Session| {
                    sessions::resolve(session, &self.auth, &token).await
                })
                .await
                .unwrap();
            if let Some(member) = found {
                return Actor::Member(member);
            }
        }
        let guest = self.auth.cookies().guest(&browser.cookies);
        let guest = guest.and_then(|value| self.auth.guests().read(&value, self.auth.clock().now()));
        guest.map_or(Actor::Anonymous, Actor::Guest)
    }
}

/// Cookies and an address.
pub(crate) struct Browser {
    pub client: Client,
    pub cookies: HeaderMap,
}

impl Browser {
    pub fn new() -> Self {
        let client =
            Client { ip: "192.0.2.7".parse().unwrap(), user_agent: "Firefox/140.0 (X11; Linux)".into() };
        Browser { client, cookies: HeaderMap::new() }
    }

    pub fn from(address: &str) -> Self {
        let mut browser = Browser::new();
        browser.client.ip = address.parse().unwrap();
        browser
    }

    /// Takes over what an answer sets, as a browser does.
    pub fn keep(&mut self, set: &crate::SetCookies) {
        let known =
            self.cookies.get("cookie").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let mut cookies: Vec<(String, String)> = known
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .map(|(n, v)| (n.into(), v.into()))
            .collect();
        for value in set {
            let text = value.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            cookies.retain(|(known, _)| known != name);
            if !text.contains("Max-Age=0") {
                cookies.push((name.into(), value.into()));
            }
        }
        let text =
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        self.cookies.insert("cookie", text.parse().unwrap());
    }
}

/// The fault in an answer that must be one.
pub(crate) fn fault<T: std::fmt::Debug>(answer: Result<T, Error>) -> Fault {
    match answer {
        Err(Error::Fault(fault)) => fault,
        other => panic!("expected a fault, got {other:?}"),
    }
}
