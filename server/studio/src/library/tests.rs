//! The library on a real database.

use super::{catalogue, queries};
use db::{Actor, Error, Session};
use diesel_async::SimpleAsyncConnection;
use model::Fault;
use model_studio::MidiNote;
use test_kit::TestDb;

async fn world() -> TestDb {
    let test = TestDb::new().await;
    load(&test).await;
    test
}

async fn load(test: &TestDb) {
    let load = async |session: &mut Session| catalogue::load(session).await;
    test.db.run(&TestDb::service(), load).await.unwrap();
}

async fn sql(test: &TestDb, actor: &Actor, statements: &str) -> Result<(), Error> {
    let run = async |session: &mut Session| Ok(session.conn().batch_execute(statements).await?);
    test.db.run(actor, run).await
}

#[tokio::test]
async fn the_catalogue_is_loaded_once_and_keeps_edits() {
    let test = world().await;
    sql(&test, &TestDb::service(), "update system_loop_categories set name = 'Beats' where id = 'drums'")
        .await
        .unwrap();
    load(&test).await;
    let read = async |session: &mut Session| {
        Ok((queries::loop_categories(session).await?, queries::instrument_categories(session).await?))
    };
    let (loops, instruments) = test.db.run(&Actor::Anonymous, read).await.unwrap();
    assert_eq!((loops.len(), instruments.len()), (6, 5));
    let first = &loops[0];
    assert_eq!((first.id.as_str(), first.name.as_str(), first.subcategories.len()), ("drums", "Beats", 4));
}

#[tokio::test]
async fn loops_come_in_pages() {
    let test = world().await;
    sql(
        &test,
        &TestDb::service(),
        "insert into system_loops (id, name, category, subcategory, sound_preset, is_active, midi_data)
         select 'loop-' || lpad(i::text, 3, '0'), 'Loop', 'drums', 'rock-drums', 'drums/kit', i <> 7,
            '[{\"t\": 0, \"n\": 36, \"v\": 100, \"d\": 0.25}]' from generate_series(1, 60) i",
    )
    .await
    .unwrap();
    let read = async |session: &mut Session| {
        let first = queries::loops_of(session, "drums", None).await?;
        let rest = queries::loops_of(session, "drums", first.next.as_ref()).await?;
        Ok((first, rest))
    };
    let (first, rest) = test.db.run(&Actor::Anonymous, read).await.unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (50, 9, None), "one is switched off");
    assert_eq!(first.items[0].notes, [MidiNote { t: 0.0, n: 36, v: 100, d: 0.25 }]);
    assert!(rest.items[0].id > first.items[49].id);
}

#[tokio::test]
async fn instruments_and_bands_are_read() {
    let test = world().await;
    sql(
        &test,
        &TestDb::service(),
        "insert into system_instruments (id, name, category, type, synth_config)
         values ('keys/organ', 'Organ', 'keys', 'synth', '{\"oscillators\":[{\"type\":\"sine\",\"gain\":0.5}]}');
         insert into system_instruments (id, name, category, type, layout, drum_map)
         values ('drums/kit', 'Kit', 'drums', 'drums', 'drums', '{\"36\":\"Kick\"}');
         insert into system_loops (id, name, category, sound_preset) values ('walk', 'Walk', 'bass', 'bass/upright');
         insert into system_instant_band_presets (id, name, loop_ids) values ('solo', 'Solo', '{walk}')",
    )
    .await
    .unwrap();
    let read = async |session: &mut Session| {
        Ok((queries::instruments(session).await?, queries::instant_bands(session).await?))
    };
    let (instruments, bands) = test.db.run(&Actor::Anonymous, read).await.unwrap();
    assert_eq!(instruments[0].drums.as_ref().unwrap()[&36], "Kick");
    assert_eq!(instruments[1].synth.as_ref().unwrap().oscillators.len(), 1);
    assert_eq!(bands[0].loops, ["walk"]);
}

#[tokio::test]
async fn bands_are_made_of_loops_that_exist() {
    let test = world().await;
    let service = TestDb::service();
    let missing =
        "insert into system_instant_band_presets (id, name, loop_ids) values ('x', 'X', '{nothing}')";
    assert!(matches!(sql(&test, &service, missing).await, Err(Error::Fault(Fault::NotFound))));
    sql(
        &test,
        &service,
        "insert into system_loops (id, name, category, sound_preset)
         values ('a', 'A', 'bass', 'x'), ('b', 'B', 'bass', 'x');
         insert into system_instant_band_presets (id, name, loop_ids) values ('duo', 'Duo', '{a,b}');
         delete from system_loops where id = 'a'",
    )
    .await
    .unwrap();
    let read = async |session: &mut Session| queries::instant_bands(session).await;
    assert_eq!(test.db.run(&service, read).await.unwrap()[0].loops, ["b"]);
}

#[tokio::test]
async fn administrators_keep_the_library_and_nobody_else() {
    use super::commands::{Categories, arrange_band, edit_category, show_instrument, show_loop};
    let test = world().await;
    let (amy, ada) = (test.user("amy").await, test.user("ada").await);
    sql(
        &test,
        &TestDb::service(),
        "insert into auth.roles (name) values ('admin') on conflict do nothing;
         insert into auth.user_roles (user_id, role_id) select u.id, r.id from auth.users u, auth.roles r
         where u.email = 'amy@example.org' and r.name = 'admin';
         insert into system_instruments (id, name, category, type) values ('keys/piano', 'Piano', 'keys', 'sampler');
         insert into system_loops (id, name, category, sound_preset) values ('walk', 'Walk', 'bass', 'keys/piano');
         insert into system_instant_band_presets (id, name, loop_ids) values ('solo', 'Solo', '{walk}')",
    )
    .await
    .unwrap();
    let change = async |session: &mut Session| {
        show_loop(session, "walk", false).await?;
        show_instrument(session, "keys/piano", false).await?;
        arrange_band(session, "solo", false, 3).await?;
        edit_category(session, Categories::Loops, "bass", "Low end", -1).await?;
        edit_category(session, Categories::Instruments, "fx", "Noises", -1).await
    };
    let refused = test.db.run(&ada.actor(), change).await;
    assert!(matches!(refused, Err(Error::Fault(Fault::NotFound))), "{refused:?}");
    test.db.run(&amy.actor(), change).await.unwrap();
    let read = async |session: &mut Session| {
        let shown = (
            queries::loops_of(session, "bass", None).await?.items.len(),
            queries::instruments(session).await?.len(),
            queries::instant_bands(session).await?.len(),
        );
        let first = queries::loop_categories(session).await?.remove(0).name;
        Ok((shown, first, queries::instrument_categories(session).await?.remove(0).name))
    };
    let seen = test.db.run(&ada.actor(), read).await.unwrap();
    assert_eq!(seen, ((0, 0, 0), "Low end".to_owned(), "Noises".to_owned()));
    let empty = async |session: &mut Session| edit_category(session, Categories::Loops, "bass", " ", 0).await;
    assert!(matches!(test.db.run(&amy.actor(), empty).await, Err(Error::Fault(Fault::Invalid { .. }))));
}
