//! Keeping rooms, within the limit of one's tier: as regular rooms, and at hand.
//!
//! A regular room is a room (`rooms`) with a row in `saved_rooms` under the same code. What both hold is the room's to
//! say: [`follow_room`] writes it over whenever the room changed, and the type decides who may find the room.

use super::queries::limit;
use chrono::{DateTime, NaiveDateTime, Utc};
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamp, Timestamptz};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{RegularChoices, Repeats, RoomCode, SavedRoomType};
use schema::{rooms, saved_rooms, user_saved_rooms as bookmarks};
use uuid::Uuid;

/// Longest words about a room at hand, in characters.
pub const NOTES_CHARS_MAX: usize = 1000;

/// Keeps a room of one's own as a regular room, or changes how it is kept; with `keep` off, keeps it no more (the room
/// itself stays). By the server itself for its owner, or by the owner. Errors: [`Fault::Invalid`] by field,
/// [`Fault::NotFound`] for a room that is not theirs, [`Fault::Conflict`] when the tier's limit is reached.
pub async fn keep(
    session: &mut Session,
    owner: UserId,
    code: &RoomCode,
    choices: RegularChoices,
) -> Result<(), Error> {
    let choices = choices.checked()?;
    let owned: Option<String> = rooms::table
        .filter(rooms::id.eq(code.as_str()).and(rooms::created_by.eq(owner.to_string())))
        .select(rooms::id)
        .first(session.conn())
        .await
        .optional()?;
    owned.ok_or(Fault::NotFound)?;
    if !choices.keep {
        return forget_if_kept(session, code).await;
    }
    let row = ChoicesRow::new(session, choices.clone()).await?;
    let changed = diesel::update(saved_rooms::table.filter(saved_rooms::code.eq(code.as_str())))
        .set(&row)
        .execute(session.conn())
        .await?;
    if changed == 0 {
        insert(session, owner, code, &row).await?;
    }
    decide_visibility(session, code, choices.room_type).await?;
    follow_room(session, code).await
}

async fn insert(
    session: &mut Session,
    owner: UserId,
    code: &RoomCode,
    row: &ChoicesRow,
) -> Result<(), Error> {
    // The database refuses too, and without a race; this says why. The server itself is not asked for its own limit.
    if matches!(session.actor(), Actor::Member(_)) {
        refuse_beyond_limit(session).await?;
    }
    // A place for the name until `follow_room` writes it.
    let name = rooms::table.find(code.as_str()).select(rooms::name).first::<String>(session.conn()).await?;
    let new = (
        saved_rooms::id.eq(Uuid::now_v7()),
        saved_rooms::owner_id.eq(owner),
        saved_rooms::code.eq(code.as_str()),
        saved_rooms::name.eq(name),
        row,
    );
    diesel::insert_into(saved_rooms::table)
        .values(new)
        .execute(session.conn())
        .await
        .map_err(limit_reached)?;
    Ok(())
}

/// The trigger that counts answers with the same refusal as a policy; here it can only mean one thing.
fn limit_reached(error: diesel::result::Error) -> Error {
    match Error::from(error) {
        Error::Fault(Fault::Forbidden { .. }) => at_limit().into(),
        other => other,
    }
}

fn at_limit() -> Fault {
    Fault::conflict("You keep as many rooms as your plan allows. Remove one first.")
}

/// A type that says who may find the room says it for the room too; a type that says when leaves it as it is.
async fn decide_visibility(session: &mut Session, code: &RoomCode, kind: SavedRoomType) -> Result<(), Error> {
    let is_public = match kind {
        SavedRoomType::Public => true,
        SavedRoomType::Private | SavedRoomType::Friends => false,
        SavedRoomType::Scheduled | SavedRoomType::Recurring => return Ok(()),
    };
    diesel::update(rooms::table.find(code.as_str()))
        .set(rooms::is_public.eq(is_public))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Writes into a room's saved row what the room says now; does nothing for a room that nobody keeps. A room that was
/// made public or private is no longer of a type that says otherwise.
pub async fn follow_room(session: &mut Session, code: &RoomCode) -> Result<(), Error> {
    diesel::sql_query(
        "update public.saved_rooms s
         set name = r.name, description = coalesce(r.description, ''), max_users = r.max_users, genre = r.genre,
            rules = r.rules,
            tags = coalesce((select array_agg(tag) from jsonb_array_elements_text(r.tags) tag), '{}'),
            settings = s.settings || r.settings,
            room_type = case
                when r.is_public and s.room_type in ('private', 'friends') then 'public'
                when not r.is_public and s.room_type = 'public' then 'private'
                else s.room_type end
         from public.rooms r where r.id = s.code and s.code = $1",
    )
    .bind::<Text, _>(code.as_str())
    .execute(session.conn())
    .await?;
    Ok(())
}

/// Keeps a regular room no more; the room itself stays. Errors: [`Fault::NotFound`] when it is not the asker's.
pub async fn forget(session: &mut Session, code: &RoomCode) -> Result<(), Error> {
    let kept = saved_rooms::table.filter(saved_rooms::code.eq(code.as_str()));
    match diesel::delete(kept).execute(session.conn()).await? {
        0 => Err(Fault::NotFound.into()),
        _ => Ok(()),
    }
}

async fn forget_if_kept(session: &mut Session, code: &RoomCode) -> Result<(), Error> {
    match forget(session, code).await {
        Err(Error::Fault(Fault::NotFound)) => Ok(()),
        done => done,
    }
}

/// Keeps a room of the asker's own at hand. Errors: [`Fault::Unauthenticated`], [`Fault::Invalid`] on `notes`,
/// [`Fault::Forbidden`] for a room that is not theirs, [`Fault::Conflict`] when it is kept already or the tier's limit is
/// reached.
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
    if limit(session).await?.has_room() { Ok(()) } else { Err(at_limit().into()) }
}

fn checked_notes(notes: &str) -> Result<Option<String>, Fault> {
    let notes = notes.trim().replace("\r\n", "\n");
    if notes.chars().count() > NOTES_CHARS_MAX || notes.contains('\0') {
        return Err(Fault::invalid("notes", "Use at most 1000 characters."));
    }
    Ok(Some(notes).filter(|notes| !notes.is_empty()))
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = saved_rooms, treat_none_as_null = true)]
struct ChoicesRow {
    room_type: &'static str,
    skill_level: Option<String>,
    min_level: i32,
    welcome_message: Option<String>,
    banner_url: Option<String>,
    starts_at: Option<DateTime<Utc>>,
    repeats: Option<&'static str>,
    time_zone: Option<String>,
}

impl ChoicesRow {
    async fn new(session: &mut Session, choices: RegularChoices) -> Result<Self, Error> {
        let start = choices.local_start().filter(|_| choices.meets());
        let starts_at = match start {
            Some(start) => Some(moment(session, start, &choices.time_zone).await?),
            None => None,
        };
        let is_set = |text: &String| !text.is_empty();
        Ok(ChoicesRow {
            room_type: choices.room_type.as_str(),
            skill_level: Some(choices.skill_level.clone()).filter(is_set),
            min_level: choices.min_level,
            welcome_message: Some(choices.welcome_message.clone()).filter(is_set),
            banner_url: Some(choices.banner_url.clone()).filter(is_set),
            starts_at,
            repeats: choices.repeats().map(Repeats::as_str),
            time_zone: start.map(|_| choices.time_zone),
        })
    }
}

/// The moment at which clocks in a zone show a time. Errors: [`Fault::Invalid`] on `time_zone` for one that the database
/// does not know.
async fn moment(session: &mut Session, local: NaiveDateTime, zone: &str) -> Result<DateTime<Utc>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Timestamptz>)]
        moment: Option<DateTime<Utc>>,
    }
    let row: Row = diesel::sql_query(
        "select (select $1 at time zone z.name from pg_catalog.pg_timezone_names z where z.name = $2) as moment",
    )
    .bind::<Timestamp, _>(local)
    .bind::<Text, _>(zone)
    .get_result(session.conn())
    .await?;
    let unknown = || Fault::invalid("time_zone", "Name a time zone like Europe/Berlin.");
    Ok(row.moment.ok_or_else(unknown)?)
}
