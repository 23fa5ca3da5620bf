//! What the ways in (sign in, sign up, guest) share: the frame, where to go afterwards, and who is in already.

use app_kit::use_viewer;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model_people::{Viewer, account::safe_next};
use model_rooms::Instrument;
use ui::{IconName, Notice, Tone};

/// The frame of a way in: a heading, a sentence, and the form.
#[component]
pub(crate) fn Entry(
    /// What one does here.
    title: &'static str,
    /// Why, in a sentence.
    lead: &'static str,
    /// The form and the other ways.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="entry">
            <div class="entry-column">
                <div class="stack" data-gap="2">
                    <h1>{title}</h1>
                    <p class="lead">{lead}</p>
                </div>
                {children()}
            </div>
            <Band/>
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
pub(crate) fn use_next() -> Memo<String> {
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
pub(crate) fn NextField(next: Memo<String>) -> impl IntoView {
    view! { <input type="hidden" name="form[next]" value=move || next.get()/> }
}

/// Says so to somebody who is signed in already.
#[component]
pub(crate) fn AlreadyIn(next: Memo<String>) -> impl IntoView {
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
pub(crate) fn refresh_viewer_when(done: Signal<bool>) {
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
