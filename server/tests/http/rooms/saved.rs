//! What one keeps, over HTTP: within the limit, with times, and nobody else's business.

use super::{basics, json, open};
use crate::client::Site;
use model::Fault;

#[tokio::test]
async fn a_regular_room_is_opened_shown_and_given_up() {
    let site = Site::new().await;
    let (mut ada, mut nobody) = (site.browser(), site.browser());
    ada.sign_up("ada").await;
    let regular = "form[regular][keep]=true&form[regular][room_type]=recurring&form[regular][skill_level]=any\
        &form[regular][min_level]=0&form[regular][welcome_message]=Hello&form[regular][banner_url]=\
        &form[regular][starts_at]=2026-11-24T20:00&form[regular][repeats]=weekly&form[regular][time_zone]=Europe/Berlin";
    let code = open(&mut ada, &format!("{}&{regular}", basics("Tuesdays", "public"))).await;
    let page = ada.get("/rooms/saved").await;
    for part in ["Tuesdays", "You keep 1 of 3 rooms.", "every week", "0 sessions"] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(nobody.get("/lobby").await.body.contains("meets "), "its time is in the lobby");
    assert!(nobody.get("/rooms/saved").await.body.contains("Sign in to see your rooms"));
    assert!(ada.call("forget_regular", &format!("code={code}")).await.status.is_success());
    assert!(ada.get("/rooms/saved").await.body.contains("You keep 0 of 3 rooms."));
    assert!(ada.get(&format!("/room/{code}")).await.body.contains("Tuesdays"), "the room stays");
}

#[tokio::test]
async fn a_room_at_hand_has_notes_and_the_fourth_is_refused_with_the_reason() {
    let site = Site::new().await;
    let (mut ada, mut eve) = (site.browser(), site.browser());
    ada.sign_up("ada").await;
    eve.sign_up("eve").await;
    let mut codes = Vec::new();
    for number in 0..4 {
        codes.push(open(&mut ada, &basics(&format!("Room+{number}"), "public")).await);
    }
    for code in &codes[..3] {
        let kept = ada.call("keep_at_hand", &format!("code={code}&notes=bring+the+%3Ccapo%3E")).await;
        assert!(kept.status.is_success(), "{}", kept.body);
    }
    let fourth = ada.call("keep_at_hand", &format!("code={}&notes=", codes[3])).await;
    assert!(matches!(fourth.fault(), Fault::Conflict { .. }), "{}", fourth.body);
    let limit = json(&ada.call("keeping_limit", "").await.body);
    assert_eq!((limit["kept"].as_u64(), limit["allowed"].as_u64()), (Some(3), Some(3)));
    let page = ada.get("/rooms/saved").await;
    assert!(page.body.contains("bring the &lt;capo&gt;") || page.body.contains("bring the <capo>"));
    let theirs = eve.call("keep_at_hand", &format!("code={}&notes=", codes[0])).await;
    assert!(theirs.status.is_client_error());
    let noted = eve.call("note_room", &format!("code={}&notes=mine", codes[0])).await;
    assert_eq!(noted.fault(), Fault::NotFound);
}
