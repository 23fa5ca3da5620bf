//! Inside: the stage with everybody who plays, oneself in front, listeners, side panel, bar.

use super::announce::ComingsAndGoings;
use super::arc::{nearness_in_rows, per_row};
use super::bar::Bar;
use super::care::{Care, CareDialogs};
use super::head::RoomBar;
use super::keys::Keys;
use super::lines::Lines;
use super::listeners::Listeners;
use super::panel::{PanelState, SidePanel};
use super::reactions::Reactions;
use super::records::{Records, RecordsOpen};
use super::store::{Person, RoomStore};
use super::tile::{OwnTile, Tile};
use leptos::html;
use leptos::prelude::*;

/// Most performers in one row of the arc.
const ROW_MAX: usize = 5;

/// The room.
#[component]
pub fn Inside() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let panel = PanelState::recall(store);
    provide_context(panel);
    provide_context(Care::default());
    let records = RwSignal::new(false);
    provide_context(RecordsOpen(records));
    let help = RwSignal::new(false);
    let stage = NodeRef::<html::Main>::new();
    // Whoever reads by ear or keyboard starts at the stage, not at the top of a page that has been replaced.
    Effect::new(move |_| {
        if let Some(stage) = stage.get() {
            // Refused only for an element that is gone.
            let _ = stage.focus();
        }
    });
    view! {
        <div class="room-inside" data-panel=move || panel.open_tab().map(|tab| tab.as_str()) style:--side=move || format!("{}px", panel.width_px())>
            <Lines/>
            <RoomBar/>
            <main class="stage" aria-label="Stage" tabindex="-1" node_ref=stage>
                <div class="stage-floor" aria-hidden="true"></div>
                <Others/>
                <Own/>
                <Listeners/>
            </main>
            <Reactions/>
            <SidePanel/>
            <Bar help=help/>
            <Keys help=help/>
            <Records open=records/>
            <CareDialogs/>
            <ComingsAndGoings/>
        </div>
    }
}

/// The other performers on their arc.
#[component]
fn Others() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let others = Memo::new(move |_| store.other_performers());
    let count = Memo::new(move |_| others.with(Vec::len));
    let in_row = Memo::new(move |_| per_row(count.get(), ROW_MAX));
    let alone = move || count.get() == 0;
    let place = move |id| {
        let index = others.with(|others| others.iter().position(|other: &Person| other.id == id));
        index.map_or(0.0, |index| nearness_in_rows(index, count.get(), in_row.get()))
    };
    view! {
        <Show when=alone>
            <Alone/>
        </Show>
        <ul
            class="seats"
            style:--per-row=move || in_row.get().to_string()
            data-rows=move || count.get().div_ceil(in_row.get()).to_string()
            hidden=alone
        >
            <For each=move || others.get() key=|person| person.id let:person>
                {
                    let id = person.id;
                    view! { <Tile person=person nearness=Signal::derive(move || place(id))/> }
                }
            </For>
        </ul>
    }
}

/// Nobody else plays yet.
#[component]
fn Alone() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let playing = Memo::new(move |_| store.performing());
    view! {
        <div class="alone">
            <p class="alone-title">
                {move || if playing.get() { "You have the stage" } else { "Nobody plays right now" }}
            </p>
            <p class="quiet">
                {move || {
                    if playing.get() {
                        "Send the room's link to those you want to play with."
                    } else {
                        "Stay a while: who comes to play appears here."
                    }
                }}
            </p>
        </div>
    }
}

/// Oneself, bottom centre.
#[component]
fn Own() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let own = Memo::new(move |_| store.own().filter(|own| own.state.with(|state| state.performing)));
    move || own.get().map(|person| view! { <div class="own"><OwnTile person=person/></div> })
}
