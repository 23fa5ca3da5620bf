//! A choice of a few, each with a sentence about what it means. A radio group: arrow keys move, it works without wasm.

use crate::{
    field::Problem,
    icon::{Icon, IconName},
};
use leptos::prelude::*;

/// One card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadioChoice {
    /// Sent in the form.
    pub value: &'static str,
    /// In one or two words.
    pub label: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Drawn before the label.
    pub icon: IconName,
}

/// A group of cards, one of which is chosen.
#[component]
pub fn RadioCards(
    /// What is being chosen.
    legend: &'static str,
    /// The group's name in the form.
    name: &'static str,
    /// Id from which the problem's is derived.
    id: &'static str,
    /// The cards.
    choices: Vec<RadioChoice>,
    /// The value that is chosen at first.
    #[prop(into)]
    value: String,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
) -> impl IntoView {
    let cards = choices
        .into_iter()
        .map(|choice| {
            view! {
                <label class="radio-card">
                    <input type="radio" name=name value=choice.value checked=choice.value == value/>
                    <Icon name=choice.icon/>
                    <strong>{choice.label}</strong>
                    <span>{choice.meaning}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="radio-cards">
            <legend>{legend}</legend>
            <div class="radio-cards-options">{cards}</div>
            <Problem id=id problem=problem/>
        </fieldset>
    }
}
