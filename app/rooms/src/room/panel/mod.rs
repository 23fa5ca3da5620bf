//! The side panel: chat or people; can be closed, and is remembered as it was.

mod chat;
mod edge;
mod people;

use super::store::RoomStore;
use browser::storage::{self, Keep};
use chat::Chat;
use edge::Edge;
use leptos::ev;
use leptos::prelude::*;
use people::People;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use ui::{IconButton, IconName};

/// Narrower than this, the panel covers the stage and is closed at first, in CSS pixels.
const WIDE_PX: f64 = 960.0;

fn is_wide() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= WIDE_PX)
}

/// What the panel can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// What is said.
    Chat,
    /// Who is here.
    People,
}

impl Tab {
    /// As written in `data-panel`.
    pub fn as_str(self) -> &'static str {
        match self {
            Tab::Chat => "chat",
            Tab::People => "people",
        }
    }

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Tab::Chat => "Chat",
            Tab::People => "People",
        }
    }

    /// Its icon.
    pub fn icon(self) -> IconName {
        match self {
            Tab::Chat => IconName::Chat,
            Tab::People => IconName::People,
        }
    }
}

/// Which tab is open, and what of the chat was read.
#[derive(Clone, Copy)]
pub struct PanelState {
    open: RwSignal<Option<Tab>>,
    /// Opened by key: the message field takes the focus.
    by_key: RwSignal<bool>,
    /// How wide it is, in CSS pixels.
    width_px: RwSignal<f64>,
    store: RoomStore,
}

impl PanelState {
    /// As it was left; the first time: the chat, where there is room for it.
    pub fn recall(store: RoomStore) -> Self {
        let remembered: Option<Option<Tab>> = storage::get(Keep::Local, "panel");
        let wide = window()
            .inner_width()
            .ok()
            .and_then(|width| width.as_f64())
            .is_some_and(|width| width >= WIDE_PX);
        let first = if wide { remembered.unwrap_or(Some(Tab::Chat)) } else { None };
        let panel = PanelState {
            open: RwSignal::new(first),
            by_key: RwSignal::new(false),
            width_px: RwSignal::new(edge::recall_px()),
            store,
        };
        panel.give_way();
        panel
    }

    /// Closes, without being remembered so, when the window becomes too narrow for both panel and stage.
    fn give_way(self) {
        Effect::new(move |_| {
            let was_wide = Cell::new(is_wide());
            let handle = window_event_listener(ev::resize, move |_| {
                let wide = is_wide();
                if was_wide.replace(wide) && !wide {
                    self.open.set(None);
                }
            });
            on_cleanup(move || handle.remove());
        });
    }

    /// The open tab.
    pub fn open_tab(&self) -> Option<Tab> {
        self.open.get()
    }

    /// How wide the panel is beside the stage, in CSS pixels.
    pub fn width_px(&self) -> f64 {
        self.width_px.get()
    }

    /// Opens this tab, or closes the panel when it is open.
    pub fn toggle(&self, tab: Tab) {
        let next = if self.open.get_untracked() == Some(tab) { None } else { Some(tab) };
        self.set(next);
    }

    /// The same, asked for with a key.
    pub fn toggle_by_key(&self, tab: Tab) {
        self.by_key.set(true);
        self.toggle(tab);
    }

    /// Whether the panel was just opened by key; asking once uses it up.
    pub fn take_by_key(&self) -> bool {
        let by_key = self.by_key.get_untracked();
        self.by_key.set(false);
        by_key
    }

    /// Closes the panel.
    pub fn close(&self) {
        self.set(None);
    }

    /// Messages of others that were not read yet.
    pub fn unread(&self) -> usize {
        self.store.unread()
    }

    fn set(&self, tab: Option<Tab>) {
        self.open.set(tab);
        storage::set(Keep::Local, "panel", &tab);
    }
}

/// One of the panel's two sides.
#[component]
fn TabButton(tab: Tab) -> impl IntoView {
    let panel = expect_context::<PanelState>();
    let shown = move || panel.open_tab() == Some(tab);
    view! {
        <button class="side-tab" type="button" aria-pressed=move || shown().to_string() on:click=move |_| panel.set(Some(tab))>
            {tab.label()}
        </button>
    }
}

/// The panel.
#[component]
pub fn SidePanel() -> impl IntoView {
    let panel = expect_context::<PanelState>();
    let open = Memo::new(move |_| panel.open_tab());
    view! {
        <aside class="side-panel" id="room-panel" aria-label="Chat and people" hidden=move || open.get().is_none()>
            <Edge/>
            <div class="side-head">
                <h2 class="heard-only">{move || open.get().map(Tab::label)}</h2>
                <div class="side-tabs">
                    <TabButton tab=Tab::Chat/>
                    <TabButton tab=Tab::People/>
                </div>
                <IconButton icon=IconName::X label="Close panel" on:click=move |_| panel.close()/>
            </div>
            {move || match open.get() {
                Some(Tab::Chat) => view! { <Chat/> }.into_any(),
                Some(Tab::People) => view! { <People/> }.into_any(),
                None => ().into_any(),
            }}
        </aside>
    }
}
