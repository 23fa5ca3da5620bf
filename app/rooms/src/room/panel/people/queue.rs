//! Who waits at the door, for those who decide about it.

use crate::room::action::{Act, Action};
use crate::room::store::RoomStore;
use leptos::prelude::*;
use model_rooms::WaitingPerson;
use ui::{Avatar, Button, ButtonKind, Icon, IconName, RelativeTime};

/// The queue; nothing when nobody waits.
#[component]
pub(super) fn Queue() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let some = Memo::new(move |_| store.at_the_door.with(|people| !people.is_empty()));
    view! {
        <Show when=move || some.get()>
            <section class="people-role queue" aria-label="At the door">
                <h3>
                    <Icon name=IconName::Door/>
                    "At the door"
                </h3>
                <ul>
                    <For
                        each=move || store.at_the_door.get()
                        key=|waiting| (waiting.person, waiting.present)
                        let:waiting
                    >
                        <Waiting waiting=waiting/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Waiting(waiting: WaitingPerson) -> impl IntoView {
    let act = expect_context::<Act>();
    let person = waiting.person;
    let name = waiting.name.clone();
    let decide = move |admit| act.send(Action::Decide { person, admit });
    let kind = if waiting.guest { "Guest" } else { "Account" };
    view! {
        <li class="person" data-waiting="">
            <Avatar name=Signal::stored(name.clone())/>
            <div class="person-words">
                <p class="people-name">{name.clone()}</p>
                <p class="people-does">
                    {kind} ", "
                    {if waiting.present {
                        "waiting".into_any()
                    } else {
                        view! { "asked " <RelativeTime at=waiting.asked_at/> }.into_any()
                    }}
                </p>
            </div>
            <div class="queue-ways">
                <Button
                    kind=ButtonKind::Primary
                    attr:aria-label=format!("Let {name} in")
                    on:click=move |_| decide(true)
                >
                    "Let in"
                </Button>
                <Button attr:aria-label=format!("Do not let {name} in") on:click=move |_| decide(false)>"Not now"</Button>
            </div>
        </li>
    }
}
