//! A choice between on and off, with a sentence about what on means. A checkbox, so that it works without wasm.

use leptos::prelude::*;

/// A labelled checkbox; sends `true` when it is on, and nothing when it is off.
#[component]
pub fn CheckBox(
    /// What is on or off.
    label: &'static str,
    /// Its name in the form.
    name: &'static str,
    /// Its id in the page.
    id: &'static str,
    /// Whether it is on at first.
    #[prop(optional)]
    checked: bool,
    /// What on means.
    #[prop(optional)]
    hint: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="check-box">
            <input
                type="checkbox"
                id=id
                name=name
                value="true"
                checked=checked
                aria-describedby=hint.map(|_| format!("{id}-hint"))
            />
            <label for=id>{label}</label>
            {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
        </div>
    }
}
