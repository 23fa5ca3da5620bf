//! Avatars on a real database.

use super::{catalogue, commands, queries};
use db::{Actor, Error, Session};
use diesel_async::SimpleAsyncConnection;
use model::Fault;
use model_people::avatars::{Canvas, Condition, Layer, Transform};
use test_kit::{TestDb, TestUser};

/// The catalogue, and parts: `cap` for everybody, `crown` from level 5, `medal` for 10 hours, `halo` by hand.
async fn world() -> (TestDb, TestUser) {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    sql(
        &test,
        "insert into achievements (id, name, description, category, criteria)
         values ('first_jam', 'x', 'x', 'jam_sessions', '{\"type\":\"sessions_completed\",\"count\":1}'),
            ('week_warrior', 'x', 'x', 'streak', '{\"type\":\"daily_streak\",\"count\":7}'),
            ('marathon_musician', 'x', 'x', 'time_investment', '{\"type\":\"longest_session_hours\",\"count\":2}')
         on conflict do nothing",
    )
    .await;
    load(&test).await;
    sql(
        &test,
        "insert into avatar_components (id, category_id, name, image_url, r2_key)
         select id, 'headwear', id, '/x', 'x' from unnest(array['cap', 'crown', 'medal', 'halo']) id;
         insert into avatar_component_unlocks values
            ('crown', 'level_5'), ('medal', 'jam_10_hours'), ('halo', 'gift')",
    )
    .await;
    (test, ada)
}

async fn load(test: &TestDb) {
    let load = async |session: &mut Session| catalogue::load(session).await;
    test.db.run(&TestDb::service(), load).await.unwrap();
}

async fn sql(test: &TestDb, statements: &str) {
    let run = async |session: &mut Session| Ok(session.conn().batch_execute(statements).await?);
    test.db.run(&TestDb::service(), run).await.unwrap();
}

fn wearing(parts: &[&str]) -> Canvas {
    let layer = |(index, part): (usize, &&str)| Layer {
        id: index.to_string(),
        component_id: (*part).to_owned(),
        category_id: "headwear".into(),
        transform: Transform {
            x: 76.0,
            y: 0.0,
            width: 360.0,
            height: 160.0,
            rotation: 0.0,
            flip_x: false,
            flip_y: false,
            opacity: 1.0,
        },
        color_variant: None,
        z_index: 15,
    };
    Canvas { layers: parts.iter().enumerate().map(layer).collect(), ..Canvas::default() }
}

async fn save(test: &TestDb, actor: &Actor, canvas: &Canvas) -> Result<(), Error> {
    test.db.run(actor, async |session: &mut Session| commands::save_canvas(session, canvas).await).await
}

async fn mine(test: &TestDb, actor: &Actor) -> Vec<String> {
    let read = async |session: &mut Session| queries::my_components(session).await;
    let mut parts: Vec<String> = test.db.run(actor, read).await.unwrap().into_iter().collect();
    parts.sort();
    parts
}

#[tokio::test]
async fn the_catalogue_is_loaded_once_and_keeps_edits() {
    let (test, ada) = world().await;
    sql(&test, "update avatar_categories set display_name = 'Hats' where id = 'headwear'").await;
    load(&test).await;
    let read = async |session: &mut Session| {
        Ok((queries::categories(session).await?, queries::palettes(session).await?))
    };
    let (categories, palettes) = test.db.run(&ada.actor(), read).await.unwrap();
    assert_eq!((categories.len(), palettes.len()), (17, 5));
    assert_eq!(categories[0].id, "background");
    let hats = categories.iter().find(|category| category.id == "headwear").unwrap();
    assert_eq!((hats.display_name.as_str(), hats.palette.as_deref()), ("Hats", Some("accessories")));
}

#[tokio::test]
async fn parts_are_read_by_category_in_pages() {
    let (test, ada) = world().await;
    let read = async |session: &mut Session| {
        let first = queries::components(session, "headwear", None).await?;
        let rest = queries::components(session, "headwear", Some("crown")).await?;
        Ok((first, rest, queries::unlock_rules(session, "medal").await?))
    };
    let (first, rest, rules) = test.db.run(&ada.actor(), read).await.unwrap();
    let ids =
        |page: &[model_people::avatars::Component]| page.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ["cap", "crown", "halo", "medal"]);
    assert_eq!(ids(&rest), ["halo", "medal"]);
    assert!(matches!(rules[..], [ref rule] if matches!(rule.condition,
        Condition::Statistic { value, .. } if (value - 10.0).abs() < f64::EPSILON)));
}

#[tokio::test]
async fn a_rule_unlocks_when_it_is_met() {
    let (test, ada) = world().await;
    assert_eq!(mine(&test, &ada.actor()).await, ["cap"]);
    sql(&test, "update user_profiles set level = 5").await;
    assert_eq!(mine(&test, &ada.actor()).await, ["cap", "crown"]);
    sql(
        &test,
        "insert into user_stats (user_id) select id from user_profiles on conflict do nothing;
         update user_stats set total_jam_seconds = 36000",
    )
    .await;
    assert_eq!(mine(&test, &ada.actor()).await, ["cap", "crown", "medal"]);
    let give =
        async |session: &mut Session| commands::give_component(session, ada.id, "halo", "thanks").await;
    test.db.run(&TestDb::service(), give).await.unwrap();
    assert_eq!(mine(&test, &ada.actor()).await, ["cap", "crown", "halo", "medal"]);
    sql(&test, "update avatar_components set is_active = false where id = 'cap'").await;
    assert_eq!(mine(&test, &ada.actor()).await, ["crown", "halo", "medal"]);
}

#[tokio::test]
async fn only_parts_that_are_unlocked_can_be_put_on() {
    let (test, ada) = world().await;
    let actor = ada.actor();
    let refused = |saved: Result<(), Error>| matches!(saved, Err(Error::Fault(Fault::Forbidden { .. })));
    assert!(refused(save(&test, &actor, &wearing(&["crown"])).await));
    assert!(refused(save(&test, &actor, &wearing(&["no_such_part"])).await));
    save(&test, &actor, &wearing(&["cap"])).await.unwrap();
    assert!(refused(save(&test, &actor, &wearing(&["crown"])).await), "also when there is one already");
    sql(&test, "update user_profiles set level = 5").await;
    assert!(refused(save(&test, &actor, &wearing(&["cap", "crown"])).await), "one hat at a time");
    save(&test, &actor, &wearing(&["crown"])).await.unwrap();
    let read = async |session: &mut Session| queries::my_canvas(session).await;
    assert_eq!(test.db.run(&actor, read).await.unwrap(), wearing(&["crown"]));
}

#[tokio::test]
async fn what_one_wears_one_keeps() {
    let (test, ada) = world().await;
    sql(&test, "update user_profiles set level = 5").await;
    save(&test, &ada.actor(), &wearing(&["crown"])).await.unwrap();
    sql(&test, "update user_profiles set level = 1").await;
    let mut moved = wearing(&["crown"]);
    moved.layers[0].transform.x = 10.0;
    save(&test, &ada.actor(), &moved).await.unwrap();
    save(&test, &ada.actor(), &wearing(&[])).await.unwrap();
    assert!(save(&test, &ada.actor(), &moved).await.is_err(), "what one takes off is locked again");
}

#[tokio::test]
async fn nobody_gives_themselves_a_part_or_a_picture() {
    let (test, ada) = world().await;
    let give = async |session: &mut Session| commands::give_component(session, ada.id, "halo", "me").await;
    let given = test.db.run(&ada.actor(), give).await;
    assert!(matches!(given, Err(Error::Fault(Fault::Forbidden { .. }))), "{given:?}");
    for statement in [
        format!("insert into user_avatar_canvas (user_id, full_body_url) values ('{}', 'x')", ada.id),
        "update user_avatar_canvas set headshot_url = 'x'".to_owned(),
        "select canvas_data from user_avatar_canvas".to_owned(),
        format!("select avatar_components_of('{}')", ada.id),
        "update avatar_component_unlocks set unlock_rule_id = 'level_5'".to_owned(),
    ] {
        let run = async |session: &mut Session| Ok(session.conn().batch_execute(&statement).await?);
        let tried = test.db.run(&ada.actor(), run).await;
        assert!(matches!(tried, Err(Error::Fault(Fault::Forbidden { .. }))), "{statement}: {tried:?}");
    }
}
