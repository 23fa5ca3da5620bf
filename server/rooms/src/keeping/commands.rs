//! Keeping rooms, within the limit of one's tier.

use super::queries::can_save;
use crate::rooms::code::new_code;
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::{NewSavedRoom, RoomCode, SkillLevel};
use schema::{saved_rooms, user_saved_rooms as bookmarks};
use serde_json::Value;
use uuid::Uuid;

/// New codes that are tried before something must be wrong.
const CODE_TRIES: usize = 5;

/// Saves a room under a new code. Errors: [`Fault::Unauthenticated`], [`Fault::Invalid`] by field, [`Fault::Conflict`] when
/// the tier's limit is reached.
pub async fn save(session: &mut Session, form: NewSavedRoom) -> Result<RoomCode, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let form = form.checked()?;
    refuse_beyond_limit(session).await?;
    let row = SettingsRow::try_from(form)?;
    for _ in 0..CODE_TRIES {
        let code = new_code(&mut rand::rng());
        let inserted = diesel::insert_into(saved_rooms::table)
            .values((
                saved_rooms::id.eq(Uuid::now_v7()),
                saved_rooms::owner_id.eq(asker),
                saved_rooms::code.eq(code.as_str()),
                &row,
            ))
            .on_conflict_do_nothing()
            .execute(session.conn())
            .await?;
        if inserted == 1 {
            return Ok(code);
        }
    }
    Err(Error::unexpected("no free code for a saved room found"))
}

/// Changes a saved room of the asker's own. Errors: [`Fault::Invalid`] by field, [`Fault::NotFound`].
pub async fn change(session: &mut Session, id: Uuid, form: NewSavedRoom) -> Result<(), Error> {
    let row = SettingsRow::try_from(form.checked()?)?;
    match diesel::update(saved_rooms::table.find(id)).set(row).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Forgets a saved room of the asker's own. Errors: [`Fault::NotFound`].
pub async fn forget(session: &mut Session, id: Uuid) -> Result<(), Error> {
    match diesel::delete(saved_rooms::table.find(id)).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Keeps a room of the asker's own at hand. Errors: [`Fault::Unauthenticated`], [`Fault::Forbidden`] for a room that is
/// not theirs, [`Fault::Conflict`] when it is kept already or the tier's limit is reached.
pub async fn bookmark(session: &mut Session, room: &RoomCode, notes: &str) -> Result<(), Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let notes = checked_notes(notes)?;
    refuse_beyond_limit(session).await?;
    let row = (
        bookmarks::id.eq(Uuid::now_v7()),
        bookmarks::user_id.eq(asker.to_string()),
        bookmarks::room_id.eq(room.as_str()),
        bookmarks::notes.eq(notes),
    );
    diesel::insert_into(bookmarks::table).values(row).execute(session.conn()).await?;
    Ok(())
}

/// Changes one's words about a room at hand. Errors: [`Fault::Invalid`] on `notes`, [`Fault::NotFound`].
pub async fn note(session: &mut Session, room: &RoomCode, notes: &str) -> Result<(), Error> {
    let notes = checked_notes(notes)?;
    let kept = bookmarks::table.filter(bookmarks::room_id.eq(room.as_str()));
    match diesel::update(kept).set(bookmarks::notes.eq(notes)).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// Keeps a room at hand no more. Errors: [`Fault::NotFound`].
pub async fn remove_bookmark(session: &mut Session, room: &RoomCode) -> Result<(), Error> {
    let kept = bookmarks::table.filter(bookmarks::room_id.eq(room.as_str()));
    match diesel::delete(kept).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

/// The database refuses too, and without a race; this says why.
async fn refuse_beyond_limit(session: &mut Session) -> Result<(), Error> {
    if can_save(session).await? {
        Ok(())
    } else {
        Err(Fault::conflict("You keep as many rooms as your plan allows. Remove one first.").into())
    }
}

fn checked_notes(notes: &str) -> Result<Option<String>, Fault> {
    let notes = notes.trim();
    if notes.chars().count() > 1000 || notes.contains('\0') {
        return Err(Fault::invalid("notes", "Use at most 1000 characters."));
    }
    Ok(Some(notes.to_owned()).filter(|notes| !notes.is_empty()))
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = saved_rooms, treat_none_as_null = true)]
struct SettingsRow {
    name: String,
    description: String,
    room_type: &'static str,
    max_users: i32,
    genre: Option<String>,
    skill_level: Option<&'static str>,
    min_level: i32,
    welcome_message: Option<String>,
    rules: Option<String>,
    tags: Vec<String>,
    settings: Value,
}

impl TryFrom<NewSavedRoom> for SettingsRow {
    type Error = Error;
    fn try_from(form: NewSavedRoom) -> Result<Self, Error> {
        Ok(SettingsRow {
            name: form.name,
            description: form.description,
            room_type: form.room_type.as_str(),
            max_users: form.max_users,
            genre: form.genre,
            skill_level: form.skill_level.map(SkillLevel::as_str),
            min_level: form.min_level,
            welcome_message: Some(form.welcome_message).filter(|text| !text.is_empty()),
            rules: Some(form.rules).filter(|text| !text.is_empty()),
            tags: form.tags,
            settings: serde_json::to_value(form.settings).or_unexpected()?,
        })
    }
}
