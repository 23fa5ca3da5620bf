//! Nobody becomes somebody else by a string: names go into the claims, texts into bound values, and whatever they
//! contain, the role and the account of the transaction stay what the server set.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::{Actor, Error, GuestClaims, Session};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schema::{room_chat_messages, user_profiles};
use test_kit::{TestDb, TestRoom, TestUser};
use uuid::Uuid;

/// What has broken other programs, for gluing together.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "\\",
    "\0",
    ";",
    "--",
    "/*",
    "*/",
    "$$",
    "$1",
    "%",
    "_",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\n",
    "\r",
    "\u{2028}",
    "\u{feff}",
    "\u{202e}",
    "é",
    "🎹",
    "'; set role service_role; --",
    "'; reset role; --",
    "', true); select set_config('role', 'service_role', true); --",
    "\",\"role\":\"service_role\",\"x\":\"",
    "\",\"sub\":\"{victim}\",\"x\":\"",
    "\"}'; set local request.jwt.claims = '{\"sub\":\"{victim}\"}'; --",
    "\\u0022,\\u0022sub\\u0022:\\u0022{victim}",
    "{\"sub\":\"{victim}\",\"role\":\"service_role\"}",
    "service_role",
    "authenticated",
    "{victim}",
    "null",
    "true",
];

fn hostile(victim: UserId) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8)
        .prop_map(move |pieces| pieces.concat().replace("{victim}", &victim.to_string()))
}

#[derive(QueryableByName, Debug, PartialEq)]
struct Identity {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    claimed_role: String,
    #[diesel(sql_type = Nullable<Text>)]
    uid: Option<String>,
    #[diesel(sql_type = BigInt)]
    private_rooms: i64,
}

const WHO: &str =
    "select current_user::text as role, auth.jwt() ->> 'role' as claimed_role, auth.uid()::text as uid,
    (select count(id) from rooms where not is_public) as private_rooms";

struct World {
    test: TestDb,
    victim: TestUser,
    eve: TestUser,
    room: TestRoom,
}

impl World {
    async fn new() -> Self {
        let test = TestDb::new().await;
        let (victim, eve) = (test.user("ada").await, test.user("eve").await);
        test.private_room(&victim).await;
        let room = test.public_room(&victim).await;
        World { test, victim, eve, room }
    }

    async fn who(&self, actor: &Actor) -> Identity {
        let ask = async |session: &mut Session| Ok(diesel::sql_query(WHO).get_result(session.conn()).await?);
        self.test.db.run(actor, ask).await.unwrap()
    }

    /// Eve says it, in her own name; answers what was stored.
    async fn say(&self, actor: &Actor, text: &str) -> Result<String, Error> {
        let id = Uuid::now_v7();
        let run = async |session: &mut Session| {
            let row = (
                room_chat_messages::id.eq(id),
                room_chat_messages::room_id.eq(self.room.id.as_str()),
                room_chat_messages::user_id.eq(self.eve.id),
                room_chat_messages::author_name.eq(text),
                room_chat_messages::content.eq(text),
            );
            diesel::insert_into(room_chat_messages::table).values(row).execute(session.conn()).await?;
            let stored = room_chat_messages::table.find(id).select(room_chat_messages::content);
            Ok(stored.first(session.conn()).await?)
        };
        self.test.db.run(actor, run).await
    }

    /// Eve writes it into her profile.
    async fn describe(&self, actor: &Actor, text: &str) -> Result<usize, Error> {
        let run = async |session: &mut Session| {
            let own = diesel::update(user_profiles::table.filter(user_profiles::id.eq(self.eve.id)));
            Ok(own.set(user_profiles::bio.eq(text)).execute(session.conn()).await?)
        };
        self.test.db.run(actor, run).await
    }
}

/// Runs `check` on many hostile strings, on one database.
fn fuzz(check: impl AsyncFn(&World, String)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let config = Config { cases: 192, failure_persistence: None, ..Config::default() };
    let victim = world.victim.id;
    TestRunner::new(config)
        .run(&hostile(victim), |text| {
            runtime.block_on(check(&world, text));
            Ok(())
        })
        .unwrap();
    let _inside = runtime.enter();
    drop(world);
}

#[test]
fn a_guests_name_makes_nobody_of_them() {
    fuzz(async |world, name| {
        let guest = Actor::Guest(GuestClaims { id: UserId(Uuid::now_v7()), name });
        if let Some(found) = who_or_refused(world, &guest).await {
            assert_eq!((found.role.as_str(), found.uid.as_deref(), found.private_rooms), ("anon", None, 0));
            assert_eq!(found.claimed_role, "anon");
        }
    });
}

#[test]
fn a_members_names_keep_them_who_they_are() {
    fuzz(async |world, name| {
        let Actor::Member(mut claims) = world.eve.actor() else { panic!("a member") };
        (claims.username, claims.name) = (name.clone(), name);
        if let Some(found) = who_or_refused(world, &Actor::Member(claims)).await {
            let me = world.eve.id.to_string();
            assert_eq!((found.role.as_str(), found.uid.as_deref()), ("authenticated", Some(me.as_str())));
            assert_eq!((found.claimed_role.as_str(), found.private_rooms), ("authenticated", 0));
        }
    });
}

/// A name with a zero character cannot be a claim: then nothing runs at all.
async fn who_or_refused(world: &World, actor: &Actor) -> Option<Identity> {
    if actor.name().is_some_and(|name| name.contains('\0')) {
        let ask = async |session: &mut Session| {
            Ok(diesel::sql_query(WHO).get_result::<Identity>(session.conn()).await?)
        };
        let asked = world.test.db.run(actor, ask).await;
        let same = asked.as_ref().is_ok_and(|found| found.role == actor.role() && found.private_rooms == 0);
        assert!(same || asked.is_err(), "{asked:?}");
        return None;
    }
    Some(world.who(actor).await)
}

#[test]
fn what_is_said_is_stored_as_it_is_and_changes_nobody() {
    fuzz(async |world, text| {
        let eve = world.eve.actor();
        match world.say(&eve, &text).await {
            Ok(stored) => assert_eq!(stored, text),
            Err(Error::Fault(Fault::Invalid { .. })) => assert!(text.contains('\0')),
            // Empty or too long: the table's check.
            Err(Error::Unexpected { cause, .. }) => {
                assert!(cause.to_string().contains("check constraint"), "{cause}");
            }
            Err(other) => panic!("{text:?}: {other:?}"),
        }
        match world.describe(&eve, &text).await {
            Ok(changed) => assert_eq!(changed, 1),
            Err(Error::Fault(Fault::Invalid { .. })) => assert!(text.contains('\0')),
            Err(other) => panic!("{text:?}: {other:?}"),
        }
        // On the same connections, the next are themselves.
        assert_eq!(world.who(&Actor::Anonymous).await.role, "anon");
        let found = world.who(&eve).await;
        assert_eq!((found.uid, found.private_rooms), (Some(world.eve.id.to_string()), 0));
    });
}

#[tokio::test]
async fn whatever_was_sent_nobody_has_gained_a_role() {
    #[derive(QueryableByName, Debug, PartialEq)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        roles: i64,
        #[diesel(sql_type = BigInt)]
        tables: i64,
        #[diesel(sql_type = BigInt)]
        policies: i64,
    }
    let world = World::new().await;
    let count = async |session: &mut Session| {
        let query = "select (select count(*) from auth.user_roles) as roles,
            (select count(*) from pg_catalog.pg_tables where schemaname in ('public', 'auth')) as tables,
            (select count(*) from pg_catalog.pg_policies) as policies";
        Ok(diesel::sql_query(query).get_result::<Found>(session.conn()).await?)
    };
    let before = world.test.db.run(&TestDb::service(), count).await.unwrap();
    assert!(before.roles == 0 && before.tables > 30 && before.policies > 100, "{before:?}");
    for piece in PIECES {
        let text = piece.replace("{victim}", &world.victim.id.to_string());
        drop(world.say(&world.eve.actor(), &text).await);
        drop(world.describe(&world.eve.actor(), &text).await);
    }
    assert_eq!(world.test.db.run(&TestDb::service(), count).await.unwrap(), before);
}
