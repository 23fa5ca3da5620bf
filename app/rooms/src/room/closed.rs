//! After the room was closed by the server: the reason and the way on.

use super::frame::DoorFrame;
use super::store::RoomStore;
use leptos::prelude::*;
use model::Fault;
use ui::{ButtonKind, LinkButton, Notice, Tone};

/// `fault`: why the server closed the door.
#[component]
pub fn ClosedRoom(fault: Fault) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let (name, code) = store.room.with_untracked(|room| (room.name.clone(), room.code.to_string()));
    view! {
        <DoorFrame>
            <header class="door-head">
                <p class="door-kind">{name}</p>
                <h1>"You are out of the room"</h1>
            </header>
            <Notice tone=Tone::Caution>{fault.to_string()}</Notice>
            <div class="row">
                // A whole load: a fresh page also helps against an old one.
                <a class="button" data-kind=ButtonKind::Primary.as_str() href=format!("/room/{code}") rel="external">
                    "Come back in"
                </a>
                <LinkButton href="/lobby">"To the lobby"</LinkButton>
            </div>
        </DoorFrame>
    }
}
