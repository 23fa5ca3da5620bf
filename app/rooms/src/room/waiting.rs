//! At the door of a room with approval: the host knows, and the page waits.

use super::action::{Act, Action};
use super::door::RoomHead;
use super::frame::DoorFrame;
use super::store::RoomStore;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Icon, IconName};

/// Waiting to be let in.
#[component]
pub fn AtTheDoor() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    view! {
        <DoorFrame>
            <RoomHead room=store.room.get_untracked()/>
            <div class="door-waiting" role="status">
                <Icon name=IconName::Door large=true/>
                <div>
                    <p class="lead">"The host has been told."</p>
                    <p class="quiet">"You will be let in here. Keep this page open."</p>
                </div>
            </div>
            <div class="door-ways">
                <Button kind=ButtonKind::Quiet block=true on:click=move |_| act.send(Action::Leave)>"Stop waiting"</Button>
            </div>
        </DoorFrame>
    }
}
