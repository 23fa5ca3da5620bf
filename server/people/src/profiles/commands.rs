//! Changing one's own profile.

use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_people::preferences::Preferences;
use model_people::profile::{Privacy, ProfileForm};
use schema::user_profiles;

diesel::define_sql_function! {
    /// See `server/db/sql/people/profiles.sql`.
    fn is_time_zone(name: Text) -> Bool;
}

/// Changes what the asker says about themselves. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] with every refused field.
pub async fn change(session: &mut Session, form: ProfileForm) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let form = form.checked()?;
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let (location, timezone) = (some(form.location), some(form.timezone));
    if let Some(zone) = &timezone {
        let exists: bool = diesel::select(is_time_zone(zone)).get_result(session.conn()).await?;
        if !exists {
            return Err(Fault::invalid("timezone", "Choose a place like Europe/Berlin.").into());
        }
    }
    diesel::update(user_profiles::table.find(me))
        .set((
            user_profiles::display_name.eq(form.display_name),
            user_profiles::bio.eq(form.bio),
            user_profiles::location.eq(location),
            user_profiles::timezone.eq(timezone),
            user_profiles::link_spotify.eq(form.links.spotify),
            user_profiles::link_soundcloud.eq(form.links.soundcloud),
            user_profiles::link_youtube.eq(form.links.youtube),
            user_profiles::link_instagram.eq(form.links.instagram),
            user_profiles::link_twitter.eq(form.links.twitter),
            user_profiles::link_website.eq(form.links.website),
        ))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Changes the asker's preferences; all of them. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] with every refused field.
pub async fn prefer(session: &mut Session, preferences: Preferences) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let value = serde_json::to_value(preferences.checked()?).or_unexpected()?;
    diesel::update(user_profiles::table.find(me))
        .set(user_profiles::preferences.eq(value))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Changes who may see and ask what of the asker. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn set_privacy(session: &mut Session, privacy: Privacy) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    diesel::update(user_profiles::table.find(me))
        .set((
            user_profiles::profile_visibility.eq(privacy.profile_visibility.as_str()),
            user_profiles::show_stats.eq(privacy.show_stats),
            user_profiles::show_activity.eq(privacy.show_activity),
            user_profiles::allow_friend_requests.eq(privacy.allow_friend_requests),
            user_profiles::allow_room_invites.eq(privacy.allow_room_invites),
        ))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Shows one of the asker's own tracks first on their profile; none shows none. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] when there is no such track; [`Fault::Forbidden`] when it is
/// not theirs.
pub async fn feature(session: &mut Session, track: Option<&str>) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    diesel::update(user_profiles::table.find(me))
        .set(user_profiles::featured_track_id.eq(track))
        .execute(session.conn())
        .await?;
    Ok(())
}
