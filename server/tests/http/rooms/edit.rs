//! Every field of a room is kept, only who may changes it, and nobody undoes another's change unseen.

use super::{CHOICES, basics, json, open};
use crate::client::Site;
use axum::http::StatusCode;
use model::Fault;
use model_rooms::{NewRoom, RoomToEdit};

#[tokio::test]
async fn every_field_of_the_form_is_kept_and_shown_again() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada").await;
    let code = open(&mut ada, &format!("{}&{CHOICES}", basics("Blue+room", "private"))).await;
    let answer = ada.call("room_settings", &format!("code={code}")).await;
    let found: RoomToEdit = serde_json::from_str(&answer.body).unwrap();
    let choices = NewRoom::of(&found.room).choices.unwrap();
    assert_eq!((choices.tags.as_str(), choices.icon.as_str()), ("late, funk", "guitar"));
    assert_eq!(choices.custom_rules, "Tune first\nBe kind");
    assert!(choices.allow_recording && !choices.allow_backing_tracks && choices.allow_listeners);
    assert_eq!((choices.max_performers, choices.slow_mode_seconds, choices.buffer_size), (4, 10, 128));
    assert_eq!((choices.backing_track_volume, choices.default_role.as_str()), (80, "listener"));
    assert_eq!(choices.flags.get("transport.play").map(String::as_str), Some("allow"));
    assert_eq!(choices.flags.len(), 2);
    let page = ada.get(&format!("/room/{code}/settings")).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["Blue room", "late, funk", "Tune first", "Delete for good", "value=\"listener\" selected"] {
        assert!(page.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn who_comes_second_is_told_and_undoes_nothing() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada").await;
    let code = open(&mut ada, &basics("Blue", "public")).await;
    let seen = json(&ada.call("room_settings", &format!("code={code}")).await.body);
    let found: RoomToEdit = serde_json::from_value(seen).unwrap();
    let mark = NewRoom::of(&found.room).mark();
    let edit = |name: &str| format!("code={code}&seen={mark}&{}", basics(name, "public"));
    assert!(ada.call("edit_room", &edit("Red")).await.status.is_success());
    let second = ada.call("edit_room", &edit("Green")).await;
    assert!(matches!(second.fault(), Fault::Conflict { .. }), "{}", second.body);
    let page = ada.get(&format!("/room/{code}/settings")).await;
    assert!(page.body.contains("Red") && !page.body.contains("Green"));
}

#[tokio::test]
async fn others_neither_see_nor_change_nor_delete_a_rooms_settings() {
    let site = Site::new().await;
    let (mut ada, mut eve, mut gus) = (site.browser(), site.browser(), site.browser());
    ada.sign_up("ada").await;
    eve.sign_up("eve").await;
    gus.call("enter_as_guest", "form[name]=Gus&form[next]=").await;
    let code = open(&mut ada, &basics("Secret", "private")).await;
    let public = open(&mut ada, &basics("Open", "public")).await;
    for (who, browser) in [("another account", &mut eve), ("a guest", &mut gus)] {
        for room in [&code, &public] {
            let page = browser.get(&format!("/room/{room}/settings")).await;
            assert!(page.status.is_client_error(), "{who} {}", page.status);
            assert!(!page.body.contains("Secret"), "{who}");
            let edit = format!("code={room}&seen=0&{}", basics("Taken", "public"));
            for (name, form) in [
                ("edit_room", edit),
                ("delete_room", format!("code={room}&typed=Open")),
                ("duplicate_room", format!("code={room}")),
                ("keep_room", format!("code={room}&form[keep]=true&form[room_type]=public")),
            ] {
                let answer = browser.call(name, &form).await;
                assert!(answer.status.is_client_error(), "{who} {name}: {}", answer.status);
                let is_told = !matches!(answer.fault(), Fault::NotFound | Fault::Unauthenticated);
                assert!(room != &code || !is_told, "{who} {name}: a private room does not exist for others");
            }
        }
    }
    assert!(ada.get(&format!("/room/{code}")).await.body.contains("Secret"));
    assert!(ada.get(&format!("/room/{public}")).await.body.contains("Open"));
}

#[tokio::test]
async fn a_room_is_deleted_by_its_name_and_copied_with_its_settings() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada").await;
    let code = open(&mut ada, &format!("{}&{CHOICES}", basics("Blue+room", "private"))).await;
    let copied =
        ada.post_form(&format!("/room/{code}/settings"), "duplicate_room", &format!("code={code}")).await;
    let path = copied.header("location").to_owned();
    assert!(path.ends_with("/settings") && !path.contains(&code), "{path}");
    assert!(ada.get(&path).await.body.contains("Blue room (copy)"));
    let wrong = ada.call("delete_room", &format!("code={code}&typed=blue+room")).await;
    assert!(wrong.fault().problem_with("typed").is_some(), "{}", wrong.body);
    assert!(ada.call("delete_room", &format!("code={code}&typed=Blue+room")).await.status.as_u16() < 400);
    assert_eq!(ada.get(&format!("/room/{code}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_refused_form_without_wasm_keeps_what_was_chosen() {
    let site = Site::new().await;
    let mut ada = site.browser();
    ada.sign_up("ada").await;
    let form =
        format!("{}&{CHOICES}", basics("Blue", "private")).replace("max_performers]=4", "max_performers]=99");
    let encoded = form.replace('[', "%5B").replace(']', "%5D").replace(',', "%2C");
    let answer = ada.post_form("/rooms/new", "open_room", &encoded).await;
    let back = answer.header("location").to_owned();
    assert!(back.contains("__err="), "{} {back}", answer.status);
    let page = ada.get(back.trim_start_matches(crate::client::ORIGIN)).await;
    assert!(page.body.contains("1 to 20 people may play."), "the problem stands there");
    for kept in ["late, funk", "Tune first", "value=\"listener\" selected"] {
        assert!(page.body.contains(kept), "{kept}");
    }
}
