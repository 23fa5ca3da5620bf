//! What is in use is not deleted from a catalogue: every foreign key that restricts refuses, in words for a person.

use db::{Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use model::Fault;
use std::collections::BTreeSet;
use test_kit::TestDb;

/// A restricting key, rows that use something, and the statement that tries to delete it.
struct Case {
    key: &'static str,
    rows: &'static str,
    delete: &'static str,
}

const CASES: &[Case] = &[
    Case {
        key: "user_profiles_account_type_fkey",
        rows: "update user_profiles set account_type = 'pro'",
        delete: "delete from subscription_tiers where id = 'pro'",
    },
    Case {
        key: "user_instruments_instrument_id_fkey",
        rows: "insert into instruments (id, category, name) values ('oboe', 'wind', 'Oboe');
            insert into user_instruments (user_id, instrument_id, category)
            select id, 'oboe', 'wind' from user_profiles",
        delete: "delete from instruments where id = 'oboe'",
    },
    Case {
        key: "user_achievements_achievement_id_fkey",
        rows: "insert into achievements (id, name, description, category, criteria)
            values ('a', 'A', 'a', 'special', '{\"type\":\"full_room\"}');
            insert into user_achievements (user_id, achievement_id) select id, 'a' from user_profiles",
        delete: "delete from achievements where id = 'a'",
    },
    Case {
        key: "avatar_unlock_rules_achievement_id_fkey",
        rows: "insert into achievements (id, name, description, category, criteria)
            values ('b', 'B', 'b', 'special', '{\"type\":\"full_room\"}');
            insert into avatar_unlock_rules (id, display_name, unlock_type, achievement_id)
            values ('b', 'B', 'achievement', 'b')",
        delete: "delete from achievements where id = 'b'",
    },
    Case {
        key: "avatar_categories_default_color_palette_fkey",
        rows: "insert into avatar_color_palettes (id, display_name, colors) values ('p', 'P', '[\"#000000\"]');
            insert into avatar_categories (id, display_name, layer_order, default_color_palette)
            values ('c', 'C', 1, 'p')",
        delete: "delete from avatar_color_palettes where id = 'p'",
    },
    Case {
        key: "avatar_components_category_id_fkey",
        rows: "insert into avatar_categories (id, display_name, layer_order) values ('hat', 'Hats', 2);
            insert into avatar_components (id, category_id, name, image_url, r2_key)
            values ('cap', 'hat', 'Cap', '/cap.png', 'cap')",
        delete: "delete from avatar_categories where id = 'hat'",
    },
    Case {
        key: "avatar_component_unlocks_unlock_rule_id_fkey",
        rows: "insert into avatar_categories (id, display_name, layer_order) values ('tie', 'Ties', 3);
            insert into avatar_components (id, category_id, name, image_url, r2_key)
            values ('bow', 'tie', 'Bow', '/bow.png', 'bow');
            insert into avatar_unlock_rules (id, display_name, unlock_type) values ('gift', 'Gift', 'manual');
            insert into avatar_component_unlocks (component_id, unlock_rule_id) values ('bow', 'gift')",
        delete: "delete from avatar_unlock_rules where id = 'gift'",
    },
    Case {
        key: "system_loops_category_fkey",
        rows: "insert into system_loop_categories (id, name, icon) values ('beats', 'Beats', 'x');
            insert into system_loops (id, name, category, sound_preset) values ('l', 'L', 'beats', 'drums/kit')",
        delete: "delete from system_loop_categories where id = 'beats'",
    },
    Case {
        key: "system_instruments_category_fkey",
        rows: "insert into system_instrument_categories (id, name, icon) values ('keys', 'Keys', 'x');
            insert into system_instruments (id, name, category, type)
            values ('keys/organ', 'Organ', 'keys', 'sampler')",
        delete: "delete from system_instrument_categories where id = 'keys'",
    },
];

#[tokio::test]
async fn what_is_in_use_is_not_deleted() {
    let test = TestDb::new().await;
    test.user("ada").await;
    let service = TestDb::service();
    for case in CASES {
        let add = test
            .db
            .run(&service, async |session: &mut Session| Ok(session.conn().batch_execute(case.rows).await?));
        add.await.unwrap_or_else(|error| panic!("{}: {error:?}", case.key));
        let delete = test.db.run(&service, async |session: &mut Session| {
            Ok(diesel::sql_query(case.delete).execute(session.conn()).await?)
        });
        let answer = delete.await;
        assert!(matches!(answer, Err(Error::Fault(Fault::Conflict { .. }))), "{}: {answer:?}", case.key);
    }
}

#[tokio::test]
async fn every_restricting_key_has_its_case() {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let test = TestDb::new().await;
    let keys: Vec<Key> = diesel::sql_query(
        "select conname::text as name from pg_catalog.pg_constraint
         where contype = 'f' and confdeltype in ('r', 'a')
            and connamespace in ('public'::regnamespace, 'auth'::regnamespace)",
    )
    .load(&mut test.owner_connection().await)
    .await
    .unwrap();
    let keys: BTreeSet<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(keys, CASES.iter().map(|case| case.key).collect::<BTreeSet<_>>());
}
