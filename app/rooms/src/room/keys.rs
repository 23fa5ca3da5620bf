//! The room's keys, and the list of them on `?`.

use super::action::{Act, Action};
use super::panel::{PanelState, Tab};
use super::store::RoomStore;
use leptos::ev;
use leptos::prelude::*;
use ui::{Dialog, Kbd};
use wasm_bindgen::JsCast;

/// Key and what it does, as shown.
const KEYS: [(&str, &str); 5] = [
    ("M", "Mute or unmute yourself"),
    ("C", "Open or close the chat"),
    ("P", "Open or close the list of people"),
    ("Esc", "Close the side panel"),
    ("?", "Show these keys"),
];

/// Listens to keys for as long as the room is shown, and holds the list.
#[component]
pub fn Keys(
    /// Whether the list is shown.
    help: RwSignal<bool>,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let panel = expect_context::<PanelState>();
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            if modified || event.repeat() || is_typing(&event) {
                return;
            }
            match event.key().as_str() {
                "m" | "M" if store.performing_untracked() => {
                    act.send(Action::SetMuted(!store.muted.get_untracked()));
                }
                "c" | "C" => panel.toggle_by_key(Tab::Chat),
                "p" | "P" => panel.toggle_by_key(Tab::People),
                "Escape" => panel.close(),
                "?" => help.set(true),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || handle.remove());
    });
    let rows = KEYS.map(|(key, does)| {
        view! {
            <div>
                <dt>
                    <Kbd key=key/>
                </dt>
                <dd>{does}</dd>
            </div>
        }
    });
    view! {
        <Dialog title="Keys" id="room-keys" open=help>
            <dl class="keys">{rows.into_iter().collect_view()}</dl>
            <p class="quiet">"On a fader: arrow keys move it, a double click brings it back to 0 dB."</p>
        </Dialog>
    }
}

/// Whether the key is meant for a field or an open dialog.
fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| {
        let editable = matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT");
        let slider = element.get_attribute("type").as_deref() == Some("range");
        let in_dialog = element.closest("dialog").ok().flatten().is_some();
        (editable && !slider) || in_dialog
    })
}
