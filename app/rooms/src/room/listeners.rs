//! Those who only listen: a compact row below the stage.

use super::store::{Person, RoomStore};
use leptos::prelude::*;
use ui::{Avatar, Icon, IconName};

/// Most names shown; the others are a number, and stand in the list of people.
const SHOWN: usize = 8;

/// The row; nothing when nobody listens.
#[component]
pub fn Listeners() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let all = Memo::new(move |_| store.listeners());
    let shown = move || all.with(|all| all.iter().take(SHOWN).cloned().collect::<Vec<Person>>());
    let count = move || all.with(Vec::len);
    let more = move || count().checked_sub(SHOWN).filter(|more| *more > 0);
    view! {
        <Show when=move || { count() > 0 }>
            <section class="listeners" aria-label="Listening">
                <span class="listeners-count">
                    <Icon name=IconName::Headphones/>
                    <span class="number">{count}</span>
                    " listening"
                </span>
                <ul>
                    <For each=shown key=|person| person.id let:person>
                        <Listener person=person/>
                    </For>
                </ul>
                {move || more().map(|more| view! { <span class="faint number">{format!("+{more}")}</span> })}
            </section>
        </Show>
    }
}

#[component]
fn Listener(person: Person) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let id = person.id;
    let state = person.state;
    let name = Memo::new(move |_| state.with(|p| p.name.clone()));
    let you = move || (store.you.get() == Some(id)).then_some(" (you)");
    view! {
        <li data-participant=id.to_string() data-self=move || (store.you.get() == Some(id)).then_some("")>
            <Avatar name=name size="small"/>
            <span>{move || name.get()} {you}</span>
        </li>
    }
}
