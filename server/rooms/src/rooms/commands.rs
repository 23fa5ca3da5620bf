//! Writing rooms, who belongs to them, and the notes that live rooms leave.

use super::admission::Door;
use db::{Actor, Error, OrUnexpected, Session};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, ParticipantId, UserId};
use model_rooms::{NewRoom, Role, RoomCode, RoomSettings};
use schema::{room_members, room_webrtc_sessions, rooms};
use uuid::Uuid;

/// Code of the room that `make demo` fills.
pub const DEMO_ROOM: &str = "demojams";
/// Most people who play in it at once.
const DEMO_PERFORMERS_MAX: u8 = 20;
/// `created_by` of the house's own rooms.
const HOUSE: &str = "openstudio";
/// Most rooms that one account may have.
pub const ROOMS_PER_ACCOUNT_MAX: i64 = 100;

/// Opens a room of the asker's own and makes them its owner. Errors: [`Fault::Unauthenticated`] for guests and strangers,
/// [`Fault::Invalid`] by field, [`Fault::Conflict`] for too many rooms.
pub async fn open_room(session: &mut Session, form: NewRoom) -> Result<RoomCode, Error> {
    let Actor::Member(owner) = session.actor().clone() else { return Err(Fault::Unauthenticated.into()) };
    super::edit::open(session, owner.user_id, &owner.name, form).await
}

/// Notes that the asker enters: whoever is signed in becomes a member of a room that they enter. Guests leave
/// nothing.
pub async fn note_entry(session: &mut Session, code: &RoomCode, door: &Door) -> Result<(), Error> {
    let Actor::Member(member) = session.actor().clone() else { return Ok(()) };
    let user = member.user_id.to_string();
    // Who looks after a room does not join it.
    if door.is_staff && !door.is_creator && door.membership.is_none() {
        return Ok(());
    }
    if door.membership.is_some() {
        let own = room_members::room_id.eq(code.as_str()).and(room_members::user_id.eq(&user));
        diesel::update(room_members::table.filter(own))
            .set(room_members::last_active_at.eq(now))
            .execute(session.conn())
            .await?;
        return Ok(());
    }
    let row = (
        room_members::room_id.eq(code.as_str()),
        room_members::user_id.eq(&user),
        room_members::user_name.eq(&member.name),
        room_members::role.eq(door.stored_role(session, code).await?),
    );
    diesel::insert_into(room_members::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(())
}

impl Door {
    /// The text of a newcomer's role: the room's own word for it, which may be finer than [`Role`].
    async fn stored_role(&self, session: &mut Session, code: &RoomCode) -> Result<String, Error> {
        if self.is_creator {
            return Ok(Role::Owner.as_str().into());
        }
        Ok(rooms::table.find(code.as_str()).select(rooms::default_role).first(session.conn()).await?)
    }
}

/// Makes the demo room unless it is there. By the server itself.
pub async fn seed_demo_room(session: &mut Session) -> Result<(), Error> {
    // Whoever likes may play along with the band.
    let settings = RoomSettings { max_performers: DEMO_PERFORMERS_MAX, ..RoomSettings::default() };
    let row = (
        rooms::id.eq(DEMO_ROOM),
        rooms::name.eq("Demo jam"),
        rooms::created_by.eq(HOUSE),
        rooms::creator_name.eq("OpenStudio"),
        rooms::description.eq("Always open. Come in, listen, play along."),
        rooms::genre.eq("jam"),
        rooms::color.eq("teal"),
        rooms::is_public.eq(true),
        rooms::max_users.eq(20),
        rooms::settings.eq(serde_json::to_value(settings).or_unexpected()?),
    );
    diesel::insert_into(rooms::table).values(row).on_conflict_do_nothing().execute(session.conn()).await?;
    Ok(())
}

/// Notes that something happened in a room. By the server itself.
pub async fn touch(session: &mut Session, code: &RoomCode) -> Result<(), Error> {
    diesel::update(rooms::table.find(code.as_str()))
        .set(rooms::last_activity.eq(now))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Notes a published track, kept open by `process`. By the server itself. `connection` is the media connection that
/// carries it.
pub async fn track_up(
    session: &mut Session,
    process: Uuid,
    code: &RoomCode,
    connection: Uuid,
    participant: ParticipantId,
    user: UserId,
) -> Result<(), Error> {
    let session_id = connection.to_string();
    let row = (
        room_webrtc_sessions::room_id.eq(code.as_str()),
        room_webrtc_sessions::user_id.eq(user.to_string()),
        room_webrtc_sessions::session_id.eq(&session_id),
        room_webrtc_sessions::track_name.eq(format!("{participant}-0")),
        room_webrtc_sessions::process_id.eq(process),
    );
    diesel::insert_into(room_webrtc_sessions::table)
        .values(row)
        .on_conflict((room_webrtc_sessions::room_id, room_webrtc_sessions::track_name))
        .do_update()
        .set((room_webrtc_sessions::session_id.eq(&session_id), room_webrtc_sessions::process_id.eq(process)))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Notes that the tracks of a media connection are gone. By the server itself.
pub async fn track_down(session: &mut Session, connection: Uuid) -> Result<(), Error> {
    let gone = room_webrtc_sessions::session_id.eq(connection.to_string());
    diesel::delete(room_webrtc_sessions::table.filter(gone)).execute(session.conn()).await?;
    Ok(())
}
