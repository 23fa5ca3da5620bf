//! A choice from a list that is too long for cards.

use crate::field::{FieldLabel, Problem, described_by};
use leptos::prelude::*;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Sent in the form.
    pub value: String,
    /// Shown.
    pub label: String,
}

impl Choice {
    /// A line.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into() }
    }
}

/// A labelled list to choose one line of.
#[component]
pub fn Select(
    /// Its visible label.
    label: &'static str,
    /// Its name in the form.
    name: &'static str,
    /// Its id in the page.
    id: &'static str,
    /// The lines.
    choices: Vec<Choice>,
    /// The value that is chosen at first.
    #[prop(optional, into)]
    value: String,
    /// Must be chosen.
    #[prop(default = true)]
    required: bool,
    /// What is wrong with it.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
) -> impl IntoView {
    let described = described_by(id, false, problem);
    let options = choices
        .into_iter()
        .map(|choice| {
            let chosen = choice.value == value;
            view! { <option value=choice.value selected=chosen>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <FieldLabel id=id label=label required=required/>
            <select
                class="input"
                id=id
                name=name
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
            >
                {options}
            </select>
            <Problem id=id problem=problem/>
        </div>
    }
}
