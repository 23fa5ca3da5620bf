//! The lobby on a real database.

use super::queries::{LOBBY_ROOMS_MAX, lobby_rooms};
use crate::test_rooms::TestRooms;
use chrono::{DateTime, TimeDelta};
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model_rooms::LobbyRoom;
use schema::rooms;
use test_kit::TestDb;

async fn list(stage: &TestRooms, actor: &Actor) -> Vec<LobbyRoom> {
    let work = async |session: &mut Session| lobby_rooms(session, &stage.rooms).await;
    stage.db.db.run(actor, work).await.unwrap()
}

#[tokio::test]
async fn lists_public_rooms_newest_first_and_never_private_ones() {
    let stage = TestRooms::with(|config| crate::RoomsConfig { demo_room: false, ..config }).await;
    let ada = stage.db.user("ada").await;
    let private = stage.db.private_room(&ada).await;
    let many = async |session: &mut Session| {
        let rows: Vec<_> = (0..LOBBY_ROOMS_MAX as i64 + 5)
            .map(|number| {
                (
                    rooms::id.eq(format!("room{number:04}")),
                    rooms::name.eq("One of many"),
                    rooms::created_by.eq("openstudio"),
                    rooms::last_activity.eq(DateTime::UNIX_EPOCH + TimeDelta::seconds(number)),
                )
            })
            .collect();
        Ok::<_, Error>(diesel::insert_into(rooms::table).values(rows).execute(session.conn()).await?)
    };
    stage.db.db.run(&TestDb::service(), many).await.unwrap();
    for actor in [Actor::Anonymous, ada.actor()] {
        let list = list(&stage, &actor).await;
        assert_eq!(list.len(), LOBBY_ROOMS_MAX as usize);
        assert_eq!(list[0].room.code.as_str(), "room0104");
        assert!(list.iter().all(|room| room.room.code.as_str() != private.id && room.listeners == 0));
    }
    stage.end().await;
}
