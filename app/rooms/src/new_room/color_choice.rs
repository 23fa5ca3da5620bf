//! The room's colour: fifteen swatches, a radio group.

use leptos::prelude::*;
use model_rooms::room::COLORS;
use ui::Problem;

/// A choice of the room's accent; `chosen` follows it, so that the page can show it at once.
#[component]
pub(crate) fn ColorChoice(
    /// What is chosen now.
    chosen: RwSignal<String>,
    /// What is wrong with it.
    problem: Signal<Option<String>>,
) -> impl IntoView {
    let first = chosen.get_untracked();
    let swatches = COLORS
        .map(|color| {
            view! {
                <label class="swatch" data-accent=color title=color>
                    <input
                        type="radio"
                        name="form[color]"
                        value=color
                        checked=color == first
                        aria-label=color
                        on:change=move |_| chosen.set(color.to_owned())
                    />
                </label>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <fieldset class="swatches">
            <legend class="field-label">"Colour"</legend>
            <div class="swatches-row">{swatches}</div>
            <Problem id="color" problem=problem/>
        </fieldset>
    }
}
