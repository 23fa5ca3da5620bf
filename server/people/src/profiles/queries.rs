//! Reading profiles.

use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::preferences::Preferences;
use model_people::profile::{Links, Privacy, Profile};
use model_people::social::Person;
use schema::user_profiles;
use serde_json::Value;

/// Somebody in a list of people.
#[derive(Queryable, Selectable)]
#[diesel(table_name = user_profiles)]
pub(crate) struct PersonRow {
    pub id: UserId,
    username: String,
    display_name: String,
    level: i32,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Person { id: row.id, username: row.username, name: row.display_name, level: row.level }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_profiles)]
struct Row {
    id: UserId,
    username: String,
    display_name: String,
    bio: String,
    is_verified: bool,
    total_xp: i32,
    level: i32,
    current_daily_streak: i32,
    longest_daily_streak: i32,
    location: Option<String>,
    link_spotify: Option<String>,
    link_soundcloud: Option<String>,
    link_youtube: Option<String>,
    link_instagram: Option<String>,
    link_twitter: Option<String>,
    link_website: Option<String>,
    featured_track_id: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Profile {
    fn from(row: Row) -> Self {
        Profile {
            id: row.id,
            username: row.username,
            display_name: row.display_name,
            bio: row.bio,
            is_verified: row.is_verified,
            total_xp: row.total_xp,
            level: row.level,
            current_daily_streak: row.current_daily_streak,
            longest_daily_streak: row.longest_daily_streak,
            location: row.location,
            links: Links {
                spotify: row.link_spotify,
                soundcloud: row.link_soundcloud,
                youtube: row.link_youtube,
                instagram: row.link_instagram,
                twitter: row.link_twitter,
                website: row.link_website,
            },
            featured_track: row.featured_track_id,
            created_at: row.created_at,
        }
    }
}

/// The profile with this handle, when the asker may see it. `session` acts as the asker.
///
/// Errors: [`model::Fault::NotFound`].
pub async fn by_username(session: &mut Session, username: &str) -> Result<Profile, Error> {
    let row: Row = user_profiles::table
        .filter(user_profiles::username.eq(username.to_ascii_lowercase()))
        .select(Row::as_select())
        .first(session.conn())
        .await?;
    Ok(row.into())
}

/// Somebody's preferences, for themselves. `session` acts for the service: people's roles may not read the column,
/// because it would be everybody's.
///
/// Errors: [`model::Fault::NotFound`].
pub async fn preferences(session: &mut Session, user: UserId) -> Result<Preferences, Error> {
    let stored: Value =
        user_profiles::table.find(user).select(user_profiles::preferences).first(session.conn()).await?;
    Ok(db::stored::read(stored, "user_profiles.preferences"))
}

/// Who may see and ask what of the person. `session` acts as anybody who sees the profile.
///
/// Errors: [`model::Fault::NotFound`].
pub async fn privacy(session: &mut Session, user: UserId) -> Result<Privacy, Error> {
    type Row = (String, bool, bool, bool, bool);
    let (visibility, show_stats, show_activity, allow_friend_requests, allow_room_invites): Row =
        user_profiles::table
            .find(user)
            .select((
                user_profiles::profile_visibility,
                user_profiles::show_stats,
                user_profiles::show_activity,
                user_profiles::allow_friend_requests,
                user_profiles::allow_room_invites,
            ))
            .first(session.conn())
            .await?;
    Ok(Privacy {
        profile_visibility: serde_json::from_value(visibility.into()).or_unexpected()?,
        show_stats,
        show_activity,
        allow_friend_requests,
        allow_room_invites,
    })
}
