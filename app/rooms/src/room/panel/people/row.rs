//! One person in the list: what they do, how they are heard, how good their connection is, and what one may do about them.

use crate::room::care::CareMenu;
use crate::room::store::{Person, RoomStore};
use browser::level::Level;
use leptos::prelude::*;
use model_rooms::Participant;
use ui::{Avatar, ConnectionBars, Icon, IconName};

/// The row.
#[component]
pub(super) fn Row(person: Person) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let id = person.id;
    let state = person.state.clone();
    let state = Signal::derive(move || state.get());
    let name = Memo::new(move |_| state.with(|p| p.name.clone()));
    let instrument = Memo::new(move |_| state.with(|p| p.performing.then_some(p.instrument)));
    let is_own = move || store.you.get() == Some(id);
    let does = Memo::new(move |_| state.with(in_words));
    let away = Memo::new(move |_| state.with(|p| !p.connected));
    let sounding = level_of(store, &person);
    let connection = Memo::new(move |_| state.with(|p| (p.quality, p.rtt_ms)));
    view! {
        <li
            class="person"
            data-participant=id.to_string()
            data-connected=move || (!away.get()).to_string()
            data-silenced=move || state.with(|p| p.silenced).to_string()
        >
            <span class="person-disc" style:--level=move || format!("{:.3}", sounding.get())>
                <Avatar name=name instrument=instrument/>
            </span>
            <div class="person-words">
                <p class="people-name">
                    {move || name.get()} " " <span class="faint">{move || is_own().then_some("you")}</span>
                    <Show when=move || state.with(|p| p.staff)>
                        <span class="person-mark" title="Looks after OpenStudio">
                            <Icon name=IconName::Shield/>
                            "Staff"
                        </span>
                    </Show>
                </p>
                <p class="people-does">{move || does.get()}</p>
            </div>
            <Show
                when=move || !away.get()
                fallback=|| {
                    view! {
                        <span class="people-away">
                            <Icon name=IconName::Offline/>
                            "Connection lost"
                        </span>
                    }
                }
            >
                <ConnectionBars
                    quality=Signal::derive(move || connection.get().0)
                    rtt_ms=Signal::derive(move || connection.get().1)
                />
            </Show>
            <CareMenu person=person.clone() place="people"/>
        </li>
    }
}

/// How loud somebody is now, 0 to 1; oneself: one's input.
fn level_of(store: RoomStore, person: &Person) -> Signal<f32> {
    let (id, level) = (person.id, person.level.clone());
    Signal::derive(move || match store.you.get() == Some(id) {
        true => store.input_level.with(Level::bar),
        false => level.with(Level::bar),
    })
}

/// What somebody does, for example "Bass, muted".
fn in_words(p: &Participant) -> String {
    let does = if p.performing { p.instrument.label() } else { "Listening" };
    let heard = match (p.performing, p.silenced, p.muted) {
        (_, true, _) => Some("muted by a host"),
        (true, _, true) => Some("muted"),
        _ => None,
    };
    heard.map_or_else(|| does.to_owned(), |heard| format!("{does}, {heard}"))
}
