//! The way in for those who want an account.

use super::{
    api,
    entry::{Entry, EntryFields, WayIn, with_next},
};
use app_kit::{FormState, kept_value};
use leptos::{form::ActionForm, prelude::*};
use model::limits;
use ui::Field;

const FIELDS: &[&str] = &["username", "email", "password"];

/// A user name, an e-mail address and a password.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let action = ServerAction::<api::SignUp>::new();
    let way = WayIn::with(FormState::of(action));
    let (form, next) = (way.form, way.next);
    view! {
        <Entry way=way tab="Create account" title="Create your account" lead="For rooms of your own. To play in somebody else's public room, a name is enough.">
            <ActionForm action=action node_ref=way.node>
                <EntryFields way=way fields=FIELDS submit="Create account">
                    <SignUpFields form=form/>
                </EntryFields>
            </ActionForm>
            <p class="quiet entry-other">
                "Have an account? " <a href=move || with_next("/sign-in", &next.get())>"Sign in"</a> ", or "
                <a href=move || with_next("/guest", &next.get())>"join as a guest"</a> "."
            </p>
        </Entry>
    }
}

#[component]
fn SignUpFields(form: FormState) -> impl IntoView {
    view! {
        <Field
            label="User name"
            name="form[username]"
            id="username"
            value=kept_value("username")
            hint="3 to 30 letters, digits or _, starting with a letter. Others see it."
            pattern="\\s*[A-Za-z][A-Za-z0-9_]{2,29}\\s*"
            autocomplete="nickname"
            max_chars=*limits::USERNAME_CHARS.end()
            min_chars=*limits::USERNAME_CHARS.start()
            verbatim=true
            problem=form.problem("username")
        />
        <Field
            label="E-mail"
            name="form[email]"
            id="email"
            type_="email"
            hint="To sign in. Never shown to others."
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
            hint="At least 10 characters. A sentence that only you know is best."
            autocomplete="new-password"
            min_chars=*limits::PASSWORD_CHARS.start()
            max_chars=*limits::PASSWORD_CHARS.end()
            problem=form.problem("password")
        />
    }
}
