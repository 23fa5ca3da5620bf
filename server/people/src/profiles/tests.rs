//! One's own profile and preferences.

use super::{commands, queries};
use db::{Actor, Error, Session};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_people::preferences::{Preferences, Theme};
use model_people::profile::{Links, Privacy, ProfileForm, Visibility};
use test_kit::TestDb;

async fn change(test: &TestDb, actor: &Actor, form: ProfileForm) -> Result<(), Error> {
    test.db.run(actor, async |session: &mut Session| commands::change(session, form.clone()).await).await
}

#[tokio::test]
async fn one_says_what_one_likes_about_oneself() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await.actor();
    let form = ProfileForm {
        display_name: "Ada L.".into(),
        bio: "Piano, mostly.".into(),
        location: "".into(),
        timezone: "Europe/London".into(),
        links: Links { website: Some("https://ada.example".into()), ..Links::default() },
    };
    change(&test, &ada, form.clone()).await.unwrap();
    let anonymous = Actor::Anonymous;
    let seen =
        test.db.run(&anonymous, async |session: &mut Session| queries::by_username(session, "Ada").await);
    let seen = seen.await.unwrap();
    assert_eq!((seen.display_name.as_str(), seen.bio.as_str()), ("Ada L.", "Piano, mostly."));
    assert_eq!((seen.location, seen.links, seen.level), (None, form.links.clone(), 1));
    let nowhere = change(&test, &ada, ProfileForm { timezone: "Europe/Atlantis".into(), ..form }).await;
    let Err(Error::Fault(fault)) = nowhere else { panic!("{nowhere:?}") };
    assert!(fault.problem_with("timezone").is_some());
    let nobody = change(&test, &anonymous, ProfileForm::default()).await;
    assert!(matches!(nobody, Err(Error::Fault(Fault::Unauthenticated))));
}

#[tokio::test]
async fn preferences_are_kept_and_old_ones_are_read() {
    let test = TestDb::new().await;
    let user = test.user("ada").await;
    let (ada, service) = (user.actor(), TestDb::service());
    let read = async || {
        let run =
            test.db.run(&service, async |session: &mut Session| queries::preferences(session, user.id).await);
        run.await.unwrap()
    };
    assert_eq!(read().await, Preferences::default());
    let wanted = Preferences { theme: Theme::Light, compact_mode: true, ..Preferences::default() };
    let kept =
        test.db.run(&ada, async |session: &mut Session| commands::prefer(session, wanted.clone()).await);
    kept.await.unwrap();
    assert_eq!(read().await, wanted);
    let older = r#"update public.user_profiles set preferences = '{"theme":"system","laserShow":true}'"#;
    let written = test.db.run(&service, async |session: &mut Session| {
        Ok(diesel::sql_query(older).execute(session.conn()).await?)
    });
    written.await.unwrap();
    assert_eq!(read().await, Preferences { theme: Theme::System, ..Preferences::default() });
}

#[tokio::test]
async fn friends_see_what_is_for_friends() {
    let test = TestDb::new().await;
    let (ada, bob, cy) = (test.user("ada").await, test.user("bob").await, test.user("cyd").await);
    let privacy = Privacy {
        profile_visibility: Visibility::Friends,
        show_stats: true,
        show_activity: false,
        allow_friend_requests: true,
        allow_room_invites: false,
    };
    let actor = ada.actor();
    let set =
        test.db.run(&actor, async |session: &mut Session| commands::set_privacy(session, privacy).await);
    set.await.unwrap();
    let kept = test.db.run(&actor, async |session: &mut Session| queries::privacy(session, ada.id).await);
    assert_eq!(kept.await.unwrap(), privacy);
    for (from, to) in [(&bob, &ada), (&ada, &bob)] {
        let (actor, to) = (from.actor(), to.id);
        let asked = test
            .db
            .run(&actor, async |session: &mut Session| crate::friendships::commands::ask(session, to).await);
        asked.await.unwrap();
    }
    let sees = async |actor: Actor| {
        let run =
            test.db.run(&actor, async |session: &mut Session| queries::by_username(session, "ada").await);
        run.await.is_ok()
    };
    assert!(sees(bob.actor()).await && sees(ada.actor()).await);
    assert!(!sees(cy.actor()).await && !sees(Actor::Anonymous).await);
}

#[tokio::test]
async fn one_features_ones_own_tracks_only() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let (me, other, service) = (ada.actor(), bob.actor(), TestDb::service());
    for (id, owner) in [("mine", &ada), ("bobs", &bob)] {
        let add = test.db.run(&service, async |session: &mut Session| {
            let sql = format!(
                "insert into tracks (id, name, duration, url, uploaded_by, visibility)
                 values ('{id}', 'T', 1, '/t', '{}', 'public')",
                owner.id
            );
            Ok(diesel::sql_query(sql).execute(session.conn()).await?)
        });
        add.await.unwrap();
    }
    let feature = async |track: Option<&'static str>| {
        let run =
            test.db.run(&me, async |session: &mut Session| super::commands::feature(session, track).await);
        run.await
    };
    feature(Some("mine")).await.unwrap();
    let stolen = feature(Some("bobs")).await;
    assert!(matches!(stolen, Err(Error::Fault(Fault::Forbidden { .. }))), "{stolen:?}");
    let made_up = feature(Some("nowhere")).await;
    assert!(matches!(made_up, Err(Error::Fault(Fault::Forbidden { .. } | Fault::NotFound))), "{made_up:?}");
    let seen = async || {
        let run = test
            .db
            .run(&other, async |session: &mut Session| super::queries::by_username(session, "ada").await);
        run.await.unwrap().featured_track
    };
    assert_eq!(seen().await.as_deref(), Some("mine"));
    let delete = test.db.run(&me, async |session: &mut Session| {
        Ok(diesel::sql_query("delete from tracks where id = 'mine'").execute(session.conn()).await?)
    });
    assert_eq!(delete.await.unwrap(), 1);
    assert_eq!(seen().await, None, "a profile outlives its tracks");
}
