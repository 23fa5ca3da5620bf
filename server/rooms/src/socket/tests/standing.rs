//! Who may no longer be here is shown out.

use super::*;
use crate::Timing;
use chrono::{TimeDelta, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use realtime::{Command, Reply};
use schema::{auth::sessions, room_members};
use std::time::Duration;
use test_kit::{TestDb, TestUser};

async fn sign_in(site: &Site, user: &TestUser) {
    let row = (
        sessions::id.eq(user.session_id),
        sessions::user_id.eq(user.id),
        sessions::token_hash.eq(user.session_id.0.as_bytes().repeat(2)),
        sessions::expires_at.eq(Utc::now() + TimeDelta::days(1)),
    );
    let work = async move |session: &mut Session| {
        diesel::insert_into(sessions::table).values(row).execute(session.conn()).await?;
        Ok::<_, Error>(())
    };
    site.stage.db.db.run(&TestDb::service(), work).await.unwrap();
}

async fn site() -> Site {
    Site::with(|config| {
        let timing = Timing { standing_every: Duration::from_millis(100), ..config.timing };
        RoomsConfig { timing, ..config }
    })
    .await
}

#[tokio::test]
async fn an_ended_sign_in_ends_its_sockets() {
    let site = site().await;
    let ada = site.stage.db.user("ada").await;
    sign_in(&site, &ada).await;
    let room = RoomCode::parse(&site.stage.db.public_room(&ada).await.id).unwrap();
    let (mut hers, mut his) =
        (site.browser(&ada.actor(), &room).await, site.browser(&site.guest("Bob"), &room).await);
    hers.enter().await;
    his.enter().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(hers.ask(Command::Ping).await, Ok(Reply::Done), "while it lasts she stays");
    let end = async |session: &mut Session| {
        let hers = sessions::table.find(ada.session_id);
        diesel::update(hers).set(sessions::revoked_at.eq(Utc::now())).execute(session.conn()).await?;
        Ok::<_, Error>(())
    };
    site.stage.db.db.run(&TestDb::service(), end).await.unwrap();
    assert_eq!(hers.goodbye().await, (Fault::Unauthenticated, false));
    assert_eq!(his.ask(Command::Ping).await, Ok(Reply::Done), "guests have no sign-in");
    site.stage.end().await;
}

#[tokio::test]
async fn a_membership_that_ends_ends_the_visit_of_a_private_room() {
    let site = site().await;
    let (ada, bob) = (site.stage.db.user("ada").await, site.stage.db.user("bob").await);
    sign_in(&site, &bob).await;
    let room = site.stage.db.private_room(&ada).await;
    site.stage.db.join(&room, &bob, "member").await;
    let mut his = site.browser(&bob.actor(), &RoomCode::parse(&room.id).unwrap()).await;
    his.enter().await;
    let remove = async |session: &mut Session| {
        let his = room_members::table.filter(room_members::user_id.eq(bob.id.to_string()));
        diesel::delete(his).execute(session.conn()).await?;
        Ok::<_, Error>(())
    };
    site.stage.db.db.run(&TestDb::service(), remove).await.unwrap();
    assert_eq!(his.goodbye().await, (Fault::NotFound, false));
    site.stage.end().await;
}
