//! One message: who said it and when, its text with links, and the way to take it back.

use super::links::linked;
use super::time::{date_of, time_of_day};
use crate::room::action::{Act, Action};
use crate::room::chat_log::{Delivery, Unsent};
use crate::room::store::RoomStore;
use leptos::prelude::*;
use model_rooms::{ChatMessage, Permission};
use ui::{Button, ButtonKind, Icon, IconButton, IconName};

/// A longer message is shown in part, in characters.
const LONG_CHARS: usize = 600;
/// So is one of more lines.
const LONG_LINES: usize = 10;

/// What somebody said.
#[component]
pub(super) fn Said(message: ChatMessage, head: bool) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let sent_at = date_of(&message);
    let (time, exact) = (time_of_day(&sent_at), String::from(sent_at.to_iso_string()));
    let id = message.id;
    let (by, account) = (message.by, message.user_id);
    let may_delete = Memo::new(move |_| store.may(Permission::ManageUsers) || store.is_own(by, account));
    let whose = message.author.clone();
    let label = Signal::derive(move || format!("Delete this message of {whose}"));
    view! {
        <li class="said" data-head=head.then_some("") data-message=id.to_string()>
            {head
                .then(|| {
                    view! {
                        <p class="said-head">
                            <strong>{message.author.clone()}</strong>
                            <time class="faint number" datetime=exact>{time}</time>
                        </p>
                    }
                })}
            <div class="said-body">
                <Text text=message.text/>
                <Show when=move || may_delete.get()>
                    <span class="said-ways">
                        <IconButton icon=IconName::Trash label=label on:click=move |_| act.send(Action::Delete(id))/>
                    </span>
                </Show>
            </div>
        </li>
    }
}

/// The text; a long one folded.
#[component]
fn Text(text: String) -> impl IntoView {
    if !is_long(&text) {
        return view! { <p class="said-text">{linked(&text)}</p> }.into_any();
    }
    let folded = RwSignal::new(true);
    view! {
        <div class="said-long">
            <p class="said-text" data-folded=move || folded.get().then_some("")>{linked(&text)}</p>
            <button
                class="line-button"
                type="button"
                aria-expanded=move || (!folded.get()).to_string()
                on:click=move |_| folded.update(|folded| *folded = !*folded)
            >
                {move || if folded.get() { "Show all" } else { "Show less" }}
            </button>
        </div>
    }
    .into_any()
}

fn is_long(text: &str) -> bool {
    text.chars().count() > LONG_CHARS || text.lines().count() > LONG_LINES
}

/// What the room says.
#[component]
pub(super) fn SaidByRoom(message: ChatMessage) -> impl IntoView {
    let sent_at = date_of(&message);
    let (time, exact) = (time_of_day(&sent_at), String::from(sent_at.to_iso_string()));
    view! {
        <li class="said-quiet" data-kind="system" data-message=message.id.to_string()>
            <Icon name=IconName::Info/>
            <span>{message.text}</span>
            <time class="faint number" datetime=exact>{time}</time>
        </li>
    }
}

/// Something this person said and the room does not have yet.
#[component]
pub(super) fn OnItsWay(unsent: Unsent) -> impl IntoView {
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

#[cfg(test)]
mod tests {
    use super::is_long;

    #[test]
    fn long_is_many_characters_or_many_lines() {
        assert!(!is_long(&"x".repeat(600)));
        assert!(is_long(&"x".repeat(601)));
        assert!(is_long(&"x\n".repeat(11)));
    }
}
