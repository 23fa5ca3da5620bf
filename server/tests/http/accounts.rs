//! Accounts over HTTP: cookies, messages that tell nothing, forms without wasm.

use crate::client::Site;
use axum::http::header::{LOCATION, SET_COOKIE};
use model::Fault;

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let site = Site::new().await;
    let mut ada = site.browser();
    let form =
        "form[username]=ada&form[email]=ada%40example.org&form[password]=the+ninth+cello&form[next]=/account";
    let answer = ada.call("sign_up", form).await;
    let cookie = answer.header(SET_COOKIE).to_owned();
    for attribute in ["__Host-session=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    assert!(!answer.body.contains(ada.cookies["__Host-session"].as_str()));
    let page = ada.get("/account").await;
    assert!(page.body.contains("ada"), "the account page names its owner");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let site = Site::new().await;
    site.browser().sign_up("ada").await;
    let mut eve = site.browser();
    let known =
        eve.call("sign_in", "form[email]=ada%40example.org&form[password]=not+this+one&form[next]=").await;
    let unknown =
        eve.call("sign_in", "form[email]=bob%40example.org&form[password]=not+this+one&form[next]=").await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    assert!(known.status.is_client_error());
    assert!(eve.cookies.is_empty());
}

#[tokio::test]
async fn an_address_that_is_taken_is_not_told_apart_from_a_name_that_is_taken() {
    let site = Site::new().await;
    site.browser().sign_up("ada").await;
    let mut eve = site.browser();
    let form = |name: &str, email: &str| {
        format!(
            "form[username]={name}&form[email]={email}%40example.org&form[password]=some+other+words&form[next]="
        )
    };
    let taken_name = eve.call("sign_up", &form("ada", "eve")).await;
    let taken_email = eve.call("sign_up", &form("eve", "ada")).await;
    assert_eq!((taken_name.status, &taken_name.body), (taken_email.status, &taken_email.body));
    assert!(taken_name.status.is_client_error(), "{}", taken_name.body);
}

#[tokio::test]
async fn signing_in_works_before_the_wasm_has_loaded() {
    let site = Site::new().await;
    site.browser().sign_up("ada").await;
    let mut ada = site.browser();
    let form = "form[email]=ada%40example.org&form[password]=the+ninth+cello&form[next]=/rooms/new";
    let answer = ada.post_form("/sign-in", "sign_in", form).await;
    assert_eq!((answer.status.as_u16(), answer.header(LOCATION)), (302, "/rooms/new"));
    let page = ada.get("/rooms/new").await;
    assert!(page.status.is_success() && page.body.contains("Room name"), "{}", page.body);
}

#[tokio::test]
async fn a_form_without_wasm_comes_back_with_its_problem() {
    let site = Site::new().await;
    let mut ada = site.browser();
    let form = "form[username]=ada&form[email]=ada%40example.org&form[password]=short&form[next]=";
    let answer = ada.post_form("/sign-up", "sign_up", form).await;
    assert_eq!(answer.status.as_u16(), 302);
    let back = answer.header(LOCATION).trim_start_matches(crate::client::ORIGIN).to_owned();
    assert!(back.starts_with("/sign-up?"), "{back}");
    assert!(!back.contains("short"), "the password is not in the address");
    let page = ada.get(&back).await;
    assert!(page.body.contains("Use at least 10 characters."), "the problem stands in the page");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let site = Site::new().await;
    site.browser().sign_up("ada").await;
    for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let form = format!("form[email]=ada%40example.org&form[password]=the+ninth+cello&form[next]={next}");
        let answer = site.browser().post_form("/sign-in", "sign_in", &form).await;
        assert_eq!(answer.header(LOCATION), "/lobby", "{next}");
    }
}

#[tokio::test]
async fn a_revoked_sign_in_is_nobody() {
    let site = Site::new().await;
    let mut here = site.browser();
    here.sign_up("ada").await;
    let mut there = site.browser();
    there.call("sign_in", "form[email]=ada%40example.org&form[password]=the+ninth+cello&form[next]=").await;
    assert!(there.call("login_sessions", "").await.status.is_success());
    assert!(here.call("revoke_other_login_sessions", "").await.status.is_success());
    assert_eq!(there.call("login_sessions", "").await.fault(), Fault::Unauthenticated);
    assert!(here.call("login_sessions", "").await.status.is_success());
}
