//! The way in for those who have an account.

use super::{
    api,
    entry::{Entry, EntryFields, WayIn, with_next},
};
use app_kit::FormState;
use leptos::{form::ActionForm, prelude::*};
use model::limits;
use ui::Field;

const FIELDS: &[&str] = &["email", "password"];

/// E-mail and password.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<api::SignIn>::new();
    let way = WayIn::with(FormState::of(action));
    let (form, next) = (way.form, way.next);
    view! {
        <Entry way=way tab="Sign in" title="Sign in" lead="Your rooms are where you left them.">
            <ActionForm action=action node_ref=way.node>
                <EntryFields way=way fields=FIELDS submit="Sign in">
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
                </EntryFields>
            </ActionForm>
            <p class="quiet entry-other">
                "New here? " <a href=move || with_next("/sign-up", &next.get())>"Create an account"</a> ", or "
                <a href=move || with_next("/guest", &next.get())>"join as a guest"</a> "."
            </p>
        </Entry>
    }
}
