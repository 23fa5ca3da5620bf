//! A private room does not exist for anybody but its members, by any path that HTTP offers.

use crate::client::{Browser, Site};
use axum::http::{Request, StatusCode, header::LOCATION};
use model::Fault;

/// Opens a private room and returns its code.
async fn private_room(owner: &mut Browser<'_>) -> String {
    let form = "form[name]=Secret+session&form[description]=nobody+knows&form[genre]=&form[color]=\
                &form[visibility]=private&form[max_users]=8";
    let answer = owner.post_form("/rooms/new", "open_room", form).await;
    let path = answer.header(LOCATION).to_owned();
    assert!(path.starts_with("/room/"), "{} {path} {}", answer.status, answer.body);
    path.trim_start_matches("/room/").to_owned()
}

#[tokio::test]
async fn others_see_nothing_of_it() {
    let site = Site::new().await;
    let (mut ada, mut bob, mut gus, mut nobody) =
        (site.browser(), site.browser(), site.browser(), site.browser());
    ada.sign_up("ada").await;
    bob.sign_up("bob").await;
    assert!(gus.call("enter_as_guest", "form[name]=Gus&form[next]=").await.status.as_u16() < 400);
    let code = private_room(&mut ada).await;

    let own = ada.get(&format!("/room/{code}")).await;
    assert!(own.status.is_success() && own.body.contains("Secret session"));
    for (who, other) in [("another account", &mut bob), ("a guest", &mut gus), ("nobody", &mut nobody)] {
        let page = other.get(&format!("/room/{code}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{who}");
        assert!(!page.body.contains("Secret session") && !page.body.contains("nobody knows"), "{who}");
        let lobby = other.get("/lobby").await;
        assert!(!lobby.body.contains("Secret session") && !lobby.body.contains(&code), "{who}");
        let entrance = other.call("room_entrance", &format!("code={code}")).await;
        assert_eq!(entrance.fault(), Fault::NotFound, "{who}");
        let found = other.call("find_room", &format!("code={code}")).await;
        assert!(found.status.is_client_error() && !found.body.contains("Secret"), "{who}: {}", found.body);
        let rooms = other.call("lobby_rooms", "").await;
        assert!(rooms.status.is_success() && !rooms.body.contains(&code), "{who}");
        let request = Request::get(format!("/rooms/{code}/socket"))
            .header("origin", crate::client::ORIGIN)
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let socket = other.send(request, "").await;
        assert!(!socket.body.contains("Secret"), "{who}: {}", socket.body);
    }
}

#[tokio::test]
async fn only_an_account_opens_rooms() {
    let site = Site::new().await;
    let mut gus = site.browser();
    gus.call("enter_as_guest", "form[name]=Gus&form[next]=").await;
    let form = "form[name]=Mine&form[visibility]=public&form[max_users]=8";
    assert!(matches!(
        gus.call("open_room", form).await.fault(),
        Fault::Unauthenticated | Fault::Forbidden { .. }
    ));
    assert_eq!(site.browser().call("open_room", form).await.fault(), Fault::Unauthenticated);
}
