//! The list of public rooms.

use crate::Rooms;
use crate::keeping::queries::next_meetings;
use crate::keyset;
use crate::live::Occupancy;
use crate::rooms::DoorFacts;
use crate::rooms::queries::{FoundRoom, RoomRow};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page};
use model_rooms::{LobbyAsk, LobbyRoom, LobbySort, RoomCode};
use schema::rooms;
use std::collections::HashMap;

/// Most rooms in the list of the home page.
pub const LOBBY_ROOMS_MAX: u32 = 100;

/// Public rooms: those with people first, then by last activity; at most [`LOBBY_ROOMS_MAX`]. `live` tells who is in them.
pub async fn lobby_rooms(session: &mut Session, live: &Rooms) -> Result<Vec<LobbyRoom>, Error> {
    let ask = LobbyAsk { limit: LOBBY_ROOMS_MAX, ..LobbyAsk::default() };
    let mut list = lobby(session, live, ask).await?.items;
    list.truncate(LOBBY_ROOMS_MAX as usize);
    Ok(list)
}

/// A page of the public rooms that fit. By activity, the first page begins with every room that has people in it, the
/// liveliest first, however many there are; the pages after it hold rooms with nobody in them. Errors: [`Fault::Invalid`]
/// by field.
pub async fn lobby(session: &mut Session, live: &Rooms, ask: LobbyAsk) -> Result<Page<LobbyRoom>, Error> {
    let ask = ask.checked()?;
    let occupancy = live.occupancy();
    let found = match ask.sort {
        LobbySort::Active => by_activity(session, &ask, &occupancy).await?,
        LobbySort::Recent => by_age(session, &ask, &occupancy).await?,
        LobbySort::Name => by_name(session, &ask, &occupancy).await?,
    };
    let codes: Vec<String> = found.items.iter().map(|found| found.room.code.to_string()).collect();
    let meetings: HashMap<String, DateTime<Utc>> =
        next_meetings(session, &codes).await?.into_iter().collect();
    Ok(found.map(|found| {
        let meeting = meetings.get(found.room.code.as_str()).copied();
        lobby_room(found, &occupancy, meeting)
    }))
}

/// A room with who is in it.
pub(super) fn lobby_room(
    found: FoundRoom,
    occupancy: &HashMap<RoomCode, Occupancy>,
    next_meeting: Option<DateTime<Utc>>,
) -> LobbyRoom {
    let there = occupancy.get(&found.room.code).cloned().unwrap_or_default();
    LobbyRoom {
        room: found.room,
        performers: there.performers,
        listeners: there.listeners,
        last_activity: found.last_activity,
        next_meeting,
    }
}

async fn by_activity(
    session: &mut Session,
    ask: &LobbyAsk,
    occupancy: &HashMap<RoomCode, Occupancy>,
) -> Result<Page<FoundRoom>, Error> {
    let alive = codes(occupancy, ask.live);
    let mut first = match &ask.after {
        None if !alive.is_empty() => alive_rooms(session, ask, occupancy, &alive).await?,
        _ => Vec::new(),
    };
    if ask.live {
        return Ok(Page { items: first, next: None });
    }
    // At least one room without people, so that there is a place from which the next page goes on.
    let limit = (ask.limit as usize).saturating_sub(first.len()).max(1);
    let mut query = fitting(ask)
        .filter(rooms::id.ne_all(alive))
        .order((rooms::last_activity.desc(), rooms::id.desc()))
        .limit(limit as i64 + 1);
    if let Some(after) = &ask.after {
        let (time, id) = (keyset::time(after)?, after.id().to_owned());
        query = query
            .filter(rooms::last_activity.lt(time).or(rooms::last_activity.eq(time).and(rooms::id.lt(id))));
    }
    let rest = load(session, query).await?;
    let rest = Page::<FoundRoom>::cut(rest, limit, |found| keyset::at(found.last_activity, &found.room.code));
    first.extend(rest.items);
    Ok(Page { items: first, next: rest.next })
}

/// Rooms with people in them, the liveliest first: most performers, then most people, then the latest to stir.
async fn alive_rooms(
    session: &mut Session,
    ask: &LobbyAsk,
    occupancy: &HashMap<RoomCode, Occupancy>,
    alive: &[String],
) -> Result<Vec<FoundRoom>, Error> {
    let query =
        fitting(ask).filter(rooms::id.eq_any(alive)).limit(i64::from(model_rooms::lobby::LOBBY_PAGE_MAX));
    let mut found = load(session, query).await?;
    found.sort_by_key(|found| {
        let there = occupancy.get(&found.room.code);
        let performers = there.map_or(0, |there| there.performers.len());
        std::cmp::Reverse((performers, there.map_or(0, Occupancy::people), found.last_activity))
    });
    Ok(found)
}

async fn by_age(
    session: &mut Session,
    ask: &LobbyAsk,
    occupancy: &HashMap<RoomCode, Occupancy>,
) -> Result<Page<FoundRoom>, Error> {
    let mut query = only_live(fitting(ask), ask, occupancy)
        .order((rooms::created_at.desc(), rooms::id.desc()))
        .limit(i64::from(ask.limit) + 1);
    if let Some(after) = &ask.after {
        let (time, id) = (keyset::time(after)?, after.id().to_owned());
        query = query.filter(rooms::created_at.lt(time).or(rooms::created_at.eq(time).and(rooms::id.lt(id))));
    }
    let found = load(session, query).await?;
    Ok(Page::<FoundRoom>::cut(found, ask.limit as usize, |found| {
        keyset::at(found.room.created_at, &found.room.code)
    }))
}

/// By name a page goes on after a room, wherever that is now: its name is longer than a cursor.
async fn by_name(
    session: &mut Session,
    ask: &LobbyAsk,
    occupancy: &HashMap<RoomCode, Occupancy>,
) -> Result<Page<FoundRoom>, Error> {
    let mut query = only_live(fitting(ask), ask, occupancy)
        .order((sql::<Text>("lower(name)"), rooms::id))
        .limit(i64::from(ask.limit) + 1);
    if let Some(after) = &ask.after {
        let last: Option<String> = rooms::table
            .find(after.id())
            .select(sql::<Text>("lower(name)"))
            .first(session.conn())
            .await
            .optional()?;
        let gone = || Fault::invalid("after", "The list cannot go on from there. Load it again.");
        let last = last.ok_or_else(gone)?;
        query = query.filter(
            sql::<Bool>("(lower(name), id) > (")
                .bind::<Text, _>(last)
                .sql(", ")
                .bind::<Text, _>(after.id().to_owned())
                .sql(")"),
        );
    }
    let found = load(session, query).await?;
    Ok(Page::<FoundRoom>::cut(found, ask.limit as usize, |found| Cursor::new(0, &found.room.code)))
}

type Query<'a> = rooms::BoxedQuery<'a, Pg, diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<RoomRow, Pg>>>;

/// The public rooms that fit text and genre.
fn fitting<'a>(ask: &LobbyAsk) -> Query<'a> {
    let mut query = rooms::table.filter(rooms::is_public.eq(true)).select(RoomRow::as_select()).into_boxed();
    if !ask.genre.is_empty() {
        query = query.filter(rooms::genre.eq(ask.genre.clone()));
    }
    for word in ask.text.split_whitespace() {
        query = query.filter(
            sql::<Bool>(
                "(concat_ws(E'\\n', name, description, tags::text, creator_name, creator_username) ilike ",
            )
            .bind::<Text, _>(pattern(word))
            .sql(")"),
        );
    }
    query
}

fn only_live<'a>(query: Query<'a>, ask: &LobbyAsk, occupancy: &HashMap<RoomCode, Occupancy>) -> Query<'a> {
    if ask.live { query.filter(rooms::id.eq_any(codes(occupancy, true))) } else { query }
}

async fn load(session: &mut Session, query: Query<'_>) -> Result<Vec<FoundRoom>, Error> {
    let rows: Vec<RoomRow> = query.load(session.conn()).await?;
    rows.into_iter().map(|row| row.into_found(None, DoorFacts::default())).collect()
}

/// The rooms with people in them, or with performers only.
fn codes(occupancy: &HashMap<RoomCode, Occupancy>, performers: bool) -> Vec<String> {
    let fits = |there: &Occupancy| if performers { !there.performers.is_empty() } else { there.people() > 0 };
    occupancy.iter().filter(|(_, there)| fits(there)).map(|(code, _)| code.to_string()).collect()
}

/// A word anywhere, taken as it is typed: what LIKE means something by is itself.
fn pattern(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn a_search_word_is_no_pattern() {
        assert_eq!(pattern("jam"), "%jam%");
        assert_eq!(pattern("100%_\\"), "%100\\%\\_\\\\%");
    }
}
