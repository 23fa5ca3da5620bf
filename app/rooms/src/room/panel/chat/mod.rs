//! The chat: what was said, what is on its way, and a field to say something.

mod composer;
mod links;
mod rows;
mod said;
mod time;

use crate::room::action::{Act, Action};
use crate::room::store::RoomStore;
use composer::Composer;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use rows::{Row, rows};
use said::{OnItsWay, Said, SaidByRoom};
use ui::{Button, ButtonKind, Icon, IconName};
use uuid::Uuid;

/// Within so many pixels of the end counts as being at the end.
const NEAR_END_PX: i32 = 60;

/// Log and field.
#[component]
pub fn Chat() -> impl IntoView {
    view! {
        <Log/>
        <Composer/>
    }
}

/// What one is looking at.
#[derive(Clone, Copy)]
struct Sight {
    node: NodeRef<html::Div>,
    /// The newest is in view.
    at_end: RwSignal<bool>,
    /// The window is in front, as far as the browser says.
    awake: RwSignal<bool>,
    /// Above this message stands that it is new; it stays there until the chat is closed.
    new_from: RwSignal<Option<Uuid>>,
}

#[component]
fn Log() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let node = NodeRef::<html::Div>::new();
    let sight = Sight {
        node,
        at_end: RwSignal::new(true),
        awake: RwSignal::new(is_awake()),
        new_from: RwSignal::new(store.first_unread_untracked()),
    };
    watch_window(sight);
    follow_end(store, sight);
    mark_new(store, sight);
    mark_read(store, act, sight);
    let lines = Memo::new(move |_| store.chat.with(|chat| rows(chat, sight.new_from.get())));
    let unsent = Memo::new(move |_| store.chat.with(|chat| chat.unsent.clone()));
    let empty = move || lines.with(Vec::is_empty) && unsent.with(Vec::is_empty);
    view! {
        <div class="chat-sight">
            <div
                class="chat-log"
                role="log"
                aria-label="Chat"
                aria-live="polite"
                tabindex="0"
                node_ref=node
                on:scroll=move |_| if let Some(log) = node.get_untracked() { sight.at_end.set(is_at_end(&log)) }
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
                    <For each=move || lines.get() key=Row::key let:row>
                        {line(row)}
                    </For>
                    <For each=move || unsent.get() key=|unsent| (unsent.id, unsent.delivery.clone()) let:unsent>
                        <OnItsWay unsent=unsent/>
                    </For>
                </ol>
            </div>
            <ToTheEnd sight=sight/>
        </div>
    }
}

fn line(row: Row) -> impl IntoView {
    match row {
        Row::Said { message, head } => view! { <Said message=message head=head/> }.into_any(),
        Row::System(message) => view! { <SaidByRoom message=message/> }.into_any(),
        Row::Comings { words, .. } => {
            view! { <li class="said-quiet" data-kind="comings">{words}</li> }.into_any()
        }
        Row::NewFromHere => view! { <li class="said-new"><span>"New"</span></li> }.into_any(),
    }
}

/// While one reads further up: how much is new below, and the way there.
#[component]
fn ToTheEnd(sight: Sight) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let new = Memo::new(move |_| store.unread());
    let go = move |_| {
        if let Some(log) = sight.node.get_untracked() {
            log.set_scroll_top(log.scroll_height());
            // The button is about to go: the focus stays in the log.
            let _ = log.focus();
        }
    };
    view! {
        <Show when=move || !sight.at_end.get()>
            <button class="button to-the-end" type="button" data-kind="primary" on:click=go>
                <Icon name=IconName::ArrowDown/>
                {move || match new.get() {
                    0 => "Newest".to_owned(),
                    n => format!("{n} new"),
                }}
            </button>
        </Show>
    }
}

fn watch_window(sight: Sight) {
    Effect::new(move |_| {
        // A window that is covered has not read anything.
        let handles = [
            window_event_listener_untyped("focus", move |_| sight.awake.set(is_awake())),
            window_event_listener_untyped("blur", move |_| sight.awake.set(is_awake())),
            window_event_listener(ev::visibilitychange, move |_| sight.awake.set(is_awake())),
        ];
        on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    });
}

fn is_awake() -> bool {
    cfg!(not(target_arch = "wasm32")) || !document().hidden()
}

/// Keeps the newest message in view for somebody who is reading the newest.
fn follow_end(store: RoomStore, sight: Sight) {
    Effect::new(move |_| {
        store.chat.with(|chat| (chat.messages.len(), chat.unsent.len(), chat.comings.len()));
        let Some(log) = sight.node.get() else { return };
        if sight.at_end.get_untracked() {
            // After the new message has been laid out.
            request_animation_frame(move || log.set_scroll_top(log.scroll_height()));
        }
    });
}

/// Draws the line above the first message that came while one was not looking.
fn mark_new(store: RoomStore, sight: Sight) {
    Effect::new(move |_| {
        let first = store.first_unread();
        let looking = sight.at_end.get_untracked() && sight.awake.get_untracked();
        if !looking && sight.new_from.get_untracked().is_none() {
            sight.new_from.set(first);
        }
    });
}

/// What is in view of somebody who looks is read.
fn mark_read(store: RoomStore, act: Act, sight: Sight) {
    Effect::new(move |_| {
        let looking = sight.at_end.get() && sight.awake.get();
        let newest = store.chat.with(|chat| chat.messages.last().map(|message| message.id));
        if !looking || store.chat.with_untracked(|chat| chat.read) == newest {
            return;
        }
        store.chat.update(|chat| {
            let _ = chat.read_all();
        });
        if let Some(newest) = newest {
            act.send(Action::Read(newest));
        }
    });
}

fn is_at_end(log: &web_sys::HtmlDivElement) -> bool {
    log.scroll_height() - log.scroll_top() - log.client_height() < NEAR_END_PX
}
