//! The way in for guests: a name, and into a public room.

use super::api;
use crate::accounts::entry::{Entry, EntryFields, WayIn, with_next};
use app_kit::{FormState, kept_value};
use leptos::{form::ActionForm, prelude::*};
use model::limits;
use ui::Field;

/// A name, and in.
#[component]
pub fn GuestPage() -> impl IntoView {
    let action = ServerAction::<api::EnterAsGuest>::new();
    let way = WayIn::with(FormState::of(action));
    let (form, next) = (way.form, way.next);
    view! {
        <Entry way=way tab="Join as a guest" title="Join as a guest" lead="A name is enough to play or listen in any public room.">
            <ActionForm action=action node_ref=way.node>
                <EntryFields way=way fields=&["name"] submit="Join as guest">
                    <Field
                        label="Your name"
                        name="form[name]"
                        id="name"
                        value=kept_value("name")
                        hint="Others in the room see it."
                        autocomplete="nickname"
                        max_chars=limits::DISPLAY_NAME_CHARS_MAX
                        problem=form.problem("name")
                    />
                </EntryFields>
            </ActionForm>
            <p class="quiet entry-other">
                "Want rooms of your own? " <a href=move || with_next("/sign-up", &next.get())>"Create an account"</a>
                " or " <a href=move || with_next("/sign-in", &next.get())>"sign in"</a> "."
            </p>
        </Entry>
    }
}
