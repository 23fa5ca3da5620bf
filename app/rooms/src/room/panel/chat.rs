//! The chat: what was said, what is on its way, and a field to say something.

use crate::room::action::{Act, Action};
use crate::room::chat_log::{Delivery, Unsent};
use crate::room::panel::PanelState;
use crate::room::store::RoomStore;
use browser::storage::{self, Keep};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use model_rooms::ChatMessage;
use ui::{Button, ButtonKind, Icon, IconButton, IconName};

/// Within so many pixels of the end counts as being at the end.
const NEAR_END_PX: i32 = 60;
/// The room left is shown from here on, in characters.
const COUNT_FROM: usize = model::limits::CHAT_CHARS_MAX - 200;

/// Log and field.
#[component]
pub fn Chat() -> impl IntoView {
    view! {
        <Log/>
        <Composer/>
    }
}

#[component]
fn Log() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let node = NodeRef::<html::Div>::new();
    let at_end = RwSignal::new(true);
    follow_end(store, node, at_end);
    let messages = Memo::new(move |_| store.chat.with(|chat| with_heads(&chat.messages)));
    let unsent = Memo::new(move |_| store.chat.with(|chat| chat.unsent.clone()));
    let empty = move || store.chat.with(|chat| chat.messages.is_empty() && chat.unsent.is_empty());
    view! {
        <div
            class="chat-log"
            role="log"
            aria-label="Chat"
            aria-live="polite"
            tabindex="0"
            node_ref=node
            on:scroll=move |_| if let Some(log) = node.get_untracked() { at_end.set(is_at_end(&log)) }
        >
            <Show when=move || store.chat.with(|chat| chat.more)>
                <Button
                    kind=ButtonKind::Quiet
                    block=true
                    busy=store.loading_older
                    on:click=move |_| act.send(Action::LoadOlder)
                >
                    "Show older messages"
                </Button>
            </Show>
            <Show when=empty>
                <p class="chat-empty">"Nothing was said yet. Say hello, or which song comes next."</p>
            </Show>
            <ol>
                <For each=move || messages.get() key=|(message, head)| (message.id, *head) let((message, head))>
                    <Said message=message head=head/>
                </For>
                <For each=move || unsent.get() key=|unsent| (unsent.id, unsent.delivery.clone()) let:unsent>
                    <OnItsWay unsent=unsent/>
                </For>
            </ol>
        </div>
    }
}

/// Each message, and whether it begins what somebody says (then their name stands above it).
fn with_heads(messages: &[ChatMessage]) -> Vec<(ChatMessage, bool)> {
    let heads = messages.iter().enumerate().map(|(at, message)| {
        let previous = at.checked_sub(1).map(|at| &messages[at]);
        !previous.is_some_and(|previous| {
            let same = (previous.user_id, &previous.author) == (message.user_id, &message.author);
            same && (message.sent_at - previous.sent_at).num_minutes() < 5
        })
    });
    messages.iter().cloned().zip(heads).collect()
}

/// Keeps the newest message in view for somebody who is reading the newest.
fn follow_end(store: RoomStore, node: NodeRef<html::Div>, at_end: RwSignal<bool>) {
    Effect::new(move |_| {
        store.chat.with(|chat| (chat.messages.len(), chat.unsent.len()));
        let Some(log) = node.get() else { return };
        if at_end.get_untracked() {
            // After the new message has been laid out.
            request_animation_frame(move || log.set_scroll_top(log.scroll_height()));
        }
    });
}

fn is_at_end(log: &web_sys::HtmlDivElement) -> bool {
    log.scroll_height() - log.scroll_top() - log.client_height() < NEAR_END_PX
}

#[component]
fn Said(message: ChatMessage, head: bool) -> impl IntoView {
    let sent_at = date_of(&message);
    let (time, exact) = (time_of_day(&sent_at), String::from(sent_at.to_iso_string()));
    view! {
        <li class="said" data-head=head.then_some("")>
            {head
                .then(|| {
                    view! {
                        <p class="said-head">
                            <strong>{message.author.clone()}</strong>
                            <time class="faint number" datetime=exact>{time}</time>
                        </p>
                    }
                })}
            <p class="said-text">{message.text}</p>
        </li>
    }
}

#[component]
fn OnItsWay(unsent: Unsent) -> impl IntoView {
    let act = expect_context::<Act>();
    let id = unsent.id;
    let state = match unsent.delivery {
        Delivery::Failed(reason) => view! {
            <p class="said-failed">
                <Icon name=IconName::Warning/>
                <span>{format!("Not sent: {reason}")}</span>
            </p>
            <div class="row">
                <Button on:click=move |_| act.send(Action::SayAgain(id))>"Send again"</Button>
                <Button kind=ButtonKind::Quiet on:click=move |_| act.send(Action::Discard(id))>"Discard"</Button>
            </div>
        }
        .into_any(),
        _ => view! { <p class="said-sending">"Sending…"</p> }.into_any(),
    };
    view! {
        <li class="said" data-unsent="">
            <p class="said-text">{unsent.text}</p>
            {state}
        </li>
    }
}

/// The field. What is written is kept over reloads until it is sent.
#[component]
fn Composer() -> impl IntoView {
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
    let cannot_send = Signal::derive(move || chars.get() == 0 || too_long());
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
                on:input=move |event| write(event_target_value(&event))
                on:keydown=enter
            ></textarea>
            <IconButton icon=IconName::Send label="Send" kind=ButtonKind::Primary large=true disabled=cannot_send on:click=move |_| send()/>
            <p class="composer-left number" role="status" data-over=move || too_long().to_string()>{left}</p>
        </form>
    }
}

/// The browser's own dates: chrono's formatting would double what it adds to the wasm.
fn date_of(message: &ChatMessage) -> js_sys::Date {
    js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(message.sent_at.timestamp_millis() as f64))
}

/// The reader's own time of day, short.
fn time_of_day(date: &js_sys::Date) -> String {
    let options = js_sys::Object::new();
    for (part, style) in [("hour", "numeric"), ("minute", "2-digit")] {
        // Cannot fail on a plain object.
        let _ = js_sys::Reflect::set(&options, &part.into(), &style.into());
    }
    String::from(date.to_locale_time_string_with_options("default", &options))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn said(author: &str, at_s: i64) -> ChatMessage {
        ChatMessage {
            kind: model_rooms::ChatKind::Text,
            by: None,
            id: Uuid::from_u128(at_s as u128),
            user_id: None,
            author: author.into(),
            text: "la".into(),
            sent_at: chrono::DateTime::from_timestamp(at_s, 0).unwrap(),
        }
    }

    #[test]
    fn a_name_stands_above_the_first_of_what_somebody_says_in_one_go() {
        let messages = [said("Ana", 0), said("Ana", 60), said("Ben", 70), said("Ana", 80), said("Ana", 800)];
        let heads: Vec<bool> = with_heads(&messages).into_iter().map(|(_, head)| head).collect();
        assert_eq!(heads, [true, false, true, true, true]);
    }
}
