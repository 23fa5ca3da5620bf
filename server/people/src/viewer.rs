//! Who is looking, as the browser may know them.

use db::Actor;
use model_people::Viewer;

/// What the browser is told about the asker.
pub fn viewer(actor: &Actor) -> Viewer {
    match actor {
        Actor::Member(member) => Viewer::Member {
            id: member.user_id,
            username: member.username.clone(),
            name: member.name.clone(),
        },
        Actor::Guest(guest) => Viewer::Guest { id: guest.id, name: guest.name.clone() },
        Actor::Anonymous | Actor::Service(_) => Viewer::Anonymous,
    }
}
