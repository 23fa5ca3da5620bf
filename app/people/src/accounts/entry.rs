//! What the ways in (sign in, sign up, guest) share: the frame, where to go afterwards, and who is in already.

use app_kit::{FormState, use_viewer};
use leptos::{html::Form, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model_people::{Viewer, account::safe_next};
use model_rooms::Instrument;
use ui::{Button, ButtonKind, IconName, Notice, Tone, focus_first_problem};

/// What a way in keeps: its form, and where the reader goes afterwards.
#[derive(Clone, Copy)]
pub(crate) struct WayIn {
    /// What the form shows.
    pub form: FormState,
    /// The form itself: after a refusal its first problem is focused.
    pub node: NodeRef<Form>,
    /// See [`use_next`].
    pub next: Memo<String>,
}

impl WayIn {
    /// Follows the form: focuses its first problem, and asks anew who is looking when it has let somebody in.
    pub fn with(form: FormState) -> Self {
        let (node, next) = (NodeRef::<Form>::new(), use_next());
        refresh_viewer_when(form.done());
        let failed = form.has_failed();
        Effect::new(move |_| {
            if failed.get() && !form.busy().get() {
                focus_first_problem(node)
            }
        });
        WayIn { form, node, next }
    }
}

/// The frame of a way in: a heading, a sentence, and the form.
#[component]
pub(crate) fn Entry(
    way: WayIn,
    /// What the browser's tab says.
    tab: &'static str,
    /// What one does here.
    title: &'static str,
    /// Why, in a sentence.
    lead: &'static str,
    /// The form and the other ways.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=tab/>
        <div class="entry">
            <div class="entry-column">
                <div class="stack" data-gap="2">
                    <h1>{title}</h1>
                    <p class="lead">{lead}</p>
                </div>
                <AlreadyIn next=way.next/>
                {children()}
            </div>
            <Band/>
        </div>
    }
}

/// What is inside the form of a way in: what is wrong with it as a whole, its fields, and the button.
#[component]
pub(crate) fn EntryFields(
    way: WayIn,
    /// The names of the fields, beside which their problems stand.
    fields: &'static [&'static str],
    /// What the button says.
    submit: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="stack" data-gap="6">
            <FormMessage message=way.form.message(fields)/>
            <NextField next=way.next/>
            {children()}
            <Button kind=ButtonKind::Primary submit=true large=true block=true busy=way.form.busy()>
                {submit}
            </Button>
        </div>
    }
}

/// The mark, large, with a band on its arcs; for looks only, and only where there is room beside the form.
#[component]
fn Band() -> impl IntoView {
    // Instrument, and where it stands: on the inner (r = 160) or the outer arc (r = 290) around (300, 560).
    let players = [
        (Instrument::Drums, 300, 400),
        (Instrument::Bass, 161, 480),
        (Instrument::Keyboard, 439, 480),
        (Instrument::Guitar, 155, 309),
        (Instrument::Vocals, 445, 309),
    ];
    let players = players
        .map(|(instrument, x, y)| {
            view! {
                <g data-instrument=instrument.as_str() transform=format!("translate({x} {y})")>
                    <circle class="band-disc" r="44"></circle>
                    <use
                        class="band-icon"
                        href=format!("/icons.svg#{}", IconName::from(instrument).id())
                        x="-24"
                        y="-24"
                        width="48"
                        height="48"
                    ></use>
                </g>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <svg class="band" viewBox="0 220 600 370" aria-hidden="true">
            <g class="band-arcs">
                <path d="M140 560a160 160 0 0 1 320 0"></path>
                <path d="M10 560a290 290 0 0 1 580 0"></path>
            </g>
            <circle class="band-you" cx="300" cy="560" r="14"></circle>
            {players}
        </svg>
    }
}

/// Where the reader goes afterwards: `?next=`, if it is a path on this site, else nothing.
fn use_next() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| {
        query
            .with(|query| query.get("next"))
            .filter(|next| safe_next(next) == next.as_str())
            .unwrap_or_default()
    })
}

/// The address of another way in, which goes on to the same place.
pub(crate) fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() { path.to_owned() } else { format!("{path}?next={}", escaped(next)) }
}

/// The form's hidden field for it.
#[component]
fn NextField(next: Memo<String>) -> impl IntoView {
    view! { <input type="hidden" name="form[next]" value=move || next.get()/> }
}

/// Says so to somebody who is signed in already.
#[component]
fn AlreadyIn(next: Memo<String>) -> impl IntoView {
    let viewer = use_viewer();
    let onward = move || safe_next(&next.get()).to_owned();
    view! {
        <Suspense>
            {move || match viewer.get() {
                Some(Viewer::Member { name, .. }) => {
                    Some(
                        view! {
                            <Notice tone=Tone::Info>
                                <p>
                                    "You are signed in as " <strong>{name}</strong> ". "
                                    <a href=onward>"Go on"</a>
                                </p>
                            </Notice>
                        },
                    )
                }
                _ => None,
            }}
        </Suspense>
    }
}

/// Asks again who is looking once a way in has let somebody in.
fn refresh_viewer_when(done: Signal<bool>) {
    let viewer = use_viewer();
    Effect::new(move |_| {
        if done.get() {
            viewer.refresh();
        }
    });
}

/// What went wrong with a form as a whole.
#[component]
pub(crate) fn FormMessage(message: Signal<Option<String>>) -> impl IntoView {
    move || message.get().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })
}

/// Escapes a path for use as a query value.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::with_next;

    #[test]
    fn the_next_page_survives_a_change_of_mind() {
        assert_eq!(with_next("/sign-up", ""), "/sign-up");
        assert_eq!(
            with_next("/sign-up", "/room/abcd1234?listen=1"),
            "/sign-up?next=/room/abcd1234%3Flisten%3D1"
        );
    }
}
