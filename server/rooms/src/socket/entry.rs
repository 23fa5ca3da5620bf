//! From a Hello to a place in the room: what the database allows, then the room itself.

use super::Caller;
use crate::Rooms;
use crate::chat::queries::{ChatPage, last_page};
use crate::live::{Enter, Person, SocketId};
use crate::rooms::{commands, queries};
use crate::running::outbox::Outbox;
use crate::running::{Message, RoomHandle};
use db::{Actor, Error, Session};
use model::{Fault, ParticipantId};
use model_rooms::{PermissionChanges, Role, Room, RoomCode};
use realtime::{Hello, PROTOCOL};
use uuid::Uuid;

/// How often a room may close between being found and being entered.
const TRIES: usize = 3;

/// Somebody whom the database let in.
struct Admitted {
    room: Room,
    role: Role,
    chat: ChatPage,
}

/// Enters the room for a socket; the room itself sends the answer. Errors: what to say goodbye with.
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
    let person = person(&caller.actor, admitted.role).ok_or(Fault::Unauthenticated)?;
    let enter = Enter {
        socket,
        reply,
        person: person.clone(),
        hello,
        fresh_id: ParticipantId(Uuid::new_v4()),
        fresh_token: Uuid::new_v4(),
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

async fn admitted(rooms: &Rooms, code: &RoomCode, caller: &Caller) -> Result<Admitted, Fault> {
    let db = &rooms.shared.db;
    let admitted = db.run(&caller.actor, async |session| admit(session, code).await).await;
    admitted.map_err(|error| error.into_fault(&caller.request))
}

/// One transaction as the person: row-level security decides whether they see the room.
async fn admit(session: &mut Session, code: &RoomCode) -> Result<Admitted, Error> {
    let found = queries::find(session, code).await?;
    let role = found.door.admit(session.actor())?;
    commands::note_entry(session, code, &found.door).await?;
    let chat = last_page(session, code).await?;
    Ok(Admitted { room: found.room, role, chat })
}

fn person(actor: &Actor, role: Role) -> Option<Person> {
    match actor {
        Actor::Guest(guest) => Some(Person {
            id: guest.id,
            guest: true,
            name: guest.name.clone(),
            role,
            custom: PermissionChanges::default(),
            staff: false,
        }),
        Actor::Member(member) => Some(Person {
            id: member.user_id,
            guest: false,
            name: member.name.clone(),
            role,
            custom: PermissionChanges::default(),
            staff: false,
        }),
        Actor::Anonymous | Actor::Service(_) => None,
    }
}
