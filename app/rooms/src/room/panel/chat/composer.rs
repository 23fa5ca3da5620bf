//! The field in which one writes. What is written is kept over reloads until it is sent.

use crate::room::action::{Act, Action};
use crate::room::panel::PanelState;
use crate::room::store::RoomStore;
use browser::storage::{self, Keep};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use model_rooms::Permission;
use ui::{ButtonKind, IconButton, IconName};

/// The room left is shown from here on, in characters.
const COUNT_FROM: usize = model::limits::CHAT_CHARS_MAX - 200;

/// The field. What is written is kept over reloads until it is sent.
#[component]
pub(super) fn Composer() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let panel = expect_context::<PanelState>();
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get().filter(|_| panel.take_by_key()) {
            // Refused only for an element that is gone.
            let _ = field.focus();
        }
    });
    let key = format!("draft.{}", store.code());
    let text = RwSignal::new(storage::get::<String>(Keep::Tab, &key).unwrap_or_default());
    let key = StoredValue::new(key);
    let write = move |value: String| {
        key.with_value(|key| storage::set(Keep::Tab, key, &value));
        text.set(value);
    };
    let chars = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
    let too_long = move || chars.get() > model::limits::CHAT_CHARS_MAX;
    let slow = Memo::new(move |_| store.slow_left_s.get());
    let silent =
        Memo::new(move |_| store.standing.with(|own| own.is_some()) && !store.may(Permission::SendMessages));
    let cannot_send =
        Signal::derive(move || chars.get() == 0 || too_long() || slow.get() > 0 || silent.get());
    let send = move || {
        if cannot_send.get_untracked() {
            return;
        }
        act.send(Action::Say(text.get_untracked()));
        write(String::new());
    };
    let enter = move |event: ev::KeyboardEvent| {
        // Not while an input method composes a character.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let why_not = Memo::new(move |_| match (silent.get(), slow.get()) {
        (true, _) => Some("You can read here, but not write.".to_owned()),
        (false, 0) => None,
        (false, s) => Some(format!("Slow mode: the next message in {s} s.")),
    });
    let left = move || {
        let over = chars.get() as i64 - model::limits::CHAT_CHARS_MAX as i64;
        (chars.get() > COUNT_FROM).then(|| match over {
            over if over > 0 => format!("{over} characters too many"),
            left => format!("{} characters left", -left),
        })
    };
    view! {
        <form class="composer" on:submit=move |event| { event.prevent_default(); send(); }>
            <textarea
                class="input"
                node_ref=field
                aria-label="Message"
                placeholder="Message"
                rows="1"
                enterkeyhint="send"
                prop:value=move || text.get()
                disabled=move || silent.get()
                on:input=move |event| write(event_target_value(&event))
                on:keydown=enter
            ></textarea>
            <div class="composer-send" data-wait=move || (slow.get() > 0).then_some("")>
                <IconButton
                    icon=IconName::Send
                    label="Send"
                    kind=ButtonKind::Primary
                    large=true
                    disabled=cannot_send
                    on:click=move |_| send()
                />
                <Show when=move || { slow.get() > 0 }>
                    <span class="composer-wait number" aria-hidden="true">{move || slow.get()}</span>
                </Show>
            </div>
            <p class="composer-why" role="status">{move || why_not.get()}</p>
            <p class="composer-left number" role="status" data-over=move || too_long().to_string()>{left}</p>
        </form>
    }
}
