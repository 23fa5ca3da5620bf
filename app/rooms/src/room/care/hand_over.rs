//! Making the room somebody else's. There is no way back but their kindness, so it asks first.

use super::{Care, Subject, open_dialog};
use crate::room::action::{Act, Action, Deed};
use leptos::prelude::*;
use realtime::Command;
use ui::{Button, ButtonKind, Dialog, Notice, Tone};

/// Asks, and hands over.
#[component]
pub(super) fn HandOverDialog(person: Subject) -> impl IntoView {
    let care = expect_context::<Care>();
    let act = expect_context::<Act>();
    let open = open_dialog(care);
    let name = person.name.clone();
    let hand_over = move |_| {
        let Some(who) = person.whom() else { return };
        let done = format!("The room is {}’s now. You are a co-host.", person.name);
        act.send(Action::Moderate(Box::new(Deed::new(Command::TransferOwnership { who }, done))));
        open.set(false);
    };
    view! {
        <Dialog title=format!("Hand over the room to {name}") id="hand-over-title" open=open>
            <Notice tone=Tone::Caution>
                {format!("{name} becomes the owner and you become a co-host. Only {name} can give it back.")}
            </Notice>
            <div class="dialog-actions">
                <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Danger on:click=hand_over>"Hand over"</Button>
            </div>
        </Dialog>
    }
}
