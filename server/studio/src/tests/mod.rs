//! The studio on a real database.

mod lyria;
mod music;
mod own;

use db::{Actor, Error, Session};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::RoomCode;
use test_kit::{TestDb, TestUser};

/// Ada's private room with Pia, who performs, Bob, a member, and Lea, who listens; Cy does not belong to it.
pub(crate) struct Stage {
    pub db: TestDb,
    pub ada: TestUser,
    pub pia: TestUser,
    pub bob: TestUser,
    pub lea: TestUser,
    pub cy: TestUser,
    pub room: RoomCode,
}

pub(crate) async fn stage() -> Stage {
    let db = TestDb::new().await;
    let (ada, pia, bob) = (db.user("ada").await, db.user("pia").await, db.user("bob").await);
    let (lea, cy) = (db.user("lea").await, db.user("cy_").await);
    let room = db.private_room(&ada).await;
    db.join(&room, &pia, "performer").await;
    db.join(&room, &bob, "member").await;
    db.join(&room, &lea, "listener").await;
    let room = RoomCode::parse(&room.id).unwrap();
    Stage { db, ada, pia, bob, lea, cy, room }
}

impl Stage {
    pub async fn sql(&self, sql: &str) {
        let work = async |session: &mut Session| {
            Ok(diesel::sql_query(sql).execute(session.conn()).await.map(drop)?)
        };
        self.db.db.run(&TestDb::service(), work).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Everybody who may not enter the room.
    pub fn outsiders(&self) -> [Actor; 3] {
        [self.cy.actor(), self.db.guest("Gil"), Actor::Anonymous]
    }
}

pub(crate) fn is_forbidden<T: std::fmt::Debug>(tried: &Result<T, Error>) -> bool {
    matches!(tried, Err(Error::Fault(Fault::Forbidden { .. })))
}

pub(crate) fn is_not_found<T: std::fmt::Debug>(tried: &Result<T, Error>) -> bool {
    matches!(tried, Err(Error::Fault(Fault::NotFound)))
}
