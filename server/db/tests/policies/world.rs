//! The small world whose rows are tried.
//!
//! Ada owns a public and a private room; Moe is co-host of both; Bob is a member of the private one; Dan is banned from
//! the public one; Cy is just signed in; Amy is an administrator who belongs to no room. What belongs to somebody is
//! named after them; what belongs to a room is named after the room.

use crate::area::Area;
use db::{Actor, GuestClaims, Session};
use diesel_async::SimpleAsyncConnection;
use model::UserId;
use test_kit::{TestDb, TestUser};

/// An id that is nobody's: what visitors without an account would write as their own.
const NOBODY: &str = "00000000-0000-7000-8000-000000000001";

pub struct World {
    pub test: TestDb,
    pub actors: Vec<(&'static str, Actor)>,
    people: Vec<(&'static str, TestUser)>,
    guest: UserId,
}

impl World {
    /// The people and rooms, and then the rows of every area: policies read other areas' tables.
    pub async fn new(areas: &[Area]) -> Self {
        let test = TestDb::new().await;
        let mut people = Vec::new();
        for (name, username) in
            [("ada", "ada"), ("bob", "bob"), ("cy", "cy_"), ("dan", "dan"), ("moe", "moe"), ("amy", "amy")]
        {
            people.push((name, test.user(username).await));
        }
        let guest = GuestClaims { id: UserId(uuid::Uuid::now_v7()), name: "Gil".into() };
        let guest_id = guest.id;
        let who = |name: &str| people.iter().find(|(known, _)| *known == name).unwrap().1.actor();
        let actors = vec![
            ("anonymous", Actor::Anonymous),
            ("guest", Actor::Guest(guest)),
            ("stranger (cy)", who("cy")),
            ("banned (dan)", who("dan")),
            ("member (bob)", who("bob")),
            ("co-host (moe)", who("moe")),
            ("owner (ada)", who("ada")),
            ("admin (amy)", who("amy")),
            ("service", TestDb::service()),
        ];
        let world = World { test, actors, people, guest: guest_id };
        for area in areas {
            for sql in area.rows {
                world.add(sql).await;
            }
        }
        world
    }

    async fn add(&self, sql: &str) {
        let sql = self.fill(sql);
        let service = TestDb::service();
        let run = self
            .test
            .db
            .run(&service, async |session: &mut Session| Ok(session.conn().batch_execute(&sql).await?));
        run.await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Puts people's ids into a statement: `{ada}`, `{bob}`, `{cy}`, `{dan}`, `{moe}`, `{amy}`, the guest's `{gil}`,
    /// and `{id}` for an id that is the same in every run.
    fn fill(&self, sql: &str) -> String {
        let mut sql = sql.replace("{id}", NOBODY).replace("{gil}", &self.guest.to_string());
        for (name, user) in &self.people {
            sql = sql.replace(&format!("{{{name}}}"), &user.id.to_string());
        }
        sql
    }

    /// [`World::fill`], and `{me}` for the actor and `{other}` for somebody else.
    pub fn fill_for(&self, actor: &Actor, sql: &str) -> String {
        let me = actor.user_id().map_or_else(|| NOBODY.to_owned(), |id| id.to_string());
        let is_ada = actor.user_id() == Some(self.people[0].1.id);
        let other = if is_ada { "{bob}" } else { "{ada}" };
        self.fill(&sql.replace("{me}", &me).replace("{other}", other))
    }
}
