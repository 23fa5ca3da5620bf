//! The field for a room code.

use crate::new_room::api::FindRoom;
use app_kit::FormState;
use leptos::{form::ActionForm, html::Form, prelude::*};
use model_rooms::RoomCode;
use ui::{Button, Icon, IconName, Problem, focus_first_problem};

/// Somebody told you a code: type it and go there.
#[component]
pub fn CodeForm() -> impl IntoView {
    let action = ServerAction::<FindRoom>::new();
    let form = FormState::of(action);
    let node = NodeRef::<Form>::new();
    let problem =
        Signal::derive(move || form.problem("code").get().or_else(|| form.message(&["code"]).get()));
    Effect::new(move |_| {
        if problem.get().is_some() && !form.busy().get() {
            focus_first_problem(node)
        }
    });
    view! {
        <div class="code-form">
            <ActionForm action=action node_ref=node>
                <label class="field-label" for="code">"Room code"</label>
                <div class="code-form-line">
                    <input
                        class="input"
                        id="code"
                        name="code"
                        data-code=""
                        placeholder="8 letters or digits"
                        required
                        // Spaces around it are forgiven, so they do not count here.
                        pattern="\\s*[A-Za-z0-9]{8}\\s*"
                        title="A room code has 8 letters or digits."
                        maxlength=(RoomCode::CHARS + 8).to_string()
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        aria-invalid=move || problem.get().map(|_| "true")
                        aria-describedby="code-problem"
                    />
                    <Button submit=true busy=form.busy()>
                        "Go to room"
                        <Icon name=IconName::ArrowRight/>
                    </Button>
                </div>
            </ActionForm>
            <Problem id="code" problem=problem/>
        </div>
    }
}
