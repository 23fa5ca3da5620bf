//! The lobby over HTTP: search, order, pages; and reading it changes nothing.

use super::{basics, open};
use crate::client::{Browser, Site};
use model::Page;
use model_rooms::LobbyRoom;

async fn find(browser: &mut Browser<'_>, ask: &str) -> Page<LobbyRoom> {
    let answer = browser.call("find_rooms", ask).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

fn names(page: &Page<LobbyRoom>) -> Vec<&str> {
    page.items.iter().map(|room| room.room.name.as_str()).collect()
}

#[tokio::test]
async fn rooms_are_found_by_name_tag_and_owner_and_a_percent_sign_is_one() {
    let site = Site::with(|config| server_rooms::RoomsConfig { demo_room: false, ..config }).await;
    let (mut ada, mut visitor) = (site.browser(), site.browser());
    ada.sign_up("ada").await;
    open(&mut ada, &format!("{}&{}", basics("Blue+100%25", "public"), super::CHOICES)).await;
    open(&mut ada, &basics("Red_room", "public")).await;
    open(&mut ada, &basics("Secret", "private")).await;
    for (text, expected) in [
        ("blue", vec!["Blue 100%"]),
        ("LATE", vec!["Blue 100%"]),
        ("100%25", vec!["Blue 100%"]),
        ("d_r", vec!["Red_room"]),
        ("%25", vec!["Blue 100%"]),
        ("secret", vec![]),
        ("blue+late", vec!["Blue 100%"]),
        ("blue+red", vec![]),
    ] {
        let page = find(&mut visitor, &format!("ask[text]={text}&ask[sort]=name")).await;
        assert_eq!(names(&page), expected, "{text}");
    }
    assert_eq!(
        find(&mut visitor, "ask[text]=ada&ask[sort]=name").await.items.len(),
        2,
        "by the owner's name"
    );
    assert!(visitor.call("find_rooms", "ask[genre]=polka").await.status.is_client_error());
    let page = visitor.get("/lobby?q=blue&sort=recent").await;
    assert!(page.body.contains("Blue 100%") && !page.body.contains("Red_room"));
}

#[tokio::test]
async fn pages_show_every_room_once_in_every_order() {
    let site = Site::with(|config| server_rooms::RoomsConfig { demo_room: false, ..config }).await;
    let (mut ada, mut visitor) = (site.browser(), site.browser());
    ada.sign_up("ada").await;
    for number in 0..7 {
        open(&mut ada, &basics(&format!("Room+{number}"), "public")).await;
    }
    for sort in ["active", "recent", "name"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = find(&mut visitor, &format!("ask[limit]=3&ask[sort]={sort}{after}")).await;
            assert!(page.items.len() <= 3);
            seen.extend(page.items.into_iter().map(|room| room.room.name));
            let Some(next) = page.next else { break };
            after = format!("&ask[after]={next}");
        }
        let expected: Vec<String> = match sort {
            "name" => (0..7).map(|number| format!("Room {number}")).collect(),
            _ => (0..7).rev().map(|number| format!("Room {number}")).collect(),
        };
        assert_eq!(seen, expected, "{sort}");
    }
}

/// Regression (11.2, 11.6 no. 12): the list call itself deleted rooms that had no description and were older than two hours.
#[tokio::test]
async fn looking_at_the_lobby_never_deletes_a_room_behind_its_owners_back() {
    use diesel_async::RunQueryDsl;
    let site = Site::new().await;
    let (mut ada, mut visitor) = (site.browser(), site.browser());
    ada.sign_up("ada").await;
    let code = open(&mut ada, &basics("Without+a+description", "public")).await;
    let age = async |session: &mut db::Session| {
        let sql = "update public.rooms set created_at = now() - interval '3 years', last_activity = now() - interval '2 years'";
        Ok(diesel::sql_query(sql).execute(session.conn()).await.map(drop)?)
    };
    site.db.db.run(&test_kit::TestDb::service(), age).await.unwrap();
    for _ in 0..2 {
        assert!(visitor.get("/lobby").await.status.is_success());
        find(&mut visitor, "ask[sort]=recent").await;
        visitor.call("lobby_rooms", "").await;
    }
    assert!(visitor.get(&format!("/room/{code}")).await.body.contains("Without a description"));
    assert!(names(&find(&mut visitor, "ask[sort]=recent").await).contains(&"Without a description"));
}

#[tokio::test]
async fn one_click_makes_a_listeners_name_up() {
    let site = Site::new().await;
    let mut visitor = site.browser();
    let form = "form[made_up]=true&form[next]=/room/demojams?listen=1";
    let answer = visitor.post_form("/lobby", "enter_as_guest", form).await;
    assert_eq!(answer.header("location"), "/room/demojams?listen=1");
    assert!(visitor.call("viewer", "").await.body.contains("\"Guest "));
    let nameless = site.browser().call("enter_as_guest", "form[name]=&form[next]=").await;
    assert!(nameless.fault().problem_with("name").is_some(), "nobody else gets one");
}
