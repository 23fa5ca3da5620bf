//! A site under test, and a browser that keeps cookies.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use clap::Parser;
use leptos::config::LeptosOptions;
use server::config::Config;
use server::router::{AppState, router};
use server_rooms::{Rooms, RoomsConfig};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use telemetry::Metrics;
use test_kit::TestDb;
use tower::ServiceExt;

pub const ORIGIN: &str = "https://jam.example";

/// The server's router with everything behind it; without the sidecar, unless a test asks for it.
pub struct Site {
    // Held: the database ends with it.
    pub db: TestDb,
    pub auth: auth::Auth,
    pub rooms: Rooms,
    pub router: Router,
    _folder: Folder,
}

impl Site {
    pub async fn new() -> Self {
        Self::with(|config| config).await
    }

    /// With the rooms run in another way.
    pub async fn with(change: impl FnOnce(RoomsConfig) -> RoomsConfig) -> Self {
        let (db, folder) = (TestDb::new().await, Folder::with_bundle());
        let rooms_config = RoomsConfig {
            origin: ORIGIN.into(),
            data: folder.0.clone(),
            sidecar_program: Some(folder.0.join("no-sidecar")),
            ..RoomsConfig::default()
        };
        let rooms = Rooms::start(change(rooms_config), db.db.clone()).await.unwrap();
        let auth_config = auth::AuthConfig { secure_cookies: true, ..auth::AuthConfig::default() };
        let auth = auth::Auth::new(auth_config, db.db.clone());
        let state = AppState {
            auth: auth.clone(),
            db: db.db.clone(),
            rooms: rooms.clone(),
            metrics: metrics(),
            leptos: LeptosOptions::builder().output_name("frontend").build(),
        };
        let config = config(&folder);
        Site { db, auth, rooms, router: router(state, &config).unwrap(), _folder: folder }
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: BTreeMap::new() }
    }
}

fn metrics() -> Metrics {
    static METRICS: OnceLock<Metrics> = OnceLock::new();
    METRICS.get_or_init(Metrics::install).clone()
}

fn config(folder: &Folder) -> Config {
    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        config: Config,
    }
    let mut config = Cli::parse_from(["server", "--public-url", ORIGIN]).config;
    config.site = folder.0.clone();
    config
}

/// A folder of its own that ends with the test.
struct Folder(PathBuf);

impl Folder {
    fn with_bundle() -> Self {
        let folder = std::env::temp_dir().join(format!("openstudio-http-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(folder.join("pkg")).unwrap();
        let manifest = r#"{"js":"/pkg/a.js","wasm":"/pkg/a.wasm","css":"/pkg/a.css"}"#;
        std::fs::write(folder.join("manifest.json"), manifest).unwrap();
        std::fs::write(folder.join("pkg/a.js"), "export {}").unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{}: {error}", self.0.display());
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn fault(&self) -> model::Fault {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// A browser: keeps cookies, sends the headers that browsers send.
pub struct Browser<'a> {
    pub site: &'a Site,
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header("accept", "text/html").header("sec-fetch-site", "none"), "").await
    }

    /// A server function as the application calls it.
    pub async fn call(&mut self, name: &str, form: &str) -> Answer {
        let request = Request::post(format!("/api/{name}"))
            .header("origin", ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        self.send(request, form).await
    }

    /// The same form sent by a page before its wasm has loaded.
    pub async fn post_form(&mut self, page: &str, name: &str, form: &str) -> Answer {
        let request = Request::post(format!("/api/{name}"))
            .header("origin", ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header("referer", format!("{ORIGIN}{page}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html");
        self.send(request, form).await
    }

    pub async fn send(&mut self, request: axum::http::request::Builder, body: &str) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header("host", "jam.example")
            .header("cookie", cookies.join("; "))
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep(&parts.headers);
        let body = to_bytes(body, 1 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() || attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
    }

    /// Makes an account and is signed in to it.
    pub async fn sign_up(&mut self, username: &str) {
        let form = format!(
            "form[username]={username}&form[email]={username}%40example.org&form[password]=the+ninth+cello&form[next]="
        );
        let answer = self.call("sign_up", &form).await;
        assert!(
            answer.status.is_success() || answer.status.is_redirection(),
            "{}: {}",
            answer.status,
            answer.body
        );
    }
}
