//! Sound over the socket, with the real sidecar and real SDP offers.

use super::*;
use crate::lobby::queries::lobby_rooms;
use db::Session;
use model::Fault;
use model_rooms::Instrument;
use realtime::{Command, MediaState, Reply, RoomEvent};
use std::time::Instant;
use str0m::Rtc;
use str0m::media::{Direction, MediaKind};
use uuid::Uuid;

/// What a browser offers: one track to send, eight to receive.
fn offer() -> String {
    let mut rtc = Rtc::builder().clear_codecs().enable_opus(true, false).build(Instant::now());
    let mut api = rtc.sdp_api();
    api.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
    for _ in 0..8 {
        api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    }
    let (offer, _) = api.apply().expect("an offer");
    offer.to_sdp_string()
}

fn media(event: RoomEvent) -> Option<MediaState> {
    match event {
        RoomEvent::Media { state } => Some(state),
        _ => None,
    }
}

/// Enters and waits until the sidecar is there.
async fn enter(browser: &mut Browser) {
    if browser.enter().await.media == MediaState::Down {
        assert_eq!(browser.event(media).await, MediaState::Up);
    }
}

#[tokio::test]
async fn an_offer_gets_the_sidecars_answer_and_again_after_it_died() {
    let site = Site::with(TestRooms::with_sidecar).await;
    let room = site.public_room("ada").await;
    let (mut bob, mut carol) =
        (site.browser(&site.guest("Bob"), &room).await, site.browser(&site.guest("Carol"), &room).await);
    enter(&mut bob).await;
    enter(&mut carol).await;
    for _ in 0..2 {
        for browser in [&mut bob, &mut carol] {
            let asked = Uuid::new_v4();
            let reply = browser.ask(Command::Offer { connection: asked, sdp: offer() }).await;
            let Ok(Reply::Answer { connection, sdp }) = reply else { panic!("{reply:?}") };
            assert_eq!(connection, asked);
            assert!(sdp.contains("a=ice-lite") && sdp.contains("a=candidate:"), "{sdp}");
        }
        let bad = bob.ask(Command::Offer { connection: Uuid::new_v4(), sdp: "v=0".into() }).await;
        assert!(bad.as_ref().is_err_and(|fault| fault.problem_with("sdp").is_some()), "{bad:?}");
        site.stage.kill_sidecar();
        for browser in [&mut bob, &mut carol] {
            assert_eq!(browser.event(media).await, MediaState::Down);
            assert_eq!(browser.event(media).await, MediaState::Up);
        }
    }
    site.stage.end().await;
}

#[tokio::test]
async fn without_a_sidecar_an_offer_is_told_to_wait() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = site.browser(&site.guest("Bob"), &room).await;
    bob.enter().await;
    let reply = bob.ask(Command::Offer { connection: Uuid::new_v4(), sdp: offer() }).await;
    assert!(matches!(reply, Err(Fault::Unavailable { .. })), "{reply:?}");
    site.stage.end().await;
}

#[tokio::test]
async fn the_lobby_shows_who_plays_now() {
    let site = Site::new().await;
    let ada = site.stage.db.user("ada").await;
    let (public, quiet, private) = (
        site.stage.db.public_room(&ada).await,
        site.stage.db.public_room(&ada).await,
        site.stage.db.private_room(&ada).await,
    );
    let code = |room: &test_kit::TestRoom| RoomCode::parse(&room.id).unwrap();
    let (mut here, mut hidden) = (
        site.browser(&site.guest("Bob"), &code(&public)).await,
        site.browser(&ada.actor(), &code(&private)).await,
    );
    here.enter().await;
    hidden.enter().await;
    let work = async |session: &mut Session| lobby_rooms(session, &site.stage.rooms).await;
    let list = site.stage.db.db.run(&Actor::Anonymous, work).await.unwrap();
    let seen: Vec<_> = list.iter().map(|room| (room.room.code.clone(), room.performers.clone())).collect();
    assert_eq!(seen, [(code(&public), vec![Instrument::Bass]), (code(&quiet), vec![])]);
    site.stage.end().await;
}
