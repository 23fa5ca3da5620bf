//! Every string that a request controls, filled with what has broken other programs: no answer is a failure of ours, no
//! private room shows, and nobody is somebody else afterwards.

use crate::client::{Browser, Site};
use axum::http::{HeaderValue, Request};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::fmt::Write;

const PIECES: &[&str] = &[
    "'",
    "\"",
    "\\",
    "\0",
    ";",
    "--",
    "/*",
    "$$",
    "$1",
    "%00",
    "%",
    "{",
    "}",
    "[",
    "]",
    "=",
    "&",
    ",",
    "\r\n",
    "..",
    "/",
    "<script>",
    "\u{2028}",
    "\u{202e}",
    "🎹",
    "'; set role service_role; --",
    "', true); select set_config('role', 'service_role', true); --",
    "\",\"role\":\"service_role\",\"sub\":\"00000000-0000-7000-8000-000000000001\",\"x\":\"",
    "{\"sub\":\"00000000-0000-7000-8000-000000000001\",\"role\":\"service_role\"}",
    "service_role",
];

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").expect("writing to a string");
        encoded
    })
}

/// The same bytes as a header can carry them.
fn header(text: &str) -> HeaderValue {
    let bytes: Vec<u8> = text.bytes().filter(|byte| *byte >= 32 && *byte != 127).collect();
    HeaderValue::from_bytes(&bytes).expect("visible bytes only")
}

struct World {
    site: Site,
}

impl World {
    async fn new() -> Self {
        let site = Site::new().await;
        let mut ada = site.browser();
        ada.sign_up("ada").await;
        let form = "form[name]=Secret+session&form[description]=nobody+knows&form[genre]=&form[color]=\
                    &form[visibility]=private&form[max_users]=8";
        let opened = ada.post_form("/rooms/new", "open_room", form).await;
        assert!(opened.status.as_u16() < 400, "{}", opened.body);
        World { site }
    }

    /// Sends the text everywhere that a visitor can put one.
    async fn send(&self, text: &str) {
        let (mut eve, text_encoded) = (self.site.browser(), encoded(text));
        let forms = [
            ("enter_as_guest", format!("form[name]={text_encoded}&form[next]={text_encoded}")),
            ("sign_in", format!("form[email]={text_encoded}&form[password]={text_encoded}&form[next]=")),
            (
                "sign_up",
                format!(
                    "form[username]={text_encoded}&form[email]={text_encoded}&form[password]={text_encoded}&form[next]={text_encoded}"
                ),
            ),
            ("find_room", format!("code={text_encoded}")),
            ("room_entrance", format!("code={text_encoded}")),
            ("open_room", format!("form[name]={text_encoded}&form[visibility]={text_encoded}")),
            ("revoke_login_session", format!("id={text_encoded}")),
        ];
        for (name, form) in forms {
            check(&eve.call(name, &form).await, name, text);
        }
        for path in [format!("/room/{text_encoded}"), format!("/sign-in?next={text_encoded}")] {
            check(&eve.get(&path).await, &path, text);
        }
        self.send_headers(&mut eve, text).await;
    }

    async fn send_headers(&self, eve: &mut Browser<'_>, text: &str) {
        for (name, prefix) in [
            ("user-agent", ""),
            ("cookie", "__Host-session="),
            ("cookie", "__Host-guest="),
            ("x-forwarded-for", ""),
            ("x-request-id", ""),
            ("accept-language", ""),
            ("referer", ""),
        ] {
            let mut value = HeaderValue::from_static(prefix).as_bytes().to_vec();
            value.extend(header(text).as_bytes());
            let value = HeaderValue::from_bytes(&value).expect("visible bytes only");
            let answer =
                eve.send(Request::get("/lobby").header("accept", "text/html").header(name, value), "").await;
            check(&answer, name, text);
        }
    }

    /// What nobody may be taken for.
    async fn viewer(&self, cookie: &str) -> String {
        let request = Request::post("/api/viewer")
            .header("origin", crate::client::ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .header("cookie", header(cookie));
        self.site.browser().send(request, "").await.body
    }
}

fn check(answer: &crate::client::Answer, place: &str, text: &str) {
    assert!(!answer.status.is_server_error(), "{place} {text:?}: {} {}", answer.status, answer.body);
    assert!(!answer.body.contains("Secret session"), "{place} {text:?}");
    let set = answer.headers.get_all("set-cookie").iter();
    for cookie in set.filter_map(|value| value.to_str().ok()) {
        assert!(
            !cookie.starts_with("__Host-session=") || cookie.contains("Max-Age=0"),
            "{place} {text:?}: {cookie}"
        );
    }
}

#[test]
fn no_string_of_a_request_breaks_out() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let nobody = runtime.block_on(world.viewer("x=y"));
    let config = Config { cases: 32, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&hostile(), |text| {
            runtime.block_on(async {
                world.send(&text).await;
                for name in ["__Host-session", "__Host-guest"] {
                    assert_eq!(world.viewer(&format!("{name}={text}")).await, nobody, "{name}={text:?}");
                }
            });
            Ok(())
        })
        .unwrap();
    let _inside = runtime.enter();
    drop(world);
}
