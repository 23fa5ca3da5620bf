//! Keeping somebody out: why, and how long.

use super::{Care, Subject, open_dialog};
use crate::room::action::{Act, Action, Deed};
use leptos::html;
use leptos::prelude::*;
use realtime::Command;
use ui::{Button, ButtonKind, Dialog, TextArea};

/// How long: words, and hours; none: for good.
const LENGTHS: [(&str, Option<u32>); 5] = [
    ("An hour", Some(1)),
    ("A day", Some(24)),
    ("A week", Some(24 * 7)),
    ("30 days", Some(24 * 30)),
    ("For good", None),
];
/// Longest reason, in characters ([`model_rooms::NewBan`]).
const REASON_CHARS_MAX: usize = 1_000;

/// Asks, and bans.
#[component]
pub(super) fn BanDialog(person: Subject) -> impl IntoView {
    let care = expect_context::<Care>();
    let act = expect_context::<Act>();
    let open = open_dialog(care);
    let form = NodeRef::<html::Form>::new();
    let length = RwSignal::new(1_usize);
    let title = format!("Ban {}", person.name);
    let ban = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reason = form.get_untracked().map(|form| reason_in(&form)).unwrap_or_default();
        let hours = LENGTHS[length.get_untracked()].1;
        let Some(who) = person.whom() else { return };
        let deed = Deed::new(Command::Ban { who, reason, hours }, format!("{} is banned.", person.name));
        // A guest's id is not told to browsers: the list of bans takes those back.
        let deed = match person.account {
            Some(id) => deed.or_back(Command::Unban { user_id: id.to_string() }),
            None => deed,
        };
        act.send(Action::Moderate(Box::new(deed)));
        open.set(false);
    };
    let choices = LENGTHS.iter().enumerate().map(move |(at, (words, _))| {
        view! {
            <label class="choice-chip">
                <input
                    type="radio"
                    name="length"
                    prop:checked=move || length.get() == at
                    on:change=move |_| length.set(at)
                />
                <span>{*words}</span>
            </label>
        }
    });
    view! {
        <Dialog title=title id="ban-title" open=open>
            <form class="stack" node_ref=form on:submit=ban>
                <p class="quiet">"They leave at once, with all their tabs, and are told why."</p>
                <fieldset class="stack" data-gap="2">
                    <legend class="field-label">"How long"</legend>
                    <div class="row choice-chips">{choices.collect_view()}</div>
                </fieldset>
                <TextArea
                    label="Reason"
                    name="reason"
                    id="ban-reason"
                    hint="They read it, and so do those who look after this room."
                    max_chars=REASON_CHARS_MAX
                />
                <div class="dialog-actions">
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Danger submit=true>"Ban"</Button>
                </div>
            </form>
        </Dialog>
    }
}

fn reason_in(form: &web_sys::HtmlFormElement) -> String {
    use wasm_bindgen::JsCast;
    let field = form.query_selector("textarea").ok().flatten();
    field
        .and_then(|field| field.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
        .map_or(String::new(), |f| f.value())
}
