//! The way in for those who have an account.

use super::{
    api,
    entry::{AlreadyIn, Entry, FormMessage, NextField, refresh_viewer_when, use_next, with_next},
};
use app_kit::FormState;
use leptos::{form::ActionForm, html::Form, prelude::*};
use leptos_meta::Title;
use model::limits;
use ui::{Button, ButtonKind, Field, focus_first_problem};

const FIELDS: &[&str] = &["email", "password"];

/// E-mail and password.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<api::SignIn>::new();
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
        <Title text="Sign in"/>
        <Entry title="Sign in" lead="Your rooms are where you left them.">
            <AlreadyIn next=next/>
            <ActionForm action=action node_ref=node>
                <div class="stack" data-gap="6">
                    <FormMessage message=form.message(FIELDS)/>
                    <NextField next=next/>
                    <Field
                        label="E-mail"
                        name="form[email]"
                        id="email"
                        type_="email"
                        autocomplete="username"
                        max_chars=limits::EMAIL_BYTES_MAX
                        verbatim=true
                        problem=form.problem("email")
                    />
                    <Field
                        label="Password"
                        name="form[password]"
                        id="password"
                        type_="password"
                        autocomplete="current-password"
                        max_chars=*limits::PASSWORD_CHARS.end()
                        problem=form.problem("password")
                    />
                    <Button kind=ButtonKind::Primary submit=true large=true block=true busy=form.busy()>
                        "Sign in"
                    </Button>
                </div>
            </ActionForm>
            <p class="quiet entry-other">
                "New here? " <a href=move || with_next("/sign-up", &next.get())>"Create an account"</a> ", or "
                <a href=move || with_next("/guest", &next.get())>"join as a guest"</a> "."
            </p>
        </Entry>
    }
}
