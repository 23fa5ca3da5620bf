//! What belongs to one person: presets and loops.

use super::{is_forbidden, is_not_found, stage};
use crate::{loops, presets};
use db::Session;
use model_studio::{MidiNote, NewCustomLoop, NewTrackPreset};
use test_kit::TestDb;

macro_rules! run {
    ($stage:expr, $actor:expr, |$session:ident| $work:expr) => {
        $stage.db.db.run($actor, async |$session: &mut Session| $work.await).await
    };
}

#[tokio::test]
async fn presets_are_saved_replaced_and_never_anothers() {
    let stage = stage().await;
    let mut preset = NewTrackPreset::named("clean", "Clean");
    preset.effects.compressor.enabled = true;
    preset.is_default = true;
    run!(stage, &stage.bob.actor(), |session| presets::save(session, preset.clone())).unwrap();
    let stolen = NewTrackPreset::named("clean", "Mine now");
    let tried = run!(stage, &stage.cy.actor(), |session| presets::save(session, stolen.clone()));
    assert!(is_forbidden(&tried), "{tried:?}");
    assert!(is_not_found(&run!(stage, &stage.cy.actor(), |session| presets::delete(session, "clean"))));
    let other = NewTrackPreset { is_default: true, ..NewTrackPreset::named("loud", "Loud") };
    run!(stage, &stage.bob.actor(), |session| presets::save(session, other.clone())).unwrap();
    preset.name = "Cleaner".into();
    preset.is_default = false;
    run!(stage, &stage.bob.actor(), |session| presets::save(session, preset.clone())).unwrap();
    run!(stage, &TestDb::service(), |session| presets::count_use(session, "clean")).unwrap();
    let mine = run!(stage, &stage.bob.actor(), |session| presets::mine(session, None)).unwrap().items;
    let found: Vec<_> = mine.iter().map(|saved| (&saved.preset, saved.use_count)).collect();
    assert_eq!(found, [(&other, 0), (&preset, 1)]);
    assert!(run!(stage, &stage.cy.actor(), |session| presets::mine(session, None)).unwrap().items.is_empty());
}

#[tokio::test]
async fn own_loops_come_in_pages_and_are_nobody_elses() {
    let stage = stage().await;
    let mut tune = NewCustomLoop::named("tune", "Tune", "bass", "bass/synth-bass-1");
    tune.notes = vec![MidiNote { t: 0.0, n: 40, v: 100, d: 0.25 }];
    tune.key = Some("F#m".into());
    run!(stage, &stage.bob.actor(), |session| loops::custom::save(session, tune.clone())).unwrap();
    stage
        .sql(&format!(
            "insert into public.user_custom_loops (id, user_id, name, category, sound_preset, created_at)
             select 'old-' || n, '{}', 'x', 'bass', 'bass/x', now() - n * interval '1 day'
             from generate_series(1, 60) n",
            stage.bob.id
        ))
        .await;
    let first = run!(stage, &stage.bob.actor(), |session| loops::custom::mine(session, None)).unwrap();
    assert_eq!((first.items.len(), &first.items[0].custom), (50, &tune));
    let after = first.next.unwrap();
    let second =
        run!(stage, &stage.bob.actor(), |session| loops::custom::mine(session, Some(&after))).unwrap();
    assert_eq!((second.items.len(), second.next), (11, None));
    assert!(
        run!(stage, &stage.cy.actor(), |session| loops::custom::mine(session, None))
            .unwrap()
            .items
            .is_empty()
    );
    let stolen = NewCustomLoop::named("tune", "Mine", "bass", "bass/x");
    assert!(is_forbidden(&run!(stage, &stage.cy.actor(), |session| loops::custom::save(
        session,
        stolen.clone()
    ))));
    assert!(is_not_found(&run!(stage, &stage.cy.actor(), |session| loops::custom::delete(session, "tune"))));
    run!(stage, &stage.bob.actor(), |session| loops::custom::delete(session, "tune")).unwrap();
}

#[tokio::test]
async fn an_account_that_goes_takes_what_is_its_own() {
    let stage = stage().await;
    let preset = NewTrackPreset::named("clean", "Clean");
    run!(stage, &stage.bob.actor(), |session| presets::save(session, preset.clone())).unwrap();
    let tune = NewCustomLoop::named("tune", "Tune", "bass", "bass/x");
    run!(stage, &stage.bob.actor(), |session| loops::custom::save(session, tune.clone())).unwrap();
    stage
        .sql(&format!(
            "insert into public.songs (room_id, name, created_by, created_by_name) values ('{}', 'Ours', '{}', 'Bob')",
            stage.room, stage.bob.id
        ))
        .await;
    stage.sql(&format!("delete from auth.users where id = '{}'", stage.bob.id)).await;
    let count = async |session: &mut Session| {
        use diesel::prelude::*;
        use diesel_async::RunQueryDsl;
        let presets: i64 = schema::saved_track_presets::table.count().get_result(session.conn()).await?;
        let loops: i64 = schema::user_custom_loops::table.count().get_result(session.conn()).await?;
        let kept: i64 = schema::songs::table
            .filter(schema::songs::created_by.is_null().and(schema::songs::created_by_name.eq("Bob")))
            .count()
            .get_result(session.conn())
            .await?;
        Ok((presets, loops, kept))
    };
    assert_eq!(stage.db.db.run(&TestDb::service(), count).await.unwrap(), (0, 0, 1));
}
