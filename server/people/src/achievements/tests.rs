//! The catalogue in the database, and unlocking.

use super::catalogue::{entries, load, load_entries};
use super::commands::unlock_met;
use super::queries::{own, unlocked_by};
use crate::stats::commands::{Counter, increment};
use chrono::NaiveDate;
use db::{Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::achievements::SessionFacts;
use test_kit::TestDb;

async fn world() -> TestDb {
    let test = TestDb::new().await;
    crate::catalogues::load(&test.db).await.unwrap();
    test
}

async fn unlock(test: &TestDb, user: UserId, ended: Option<SessionFacts>) -> Vec<String> {
    let service = TestDb::service();
    let run =
        test.db.run(&service, async |session: &mut Session| unlock_met(session, user, ended.clone()).await);
    run.await.unwrap()
}

async fn text(test: &TestDb, sql: &str) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let service = TestDb::service();
    let sql = format!("select ({sql})::text as text");
    let run = test.db.run(&service, async |session: &mut Session| {
        Ok(diesel::sql_query(&sql).get_result::<Row>(session.conn()).await?.text)
    });
    run.await.unwrap()
}

async fn execute(test: &TestDb, sql: &str) -> Result<usize, Error> {
    let service = TestDb::service();
    let run = test.db.run(&service, async |session: &mut Session| {
        Ok(diesel::sql_query(sql).execute(session.conn()).await?)
    });
    run.await
}

#[tokio::test]
async fn loading_again_changes_nothing_and_keeps_edits() {
    let test = world().await;
    let all = "select string_agg(a::text, ';' order by id) from public.achievements a";
    let before = text(&test, all).await;
    crate::catalogues::load(&test.db).await.unwrap();
    assert_eq!(text(&test, all).await, before);
    assert_eq!(text(&test, "select count(*) from public.achievements").await, "69");
    assert_eq!(text(&test, "select count(*) from public.instruments").await, "125");

    execute(&test, "update public.achievements set name = 'Ours' where id = 'first_jam'").await.unwrap();
    let mut newer = entries().unwrap();
    for one in &mut newer {
        one.xp_reward += 1;
    }
    let service = TestDb::service();
    let loaded = test.db.run(&service, async |session: &mut Session| {
        load_entries(session, &newer).await?;
        load_entries(session, &newer).await
    });
    loaded.await.unwrap();
    let edited = "select name || xp_reward from public.achievements where id = 'first_jam'";
    assert_eq!(text(&test, edited).await, "Ours100", "an administrator's row stays");
    assert_eq!(
        text(&test, "select sum(xp_reward) from public.achievements").await,
        (33_000 + 68).to_string()
    );
    let service = TestDb::service();
    test.db.run(&service, async |session: &mut Session| load(session).await).await.unwrap();
    assert_eq!(text(&test, "select sum(xp_reward) from public.achievements").await, "33000");
}

#[tokio::test]
async fn what_is_met_is_unlocked_once_paid_and_told() {
    let test = world().await;
    let ada = test.user("ada").await;
    assert_eq!(unlock(&test, ada.id, None).await, Vec::<String>::new());
    let service = TestDb::service();
    let counted = test.db.run(&service, async |session: &mut Session| {
        increment(session, ada.id, Counter::MessagesSent, 50).await
    });
    counted.await.unwrap();
    assert_eq!(unlock(&test, ada.id, None).await, ["first_message", "chatty_musician"]);
    assert_eq!(unlock(&test, ada.id, None).await, Vec::<String>::new());
    let id = ada.id;
    let of = |table: &str| format!("select count(*) from public.{table} where user_id = '{id}'");
    assert_eq!(
        text(&test, &format!("select total_xp from public.user_profiles where id = '{id}'")).await,
        "125"
    );
    assert_eq!(text(&test, &of("user_xp_transactions")).await, "2");
    // Two achievements and a level, to friends and to herself.
    assert_eq!(text(&test, &of("activity_feed")).await, "3");
    assert_eq!(text(&test, &of("notifications")).await, "3");
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_by_many_it_is_unlocked_once() {
    let test = std::sync::Arc::new(world().await);
    let ada = test.user("ada").await.id;
    execute(&test, &format!("update public.user_stats set rooms_joined = 1 where user_id = '{ada}'"))
        .await
        .unwrap();
    let asked: Vec<_> = (0..12)
        .map(|_| {
            let test = test.clone();
            tokio::spawn(async move { unlock(&test, ada, None).await.len() })
        })
        .collect();
    let mut unlocked = 0;
    for one in asked {
        unlocked += one.await.unwrap();
    }
    assert_eq!(unlocked, 1);
    assert_eq!(
        text(&test, &format!("select total_xp from public.user_profiles where id = '{ada}'")).await,
        "100"
    );
}

#[tokio::test]
async fn every_achievement_can_be_had() {
    let test = world().await;
    let ada = test.user("ada").await.id;
    for sql in [
        "update public.user_stats set total_jam_seconds = 1000000, longest_session_seconds = 1000000,
            total_sessions = 1000, unique_collaborators = 1000, reactions_received = 1000, reactions_given = 1000,
            messages_sent = 1000, rooms_created = 1000, rooms_joined = 1000, tracks_uploaded = 1000,
            tracks_generated = 1000, stems_separated = 1000, weekend_sessions = 1000, solo_jam_seconds = 1000000,
            first_welcomes = 1000 where user_id = '{ada}'",
        "update public.user_profiles set bio = 'x', location = 'x', longest_daily_streak = 365,
            created_at = '2024-05-01' where id = '{ada}'",
        "insert into public.user_instruments (user_id, instrument_id, category, is_primary, level, total_sessions)
            select '{ada}', id, category, id = 'piano', 5, 1 from public.instruments
            where id in ('electric-guitar', 'bass-guitar', 'piano', 'drums', 'lead-vocals')",
        "insert into public.user_avatar_canvas (user_id) values ('{ada}')",
    ] {
        execute(&test, &sql.replace("{ada}", &ada.to_string())).await.unwrap();
    }
    for friend in 0..50 {
        let friend = test.user(&format!("friend{friend}")).await.id;
        let sql = format!(
            "insert into public.friendships (user_id, friend_id, status, accepted_at)
             values ('{ada}', '{friend}', 'accepted', now())"
        );
        execute(&test, &sql).await.unwrap();
    }
    let at = |day, hour| NaiveDate::from_ymd_opt(2026, 5, day).unwrap().and_hms_opt(hour, 0, 0).unwrap();
    let session = |began, ended| SessionFacts {
        began,
        ended,
        joined_after_s: Some(3),
        was_full: true,
        fires: 10,
        days_away: 30,
    };
    let mut unlocked = unlock(&test, ada, Some(session(at(1, 3), at(2, 5)))).await;
    execute(&test, &format!("update public.user_profiles set created_at = '2025-05-01' where id = '{ada}'"))
        .await
        .unwrap();
    unlocked.extend(unlock(&test, ada, None).await);
    assert_eq!(unlocked.len(), 69, "{unlocked:?}");
}

#[tokio::test]
async fn hidden_ones_stay_hidden_until_they_are_unlocked() {
    let test = world().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let service = TestDb::service();
    let listed = async || {
        let run = test.db.run(&service, async |session: &mut Session| own(session, ada.id).await);
        run.await.unwrap()
    };
    let find = |all: &[model_people::achievements::Achievement], id: &str| {
        all.iter().find(|one| one.id == id).unwrap().clone()
    };
    let all = listed().await;
    assert_eq!(all.len(), 69);
    let solo = find(&all, "solo_artist");
    assert_eq!((solo.name, solo.progress, solo.unlocked_at), (None, None, None));
    assert_eq!(solo.description, "Nobody else is needed for this one.");
    assert_eq!(find(&all, "room_rookie").progress, Some((0, 1)));

    let sql = format!("update public.user_stats set solo_jam_seconds = 3600 where user_id = '{}'", ada.id);
    execute(&test, &sql).await.unwrap();
    assert_eq!(unlock(&test, ada.id, None).await, ["solo_artist"]);
    let solo = find(&listed().await, "solo_artist");
    assert!(solo.name.as_deref() == Some("Solo Artist") && solo.unlocked_at.is_some());

    let seen = async |actor: db::Actor| {
        let run = test.db.run(&actor, async |session: &mut Session| unlocked_by(session, ada.id).await);
        run.await.unwrap().len()
    };
    assert_eq!((seen(ada.actor()).await, seen(bob.actor()).await), (1, 0), "bob does not have it");
}

#[tokio::test]
async fn criteria_that_nobody_can_meet_do_no_harm() {
    let test = world().await;
    let ada = test.user("ada").await.id;
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    execute(&test, r#"update public.achievements set criteria = '{"type":"fly"}' where id = 'first_jam'"#)
        .await
        .unwrap();
    execute(&test, &format!("update public.user_stats set total_sessions = 5 where user_id = '{ada}'"))
        .await
        .unwrap();
    assert_eq!(unlock(&test, ada, None).await, ["getting_warmed_up"]);
    let service = TestDb::service();
    let count = test.db.run(&service, async |session: &mut Session| {
        let sql = "select count(*) as count from public.user_achievements";
        Ok(diesel::sql_query(sql).get_result::<Count>(session.conn()).await?.count)
    });
    assert_eq!(count.await.unwrap(), 1);
}
