//! The list of public rooms.

use crate::Rooms;
use crate::rooms::DoorFacts;
use crate::rooms::queries::{FoundRoom, RoomRow};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model_rooms::{LobbyRoom, RoomCode};
use schema::rooms;
use std::collections::HashSet;

/// Most rooms in the list.
pub const LOBBY_ROOMS_MAX: usize = 100;

/// Public rooms: those with people first, then by last activity; at most [`LOBBY_ROOMS_MAX`].
///
/// `live` tells who is in them; a room that is alive is listed even when its last noted activity is old.
pub async fn lobby_rooms(session: &mut Session, live: &Rooms) -> Result<Vec<LobbyRoom>, Error> {
    let mut occupancy = live.occupancy();
    let alive: Vec<String> =
        occupancy.iter().filter(|(_, there)| there.people() > 0).map(|(code, _)| code.to_string()).collect();
    let mut found = public_rooms(session, None).await?;
    if !alive.is_empty() {
        found.extend(public_rooms(session, Some(&alive)).await?);
    }
    let mut seen = HashSet::new();
    let mut list: Vec<LobbyRoom> = found
        .into_iter()
        .filter(|found| seen.insert(found.room.code.clone()))
        .map(|found| lobby_room(found, |code| occupancy.remove(code).unwrap_or_default()))
        .collect();
    list.sort_by_key(|room| (is_empty(room), std::cmp::Reverse(room.last_activity)));
    list.truncate(LOBBY_ROOMS_MAX);
    Ok(list)
}

fn is_empty(room: &LobbyRoom) -> bool {
    room.performers.is_empty() && room.listeners == 0
}

fn lobby_room(found: FoundRoom, who: impl FnOnce(&RoomCode) -> crate::live::Occupancy) -> LobbyRoom {
    let there = who(&found.room.code);
    let last_activity: DateTime<Utc> = found.last_activity;
    LobbyRoom {
        room: found.room,
        performers: there.performers,
        listeners: there.listeners,
        last_activity,
        next_meeting: None,
    }
}

/// The latest public rooms, or those of `codes` that are public.
async fn public_rooms(session: &mut Session, codes: Option<&[String]>) -> Result<Vec<FoundRoom>, Error> {
    let mut query = rooms::table
        .filter(rooms::is_public.eq(true))
        .order((rooms::last_activity.desc(), rooms::id))
        .limit(LOBBY_ROOMS_MAX as i64)
        .select(RoomRow::as_select())
        .into_boxed();
    if let Some(codes) = codes {
        query = query.filter(rooms::id.eq_any(codes));
    }
    let rows: Vec<RoomRow> = query.load(session.conn()).await?;
    rows.into_iter().map(|row| row.into_found(None, DoorFacts::default())).collect()
}
