//! Everybody in the room, in order of arrival.

use crate::room::store::{Person, RoomStore};
use leptos::prelude::*;
use model_rooms::Role;
use ui::{Avatar, Icon, IconName};

/// The list.
#[component]
pub fn People() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    view! {
        <ul class="people" aria-label="People">
            <For each=move || store.people.get() key=|person| person.id let:person>
                <Row person=person/>
            </For>
        </ul>
    }
}

#[component]
fn Row(person: Person) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let id = person.id;
    let state = Signal::derive({
        let state = person.state.clone();
        move || state.get()
    });
    let name = Memo::new(move |_| state.with(|p| p.name.clone()));
    let instrument = Memo::new(move |_| state.with(|p| p.performing.then_some(p.instrument)));
    let does = move || {
        state.with(|p| match (p.performing, p.muted) {
            (true, true) => format!("{}, muted", p.instrument.label()),
            (true, false) => p.instrument.label().to_owned(),
            (false, _) => "Listening".to_owned(),
        })
    };
    let marks = move || {
        let you = (store.you.get() == Some(id)).then_some("you");
        let owner = state.with(|p| p.role == Role::Owner).then_some("owner");
        [you, owner].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let away = move || state.with(|p| !p.connected);
    view! {
        <li data-connected=move || (!away()).to_string()>
            <Avatar name=name instrument=instrument/>
            <div>
                <p class="people-name">{move || name.get()} " " <span class="faint">{marks}</span></p>
                <p class="people-does">{does}</p>
            </div>
            <Show when=away>
                <span class="people-away">
                    <Icon name=IconName::Offline/>
                    "Connection lost"
                </span>
            </Show>
        </li>
    }
}
