//! The rooms of whoever looks: those that they are invited to, own, or belong to.

use super::queries::lobby_room;
use crate::Rooms;
use crate::keeping::queries::next_meetings;
use crate::rooms::DoorFacts;
use crate::rooms::queries::RoomRow;
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_async::RunQueryDsl;
use model_rooms::{Role, Tie, YourRoom};
use schema::rooms;
use std::collections::HashMap;

/// Most rooms in the list.
pub const YOUR_ROOMS_MAX: i64 = 60;

/// What somebody has to do with a room.
#[derive(QueryableByName)]
struct TieRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
    #[diesel(sql_type = Bool)]
    at_hand: bool,
}

/// The asker's rooms: those with people in them first, then those that they are invited to, then by last activity.
/// Nobody without an account has any.
pub async fn your_rooms(session: &mut Session, live: &Rooms) -> Result<Vec<YourRoom>, Error> {
    if session.actor().user_id().is_none() {
        return Ok(Vec::new());
    }
    let ties = ties(session).await?;
    let codes: Vec<String> = ties.iter().map(|tie| tie.id.clone()).collect();
    let rows: Vec<RoomRow> = rooms::table
        .filter(rooms::id.eq_any(&codes))
        .select(RoomRow::as_select())
        .load(session.conn())
        .await?;
    let meetings: HashMap<String, DateTime<Utc>> =
        next_meetings(session, &codes).await?.into_iter().collect();
    let ties: HashMap<String, TieRow> = ties.into_iter().map(|tie| (tie.id.clone(), tie)).collect();
    let occupancy = live.occupancy();
    let mut yours = Vec::with_capacity(rows.len());
    for row in rows {
        let found = row.into_found(None, DoorFacts::default())?;
        let code = found.room.code.to_string();
        let Some(tie) = ties.get(&code) else { continue };
        yours.push(YourRoom {
            room: lobby_room(found, &occupancy, meetings.get(&code).copied()),
            tie: tie.role.as_deref().map_or(Tie::Invited, |role| Tie::Member(Role::from_stored(role))),
            at_hand: tie.at_hand,
        });
    }
    yours.sort_by_key(|yours| {
        let people = yours.room.performers.len() + yours.room.listeners as usize;
        std::cmp::Reverse((people, yours.tie == Tie::Invited, yours.at_hand, yours.room.last_activity))
    });
    Ok(yours)
}

/// Membership first: who accepted is invited no more.
async fn ties(session: &mut Session) -> Result<Vec<TieRow>, Error> {
    let sql = format!(
        "with mine as (
            select m.room_id as id, m.role::text as role from public.room_members m
            where m.user_id = (select auth.uid())::text and m.room_id = any (array(select public.my_room_ids()))
            union all
            select i, null from public.my_invited_room_ids() i
            where i <> all (array(select public.my_room_ids())))
         select r.id, case when r.created_by = (select auth.uid())::text then 'owner' else mine.role end as role,
            b.id is not null as at_hand
         from mine join public.rooms r on r.id = mine.id
         left join public.user_saved_rooms b on b.room_id = r.id and b.user_id = (select auth.uid())::text
         order by b.id is null, r.last_activity desc, r.id limit {YOUR_ROOMS_MAX}"
    );
    Ok(diesel::sql_query(sql).load(session.conn()).await?)
}
