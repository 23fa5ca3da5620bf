//! Changing one's password.

use super::{api, entry::FormMessage};
use app_kit::FormState;
use leptos::{form::ActionForm, html::Form, prelude::*};
use model::limits;
use ui::{Button, ButtonKind, Field, Notice, Tone, focus_first_problem};

const FIELDS: &[&str] = &["current", "new"];

/// The password now, and the one from now on. `on_changed` runs when it was changed.
#[component]
pub(super) fn PasswordForm(
    /// Whose password, for password managers.
    username: String,
    /// Every other session has ended by then.
    #[prop(into)]
    on_changed: Callback<()>,
) -> impl IntoView {
    let action = ServerAction::<api::ChangePassword>::new();
    let form = FormState::of(action);
    let node = NodeRef::<Form>::new();
    Effect::new(move |_| {
        if form.done().get() {
            if let Some(form) = node.get_untracked() {
                form.reset();
            }
            on_changed.run(());
        } else if form.has_failed().get() && !form.busy().get() {
            focus_first_problem(node);
        }
    });
    view! {
        <ActionForm action=action node_ref=node>
            <div class="stack">
                // Without a name it is not sent.
                <input type="text" autocomplete="username" value=username readonly hidden/>
                <FormMessage message=form.message(FIELDS)/>
                {move || {
                    form.done()
                        .get()
                        .then(|| {
                            view! {
                                <Notice tone=Tone::Good>
                                    <p>"Your password is changed. Every other device is signed out."</p>
                                </Notice>
                            }
                        })
                }}
                <Field
                    label="Current password"
                    name="form[current]"
                    id="current-password"
                    type_="password"
                    autocomplete="current-password"
                    max_chars=*limits::PASSWORD_CHARS.end()
                    problem=form.problem("current")
                />
                <Field
                    label="New password"
                    name="form[new]"
                    id="new-password"
                    type_="password"
                    hint="At least 10 characters."
                    autocomplete="new-password"
                    min_chars=*limits::PASSWORD_CHARS.start()
                    max_chars=*limits::PASSWORD_CHARS.end()
                    problem=form.problem("new")
                />
                <div class="row">
                    <Button kind=ButtonKind::Plain submit=true busy=form.busy()>
                        "Change password"
                    </Button>
                </div>
            </div>
        </ActionForm>
    }
}
