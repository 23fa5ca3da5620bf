//! The way in for guests: a name, and into a public room.

use super::api;
use crate::accounts::entry::{
    AlreadyIn, Entry, FormMessage, NextField, refresh_viewer_when, use_next, with_next,
};
use app_kit::{FormState, kept_value};
use leptos::{form::ActionForm, html::Form, prelude::*};
use leptos_meta::Title;
use model::limits;
use ui::{Button, ButtonKind, Field, focus_first_problem};

/// A name, and in.
#[component]
pub fn GuestPage() -> impl IntoView {
    let action = ServerAction::<api::EnterAsGuest>::new();
    let form = FormState::of(action);
    let node = NodeRef::<Form>::new();
    let next = use_next();
    refresh_viewer_when(form.done());
    let failed = form.has_failed();
    Effect::new(move |_| {
        if failed.get() && !form.busy().get() {
            focus_first_problem(node)
        }
    });
    view! {
        <Title text="Join as a guest"/>
        <Entry title="Join as a guest" lead="A name is enough to play or listen in any public room.">
            <AlreadyIn next=next/>
            <ActionForm action=action node_ref=node>
                <div class="stack" data-gap="6">
                    <FormMessage message=form.message(&["name"])/>
                    <NextField next=next/>
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
                    <Button kind=ButtonKind::Primary submit=true large=true block=true busy=form.busy()>
                        "Join as guest"
                    </Button>
                </div>
            </ActionForm>
            <p class="quiet entry-other">
                "Want rooms of your own? " <a href=move || with_next("/sign-up", &next.get())>"Create an account"</a>
                " or " <a href=move || with_next("/sign-in", &next.get())>"sign in"</a> "."
            </p>
        </Entry>
    }
}
