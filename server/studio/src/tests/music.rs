//! What belongs to a room: queue, channels, songs, loops.

use super::{Stage, is_forbidden, is_not_found, stage};
use crate::{channels, loops, songs, tracks};
use chrono::Utc;
use db::{Actor, Session};
use model::Cursor;
use model_rooms::RoomCode;
use model_studio::song::{Clip, ClipKind};
use model_studio::{
    AudioSettings, ChannelChanges, Effects, NewChannel, NewLoopTrack, NewQueuedTrack, NewSong, TimeSignature,
};
use uuid::Uuid;

macro_rules! run {
    ($stage:expr, $actor:expr, |$session:ident| $work:expr) => {
        $stage.db.db.run($actor, async |$session: &mut Session| $work.await).await
    };
}

fn queued(name: &str) -> NewQueuedTrack {
    NewQueuedTrack {
        id: Uuid::now_v7(),
        name: name.into(),
        url: "/audio/x".into(),
        ..NewQueuedTrack::default()
    }
}

fn channel(id: &str) -> NewChannel {
    let mut audio = AudioSettings::default();
    audio.effects.reverb.enabled = true;
    audio.effects.reverb.mix = 0.25;
    NewChannel { id: id.into(), name: "Guitar".into(), audio, ..NewChannel::default() }
}

#[tokio::test]
async fn the_queue_takes_from_those_who_may_add_and_shows_to_those_inside() {
    let stage = stage().await;
    let (first, second) = (queued("first"), queued("second"));
    run!(stage, &stage.pia.actor(), |session| tracks::enqueue(session, &stage.room, first.clone())).unwrap();
    run!(stage, &stage.pia.actor(), |session| tracks::enqueue(session, &stage.room, first.clone())).unwrap();
    run!(stage, &stage.ada.actor(), |session| tracks::enqueue(session, &stage.room, second.clone())).unwrap();
    for actor in [stage.bob.actor(), stage.cy.actor()] {
        assert!(is_forbidden(&run!(stage, &actor, |session| tracks::enqueue(
            session,
            &stage.room,
            queued("no")
        ))));
    }
    let names: Vec<String> = run!(stage, &stage.lea.actor(), |session| tracks::queue(session, &stage.room))
        .unwrap()
        .into_iter()
        .map(|track| track.name)
        .collect();
    assert_eq!(names, ["first", "second"], "and the same one twice only once");
    for actor in stage.outsiders() {
        assert!(run!(stage, &actor, |session| tracks::queue(session, &stage.room)).unwrap().is_empty());
    }
    assert!(is_not_found(&run!(stage, &stage.pia.actor(), |session| tracks::dequeue(
        session,
        &stage.room,
        first.id
    ))));
    run!(stage, &stage.ada.actor(), |session| tracks::dequeue(session, &stage.room, first.id)).unwrap();
}

#[tokio::test]
async fn recordings_of_a_private_room_stay_inside_and_drafts_with_their_owner() {
    let stage = stage().await;
    let insert = format!(
        "insert into public.tracks (id, room_id, name, duration, url, uploaded_by, visibility, stems) values
            ('take', '{0}', 'Take', 60, '/t', '{1}', 'private', '{{\"vocals\": \"/v\"}}'),
            ('draft', '{0}', 'Draft', 60, '/t', '{1}', 'draft', null),
            ('out', null, 'Out', 60, '/t', '{1}', 'public', null)",
        stage.room, stage.pia.id
    );
    stage.sql(&insert).await;
    let take = run!(stage, &stage.bob.actor(), |session| tracks::find(session, "take")).unwrap();
    assert_eq!(take.stems.unwrap().vocals.as_deref(), Some("/v"));
    assert!(is_not_found(&run!(stage, &stage.bob.actor(), |session| tracks::find(session, "draft"))));
    for actor in stage.outsiders() {
        assert!(is_not_found(&run!(stage, &actor, |session| tracks::find(session, "take"))));
        run!(stage, &actor, |session| tracks::find(session, "out")).unwrap();
        let page = run!(stage, &actor, |session| tracks::of_person(session, stage.pia.id, None)).unwrap();
        assert_eq!(page.items.len(), 1);
    }
    let page =
        run!(stage, &stage.pia.actor(), |session| tracks::of_person(session, stage.pia.id, None)).unwrap();
    assert_eq!(page.items.len(), 3);
}

#[tokio::test]
async fn channels_belong_to_those_who_play_on_them() {
    let stage = stage().await;
    run!(stage, &stage.bob.actor(), |session| channels::make(session, &stage.room, channel("bob-1")))
        .unwrap();
    for actor in [stage.lea.actor(), stage.cy.actor()] {
        let tried = run!(stage, &actor, |session| channels::make(session, &stage.room, channel("no")));
        assert!(is_forbidden(&tried), "{tried:?}");
    }
    let made = run!(stage, &stage.lea.actor(), |session| channels::of_room(session, &stage.room)).unwrap();
    assert_eq!((made.len(), made[0].owner_user_name.as_deref()), (1, Some("Bob")));
    assert_eq!(made[0].audio, channel("bob-1").audio);
    let louder = ChannelChanges { volume: Some(0.5), pan: Some(-1.0), ..ChannelChanges::default() };
    for actor in [stage.ada.actor(), stage.pia.actor(), stage.cy.actor()] {
        let tried = run!(stage, &actor, |session| channels::change(session, "bob-1", louder.clone()));
        assert!(is_not_found(&tried), "{tried:?}");
    }
    run!(stage, &stage.bob.actor(), |session| channels::change(session, "bob-1", louder.clone())).unwrap();
    assert!(is_not_found(&run!(stage, &stage.pia.actor(), |session| channels::delete(session, "bob-1"))));
    run!(stage, &stage.ada.actor(), |session| channels::delete(session, "bob-1")).unwrap();
}

#[tokio::test]
async fn a_row_of_another_build_is_read_all_the_same() {
    let stage = stage().await;
    run!(stage, &stage.bob.actor(), |session| channels::make(session, &stage.room, channel("bob-1")))
        .unwrap();
    // Within the database's shape, and yet nothing that this build writes.
    let other = r#"{"inputGain": 3, "effects": {"reverb": {"enabled": true, "glitter": 9}, "wah": {"enabled": true}}}"#;
    stage.sql(&format!("update public.user_tracks set audio_settings = '{other}'")).await;
    let read = run!(stage, &stage.bob.actor(), |session| channels::of_room(session, &stage.room)).unwrap();
    let mut expected = AudioSettings { input_gain: 3.0, ..AudioSettings::default() };
    expected.effects.wah.enabled = true;
    expected.effects.reverb.enabled = true;
    assert_eq!(read[0].audio, expected);
    stage.sql("update public.user_tracks set audio_settings = '{}'").await;
    let read = run!(stage, &stage.bob.actor(), |session| channels::of_room(session, &stage.room)).unwrap();
    assert_eq!(read[0].audio, AudioSettings::default());
}

async fn write_songs(stage: &Stage, count: usize) -> Vec<NewSong> {
    let mut made = Vec::new();
    for number in 0..count {
        let mut song = NewSong::named(Uuid::now_v7(), format!("Song {number}"));
        song.time_signature = TimeSignature { beats: 7, unit: 8 };
        let id = format!("clip-{number}");
        song.clips = vec![Clip { id, kind: ClipKind::Loop, track_id: "rock".into(), ..Clip::default() }];
        run!(stage, &stage.ada.actor(), |session| songs::make(session, &stage.room, song.clone())).unwrap();
        made.push(song);
    }
    made
}

async fn setlist(stage: &Stage, actor: &Actor) -> Vec<NewSong> {
    let (mut all, mut after): (Vec<NewSong>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page =
            run!(stage, actor, |session| songs::setlist(session, &stage.room, after.as_ref())).unwrap();
        all.extend(page.items.into_iter().map(|song| song.song));
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return all,
        }
    }
}

#[tokio::test]
async fn a_setlist_keeps_its_order_over_pages_and_its_doors_shut() {
    let stage = stage().await;
    let made = write_songs(&stage, 53).await;
    assert_eq!(setlist(&stage, &stage.lea.actor()).await, made);
    for actor in stage.outsiders() {
        assert!(setlist(&stage, &actor).await.is_empty());
    }
    let mut changed = made[0].clone();
    changed.name = "Renamed".into();
    for actor in [stage.pia.actor(), stage.cy.actor()] {
        assert!(is_not_found(&run!(stage, &actor, |session| songs::change(
            session,
            &stage.room,
            changed.clone()
        ))));
        assert!(is_not_found(&run!(stage, &actor, |session| songs::delete(
            session,
            &stage.room,
            changed.id
        ))));
        let new = NewSong::named(Uuid::now_v7(), "No");
        assert!(is_forbidden(&run!(stage, &actor, |session| songs::make(session, &stage.room, new.clone()))));
    }
    run!(stage, &stage.ada.actor(), |session| songs::change(session, &stage.room, changed.clone())).unwrap();
    assert_eq!(setlist(&stage, &stage.bob.actor()).await[0], changed);
    let elsewhere = RoomCode::parse("abcd1234").unwrap();
    assert!(is_not_found(&run!(stage, &stage.ada.actor(), |session| songs::delete(
        session, &elsewhere, changed.id
    ))));
    run!(stage, &stage.ada.actor(), |session| songs::delete(session, &stage.room, changed.id)).unwrap();
}

#[tokio::test]
async fn performers_play_loops_and_members_hear_them() {
    let stage = stage().await;
    let mut track = NewLoopTrack::of(Uuid::now_v7(), "rock-basic", "drums/acoustic-kit");
    run!(stage, &stage.pia.actor(), |session| loops::room::add(session, &stage.room, track.clone())).unwrap();
    let new = NewLoopTrack::of(Uuid::now_v7(), "rock-basic", "drums/acoustic-kit");
    for actor in [stage.bob.actor(), stage.cy.actor()] {
        assert!(is_forbidden(&run!(stage, &actor, |session| loops::room::add(
            session,
            &stage.room,
            new.clone()
        ))));
    }
    track.volume = 1.5;
    track.effects.limiter.enabled = true;
    run!(stage, &stage.pia.actor(), |session| loops::room::change(session, &stage.room, track.clone()))
        .unwrap();
    let now = Utc::now();
    let start = run!(stage, &stage.pia.actor(), |session| loops::room::play(
        session,
        &stage.room,
        track.id,
        Some(now)
    ));
    start.unwrap();
    let heard =
        run!(stage, &stage.lea.actor(), |session| loops::room::of_room(session, &stage.room)).unwrap();
    assert_eq!((heard.len(), heard[0].is_playing), (1, true));
    assert_eq!((&heard[0].track, heard[0].created_by_name.as_deref()), (&track, Some("Pia")));
    for actor in stage.outsiders() {
        assert!(
            run!(stage, &actor, |session| loops::room::of_room(session, &stage.room)).unwrap().is_empty()
        );
    }
    assert!(is_not_found(&run!(stage, &stage.bob.actor(), |session| loops::room::delete(
        session,
        &stage.room,
        track.id
    ))));
    run!(stage, &stage.pia.actor(), |session| loops::room::delete(session, &stage.room, track.id)).unwrap();
}

#[tokio::test]
async fn the_columns_defaults_are_the_types_defaults() {
    let stage = stage().await;
    stage
        .sql(&format!(
            "insert into public.room_loop_tracks (room_id, loop_id) values ('{0}', 'rock-basic');",
            stage.room
        ))
        .await;
    let stored =
        run!(stage, &stage.ada.actor(), |session| loops::room::of_room(session, &stage.room)).unwrap();
    let id = stored[0].track.id;
    assert_eq!(stored[0].track, NewLoopTrack::of(id, "rock-basic", "drums/acoustic-kit"));
    assert_eq!(Effects::default().enabled(), Vec::<&str>::new());
}

#[tokio::test]
async fn shapes_that_no_build_writes_are_refused_by_the_database() {
    let stage = stage().await;
    let room = &stage.room;
    let ada = stage.ada.id;
    let tries = [
        ("songs (room_id, name, tracks)", r#"[{"id": "x"}]"#),
        ("songs (room_id, name, tracks)", r#"{"id": "x"}"#),
        (
            "songs (room_id, name, tracks)",
            r#"[{"id": "x", "type": "video", "trackId": "t", "position": 0, "startOffset": 0}]"#,
        ),
        ("room_loop_tracks (room_id, loop_id, custom_midi_data)", r#"[{"t": 0, "n": 60, "v": 100}]"#),
        (
            "room_loop_tracks (room_id, loop_id, custom_midi_data)",
            r#"[{"t": 2, "n": 60, "v": 100, "d": 0.5}]"#,
        ),
        (
            "room_loop_tracks (room_id, loop_id, custom_midi_data)",
            r#"[{"t": "0", "n": 60, "v": 100, "d": 0.5}]"#,
        ),
        ("room_loop_tracks (room_id, loop_id, effects)", r#"{"wah": {"enabled": true}}"#),
        ("room_loop_tracks (room_id, loop_id, effects)", r#"{"eq": {}}"#),
        ("room_loop_tracks (room_id, loop_id, effects)", r#"{"eq": true}"#),
        ("room_loop_tracks (room_id, loop_id, sound_settings)", r#"{"cutoff": "high"}"#),
    ];
    for (target, json) in tries {
        let sql = format!("insert into public.{target} values ('{room}', 'x', '{json}')");
        let work = async |session: &mut Session| {
            Ok(diesel_async::RunQueryDsl::execute(diesel::sql_query(&sql), session.conn()).await?)
        };
        assert!(stage.db.db.run(&test_kit::TestDb::service(), work).await.is_err(), "{sql}");
    }
    // The same statements with what the types write are taken.
    stage
        .sql(&format!(
            "insert into public.songs (room_id, name, tracks, created_by) values ('{room}', 'x',
                '[{{\"id\": \"x\", \"type\": \"audio\", \"trackId\": \"t\", \"position\": 0, \"startOffset\": 0}}]', '{ada}')"
        ))
        .await;
    stage
        .sql(&format!(
            "insert into public.room_loop_tracks (room_id, loop_id, custom_midi_data)
             values ('{room}', 'x', '[{{\"t\": 0, \"n\": 60, \"v\": 100, \"d\": 0.5}}]')"
        ))
        .await;
}
