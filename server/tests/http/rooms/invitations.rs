//! Invitations over HTTP: the link's page for everybody who has it, and the answers.

use super::{basics, json, open};
use crate::client::Site;
use axum::http::StatusCode;
use model::Fault;

#[tokio::test]
async fn a_link_shows_the_room_to_whoever_has_it_and_lets_accounts_in() {
    let site = Site::new().await;
    let (mut ada, mut bob, mut gus, mut nobody) =
        (site.browser(), site.browser(), site.browser(), site.browser());
    ada.sign_up("ada").await;
    bob.sign_up("bob").await;
    gus.call("enter_as_guest", "form[name]=Gus&form[next]=").await;
    let code = open(&mut ada, &basics("Secret", "private")).await;
    let form =
        format!("code={code}&form[message]=Come+%3Cb%3Eon&form[expires_in_hours]=168&form[uses_max]=1");
    let made = json(&ada.call("invite_to_room", &form).await.body);
    let (id, invite) = (made["id"].as_str().unwrap().to_owned(), made["code"].as_str().unwrap().to_owned());
    for browser in [&mut nobody, &mut gus] {
        let page = browser.get(&format!("/invite/{invite}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Secret") && page.body.contains("Come &lt;b&gt;on"));
        assert!(page.body.contains(&format!("/sign-in?next=/invite/{invite}")), "signs in and comes back");
        let accept = browser.call("accept_invitation", &format!("id={id}")).await;
        assert_eq!(accept.fault(), Fault::Unauthenticated, "an invitation is for accounts");
    }
    assert_eq!(bob.get(&format!("/room/{code}")).await.status, StatusCode::NOT_FOUND);
    let accepted =
        bob.post_form(&format!("/invite/{invite}"), "accept_invitation", &format!("id={id}")).await;
    assert_eq!(accepted.header("location"), format!("/room/{code}"));
    assert!(bob.get(&format!("/room/{code}")).await.body.contains("Secret"));
    let used_up = nobody.get(&format!("/invite/{invite}")).await;
    assert_eq!(used_up.status, StatusCode::NOT_FOUND);
    assert!(!used_up.body.contains("Secret"));
}

#[tokio::test]
async fn the_invited_person_finds_it_and_says_no() {
    let site = Site::new().await;
    let (mut ada, mut bob) = (site.browser(), site.browser());
    ada.sign_up("ada").await;
    bob.sign_up("bob").await;
    let code = open(&mut ada, &basics("Secret", "private")).await;
    let form =
        format!("code={code}&form[username]=bob&form[message]=&form[expires_in_hours]=&form[uses_max]=");
    let made = json(&ada.call("invite_to_room", &form).await.body);
    let page = bob.get("/invitations").await;
    assert!(page.body.contains("Secret") && page.body.contains("Come in"));
    assert!(bob.get("/lobby").await.body.contains("You are invited"));
    let again = ada.call("invite_to_room", &form).await;
    assert!(matches!(again.fault(), Fault::Conflict { .. }), "{}", again.body);
    let id = made["id"].as_str().unwrap();
    assert!(bob.call("decline_invitation", &format!("id={id}")).await.status.as_u16() < 400);
    assert!(!bob.get("/invitations").await.body.contains("Secret"));
    assert_eq!(bob.get(&format!("/room/{code}")).await.status, StatusCode::NOT_FOUND);
    let others = bob.call("room_invitations", &format!("code={code}")).await;
    let listed = json(&others.body)["page"]["items"].clone();
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[0]["status"]),
        (1, &"declined".into()),
        "their own only"
    );
    let eve = bob.call("invite_to_room", &format!("code={code}&form[username]=ada")).await;
    assert!(matches!(eve.fault(), Fault::Forbidden { .. }));
}
