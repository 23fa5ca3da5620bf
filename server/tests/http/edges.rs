//! The edges of the HTTP surface: other sites, large and broken bodies, unknown addresses, headers.

use crate::client::Site;
use axum::http::{Request, StatusCode, header};
use model::Fault;

#[tokio::test]
async fn another_site_cannot_change_anything() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada").await;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = Request::post("/api/sign_out")
            .header(name, value)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html");
        assert_eq!(ada.send(request, "").await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert!(ada.call("login_sessions", "").await.status.is_success(), "still signed in");
}

#[tokio::test]
async fn a_socket_is_for_our_own_pages() {
    let site = Site::new().await;
    let mut eve = site.browser();
    let request = Request::get("/rooms/demojams/socket")
        .header("origin", "https://evil.example")
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    assert!(eve.send(request, "").await.status.is_client_error());
}

#[tokio::test]
async fn bad_bodies_get_typed_answers() {
    let site = Site::new().await;
    let mut eve = site.browser();
    let large = format!("form[name]={}", "x".repeat(80_000));
    let answer = eve.call("enter_as_guest", &large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(matches!(answer.fault(), Fault::TooLarge { .. }));
    for body in ["", "form=1", "form[name][x]=1", "%ff%fe=%00", "form[name]=a&form[next]=&form[extra]=1"] {
        let answer = eve.call("enter_as_guest", body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.body);
        assert!(matches!(answer.fault(), Fault::Invalid { .. }));
    }
    let answer = eve.call("no_such_function", "").await;
    assert_eq!((answer.status, answer.fault()), (StatusCode::NOT_FOUND, Fault::NotFound));
}

#[tokio::test]
async fn an_unknown_address_is_a_page_that_says_so() {
    let site = Site::new().await;
    let answer = site.browser().get("/no/such/page").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("There is nothing here"));
    let answer = site.browser().get("/pkg/../manifest.json").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_carry_their_policy_and_files_are_kept() {
    let site = Site::new().await;
    let page = site.browser().get("/").await;
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.contains("script-src 'self' 'nonce-") && !policy.contains("unsafe-inline'; script"),
        "{policy}"
    );
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    assert!(
        page.body.contains(&format!("nonce=\"{nonce}\"")),
        "the page's scripts carry the nonce of the policy"
    );
    assert_eq!(page.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
    assert!(!page.header("x-request-id").is_empty());
    let file = site.browser().get("/pkg/a.js").await;
    assert!(file.header(header::CACHE_CONTROL).contains("immutable"));
    assert!(file.header(header::CONTENT_TYPE).contains("javascript"));
}

#[tokio::test]
async fn health_tells_what_is_there() {
    let site = Site::new().await;
    let mut probe = site.browser();
    assert_eq!(probe.get("/healthz").await.status, StatusCode::OK);
    let ready = probe.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (StatusCode::OK, r#"{"database":true,"sidecar":false}"#));
    let metrics = probe.get("/metrics").await;
    assert!(metrics.body.contains("http_request_seconds"), "{}", metrics.body);
}
