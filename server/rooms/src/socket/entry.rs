//! From a Hello to a place in the room, or to the line before its door: what the database allows, then the room itself.

use super::Caller;
use super::chat::reading;
use crate::Rooms;
use crate::chat::queries::{ChatPage, last_page};
use crate::invitations;
use crate::live::{Enter, Pass, Person, SocketId};
use crate::rooms::admission::Admission;
use crate::rooms::{commands, join_requests, queries};
use crate::running::outbox::Outbox;
use crate::running::records::SERVICE;
use crate::running::{Message, RoomHandle};
use db::{Actor, Error, Session};
use model::{Fault, ParticipantId};
use model_rooms::{PermissionChanges, Role, Room, RoomCode};
use realtime::{Hello, PROTOCOL};
use uuid::Uuid;

/// How often a room may close between being found and being entered.
const TRIES: usize = 3;

/// Somebody to whom the database opened the door, or told to wait before it.
struct Admitted {
    room: Room,
    chat: ChatPage,
    person: Person,
    waits: bool,
    /// To be accepted before they come in.
    by_invitation: Option<Uuid>,
}

/// Enters the room for a socket, or waits before its door; the room itself sends the answer. Errors: what to say goodbye
/// with.
pub(super) async fn enter(
    rooms: &Rooms,
    code: &RoomCode,
    caller: &Caller,
    socket: SocketId,
    reply: u32,
    hello: Hello,
    outbox: &Outbox,
) -> Result<(RoomHandle, Person), Fault> {
    if hello.protocol != PROTOCOL {
        return Err(Fault::conflict("OpenStudio was updated. Reload the page."));
    }
    let mut admitted = admitted(rooms, code, caller).await?;
    if rooms.reserve(code, &caller.request).await? {
        // Another process may have run it until now: what was said there meanwhile belongs to it.
        admitted = self::admitted(rooms, code, caller).await?;
    }
    let person = admitted.person.clone();
    let enter = Enter {
        socket,
        reply,
        person: person.clone(),
        hello,
        pass: pass(rooms, code, &admitted, &caller.request).await?,
        fresh_id: ParticipantId(Uuid::new_v4()),
        fresh_token: Uuid::new_v4(),
        reading: reading(rooms, code, person.id).await,
    };
    let handle = knock(rooms, admitted, enter, outbox, &caller.request).await?;
    Ok((handle, person))
}

/// Asks the room's task to let them in; a room that closes at this moment is opened again.
async fn knock(
    rooms: &Rooms,
    admitted: Admitted,
    enter: Enter,
    outbox: &Outbox,
    request: &str,
) -> Result<RoomHandle, Fault> {
    let Admitted { room, chat, .. } = admitted;
    let oldest_first: Vec<_> = chat.newest_first.into_iter().rev().collect();
    for _ in 0..TRIES {
        let Some(handle) = rooms.open(room.clone(), oldest_first.clone(), chat.more) else {
            rooms.reserve(&room.code, request).await?;
            continue;
        };
        let message = Message::Enter(Box::new(enter.clone()), outbox.clone());
        if handle.inbox.send(message).await.is_ok() {
            return Ok(handle);
        }
    }
    Err(Fault::unavailable("The room could not be opened. Try again in a moment."))
}

/// What the database says, after an invitation was accepted when there is one to accept.
async fn admitted(rooms: &Rooms, code: &RoomCode, caller: &Caller) -> Result<Admitted, Fault> {
    let db = &rooms.shared.db;
    let ask = async || {
        let admitted = db.run(&caller.actor, async |session| admit(session, code).await).await;
        admitted.map_err(|error| error.into_fault(&caller.request))
    };
    let admitted = ask().await?;
    let Some(invitation) = admitted.by_invitation else { return Ok(admitted) };
    let person = admitted.person.id;
    db.run(&SERVICE, async |session| invitations::commands::accept(session, invitation, person).await)
        .await
        .map_err(|error| error.into_fault(&caller.request))?;
    ask().await
}

/// One transaction as the person: row-level security decides whether they see the room.
async fn admit(session: &mut Session, code: &RoomCode) -> Result<Admitted, Error> {
    let found = queries::find(session, code).await?;
    let (role, custom, staff, by_invitation, waits) = match found.door.admit(session.actor()) {
        Admission::Refuse(fault) => return Err(fault.into()),
        Admission::Wait => (found.door.role(), PermissionChanges::default(), false, None, true),
        Admission::Enter { role, custom, staff, by_invitation } => {
            (role, custom, staff, by_invitation, false)
        }
    };
    if !waits && by_invitation.is_none() {
        commands::note_entry(session, code, &found.door).await?;
    }
    let person = person(session.actor(), role).ok_or(Fault::Unauthenticated)?;
    let person = Person { custom, staff, approved: found.door.is_approved, ..person };
    let chat = last_page(session, code).await?;
    Ok(Admitted { room: found.room, chat, person, waits, by_invitation })
}

/// With what somebody comes to the room. Who waits knocks, and that is written down; who is inside already (before
/// newcomers had to wait) comes back.
async fn pass(rooms: &Rooms, code: &RoomCode, admitted: &Admitted, request: &str) -> Result<Pass, Fault> {
    if !admitted.waits {
        return Ok(Pass::In);
    }
    let Person { id, guest, ref name, .. } = admitted.person;
    if rooms.occupancy_of(code).holders.contains(&id) {
        return Ok(Pass::Back);
    }
    let work = async |session: &mut Session| join_requests::knock(session, code, id, guest, name).await;
    let knocked = rooms.shared.db.run(&SERVICE, work).await;
    knocked.map(Pass::Wait).map_err(|error| error.into_fault(request))
}

fn person(actor: &Actor, role: Role) -> Option<Person> {
    let (id, guest, name) = match actor {
        Actor::Guest(guest) => (guest.id, true, guest.name.clone()),
        Actor::Member(member) => (member.user_id, false, member.name.clone()),
        Actor::Anonymous | Actor::Service(_) => return None,
    };
    let custom = PermissionChanges::default();
    Some(Person { id, guest, name, role, custom, staff: false, approved: false })
}
