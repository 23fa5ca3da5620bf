//! The middleware: cookies in, an actor for what is behind it, stale cookies out.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use auth::{Auth, AuthConfig, Client, Clock, TrustedProxies, identify, sessions};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, header};
use axum::routing::get;
use axum::{Extension, Router, middleware};
use chrono::{DateTime, TimeDelta, Utc};
use db::{Actor, GuestClaims, Session};
use model::UserId;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use test_kit::TestDb;
use tower::ServiceExt;
use uuid::Uuid;

struct World {
    test: TestDb,
    auth: Auth,
    now: Arc<Mutex<DateTime<Utc>>>,
}

async fn world(config: AuthConfig) -> World {
    let test = TestDb::new().await;
    let now = Arc::new(Mutex::new(Utc::now()));
    let told = now.clone();
    let auth = Auth::with_clock(config, test.db.clone(), Clock::new(move || *told.lock().unwrap()));
    World { test, auth, now }
}

impl World {
    async fn ask(&self, headers: &[(&str, &str)]) -> (String, Vec<String>) {
        let who = |Extension(actor): Extension<Actor>, Extension(client): Extension<Client>| async move {
            let name = match actor {
                Actor::Anonymous => "nobody".to_owned(),
                Actor::Guest(guest) => format!("guest {}", guest.name),
                Actor::Member(member) => format!("member {}", member.username),
                Actor::Service(part) => format!("service {part}"),
            };
            format!("{name} at {} with {:?}", client.ip, client.user_agent)
        };
        let sets = || async {
            let set = [(header::SET_COOKIE, "session=new; Path=/")];
            (set, "signed in anew")
        };
        let app = Router::new()
            .route("/", get(who))
            .route("/sets", get(sets))
            .layer(middleware::from_fn_with_state(self.auth.clone(), identify));
        let path = headers.iter().find(|(name, _)| *name == "path").map_or("/", |(_, value)| value);
        let mut request = Request::get(path);
        for (name, value) in headers.iter().filter(|(name, _)| *name != "path") {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        let response: Response<Body> = app.oneshot(request).await.unwrap();
        let set = response.headers().get_all(header::SET_COOKIE).iter();
        let set = set.map(|value| value.to_str().unwrap().to_owned()).collect();
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        (String::from_utf8(body.to_vec()).unwrap(), set)
    }

    async fn session_cookie(&self, username: &str) -> String {
        let user = self.test.user(username).await;
        let client = Client { ip: "192.0.2.1".parse().unwrap(), user_agent: String::new() };
        let opened = self.test.db.run(&sessions::SERVICE, async |session: &mut Session| {
            sessions::open(session, &self.auth, &client, user.id).await
        });
        format!("session={}", opened.await.unwrap().reveal())
    }

    fn guest_cookie(&self, name: &str) -> String {
        let guest = GuestClaims { id: UserId(Uuid::now_v7()), name: name.into() };
        format!("guest={}", self.auth.guests().sign(&guest, self.auth.clock().now() + TimeDelta::hours(1)))
    }
}

#[tokio::test]
async fn a_session_beats_a_guest_beats_nobody() {
    let world = world(AuthConfig::default()).await;
    let (ada, gil) = (world.session_cookie("ada").await, world.guest_cookie("Gil"));
    assert!(world.ask(&[]).await.0.starts_with("nobody at 127.0.0.1"));
    assert!(world.ask(&[("cookie", &gil)]).await.0.starts_with("guest Gil"));
    let (body, set) = world.ask(&[("cookie", &format!("{gil}; {ada}"))]).await;
    assert!(body.starts_with("member ada"), "{body}");
    assert!(set.is_empty(), "nothing is stale: {set:?}");
}

#[tokio::test]
async fn worthless_cookies_are_cleared_and_never_an_error() {
    let world = world(AuthConfig::default()).await;
    let ada = world.session_cookie("ada").await;
    let mut forged = ada.clone();
    let last = if forged.pop() == Some('A') { 'E' } else { 'A' };
    forged.push(last);
    for bad in ["session=", "session=x", forged.as_str(), "guest=a.b", "guest=.", "guest=%00"] {
        let (body, set) = world.ask(&[("cookie", bad)]).await;
        assert!(body.starts_with("nobody"), "{bad}: {body}");
        let name = bad.split('=').next().unwrap();
        let cleared =
            set.iter().any(|set| set.starts_with(&format!("{name}=;")) && set.contains("Max-Age=0"));
        assert!(cleared, "{bad}: {set:?}");
    }
    *world.now.lock().unwrap() += TimeDelta::days(91);
    let (body, set) = world.ask(&[("cookie", &ada)]).await;
    assert!(body.starts_with("nobody") && set.len() == 1, "{body} {set:?}");
}

#[tokio::test]
async fn a_cookie_that_the_answer_sets_is_not_cleared() {
    let world = world(AuthConfig::default()).await;
    let (_, set) = world.ask(&[("cookie", "session=stale"), ("path", "/sets")]).await;
    assert_eq!(set, ["session=new; Path=/"]);
}

#[tokio::test]
async fn a_plain_cookie_is_worth_nothing_over_https() {
    let world = world(AuthConfig { secure_cookies: true, ..AuthConfig::default() }).await;
    let ada = world.session_cookie("ada").await;
    assert!(world.ask(&[("cookie", &ada)]).await.0.starts_with("nobody"));
    let bound = ada.replace("session=", "__Host-session=");
    assert!(world.ask(&[("cookie", &bound)]).await.0.starts_with("member ada"));
}

#[tokio::test]
async fn without_the_database_people_are_nobody_but_keep_their_cookies() {
    let world = world(AuthConfig::default()).await;
    let ada = world.session_cookie("ada").await;
    world.test.db.close();
    let (body, set) = world.ask(&[("cookie", &ada)]).await;
    assert!(body.starts_with("nobody") && set.is_empty(), "{body} {set:?}");
}

#[tokio::test]
async fn the_address_comes_from_trusted_proxies_only() {
    let forwarded = [("x-forwarded-for", "203.0.113.5"), ("user-agent", "Chrome/1")];
    let (body, _) = world(AuthConfig::default()).await.ask(&forwarded).await;
    assert_eq!(body, "nobody at 127.0.0.1 with \"Chrome/1\"");
    let trusted_proxies = TrustedProxies::parse("127.0.0.1").unwrap();
    let config = AuthConfig { trusted_proxies, ..AuthConfig::default() };
    let (body, _) = world(config).await.ask(&forwarded).await;
    assert_eq!(body, "nobody at 203.0.113.5 with \"Chrome/1\"");
}
