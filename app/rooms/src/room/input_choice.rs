//! Choosing what one plays and through which input.

use super::action::{Act, Action};
use super::store::{InputState, RoomStore};
use browser::device::shown_labels;
use leptos::prelude::*;
use model_rooms::Instrument;
use ui::{ClipLight, Icon, IconName, Meter};

/// A list of inputs. Choosing one takes effect at once, also while playing.
#[component]
pub fn InputSelect(
    /// Its id in the page.
    id: &'static str,
    /// Its label stands above it; else it is only read out.
    #[prop(optional)]
    labelled: bool,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let options = move || {
        let (inputs, chosen) = (store.inputs.get(), store.input.get());
        let labels = shown_labels(&inputs);
        let choice = move |(input, label): (browser::device::InputDevice, String)| {
            let selected = chosen.as_deref() == Some(input.id.as_str());
            view! { <option value=input.id selected=selected>{label}</option> }
        };
        inputs.into_iter().zip(labels).map(choice).collect_view()
    };
    let none = move || store.inputs.with(Vec::is_empty);
    let change = move |event| {
        let id = event_target_value(&event);
        act.send(Action::ChooseInput((!id.is_empty()).then_some(id)));
    };
    view! {
        <div class="field">
            <label class=if labelled { "field-label" } else { "heard-only" } for=id>"Input"</label>
            <select class="input" id=id on:change=change disabled=none>
                <Show when=none>
                    <option value="">"System default"</option>
                </Show>
                {options}
            </select>
        </div>
    }
}

/// What one plays.
#[component]
pub fn InstrumentSelect(
    /// Its id in the page.
    id: &'static str,
    /// Its label stands above it; else it is only read out.
    #[prop(optional)]
    labelled: bool,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let change = move |event| {
        let value = event_target_value(&event);
        if let Some(instrument) = Instrument::ALL.into_iter().find(|i| i.as_str() == value) {
            act.send(Action::SetInstrument(instrument));
        }
    };
    let options = Instrument::ALL.map(|instrument| {
        let selected = move || store.instrument.get() == instrument;
        view! { <option value=instrument.as_str() selected=selected>{instrument.label()}</option> }
    });
    view! {
        <div class="field">
            <label class=if labelled { "field-label" } else { "heard-only" } for=id>"Instrument"</label>
            <select class="input" id=id on:change=change prop:value=move || store.instrument.get().as_str()>
                {options.into_iter().collect_view()}
            </select>
        </div>
    }
}

/// What one plays, as a row of instruments: at the sound check.
#[component]
pub fn InstrumentCards() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let cards = Instrument::ALL.map(|instrument| {
        view! {
            <label class="instrument" data-instrument=instrument.as_str()>
                <input
                    type="radio"
                    name="instrument"
                    value=instrument.as_str()
                    prop:checked=move || store.instrument.get() == instrument
                    on:change=move |_| act.send(Action::SetInstrument(instrument))
                />
                <Icon name=IconName::from(instrument) large=true/>
                <span>{instrument.label()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="instruments">
            <legend class="field-label">"You play"</legend>
            <div class="instruments-row">{cards.into_iter().collect_view()}</div>
        </fieldset>
    }
}

/// The own input's meter and its clip light, which stays lit until pressed.
#[component]
pub fn InputMeter(
    /// With a scale in dB.
    #[prop(optional)]
    marks: bool,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let clipped = RwSignal::new(false);
    Effect::new(move |_| {
        if store.input_level.with(|level| level.clipped) {
            clipped.set(true);
        }
    });
    let on = Memo::new(move |_| store.input_state.get() == InputState::On);
    view! {
        <div class="input-meter" data-on=move || on.get().to_string()>
            <Meter
                label="Your input level"
                level_dbfs=Signal::derive(move || store.input_level.with(|level| level.peak_db))
                peak_dbfs=Signal::derive(move || store.input_level.with(|level| level.hold_db))
                marks=marks
            />
            <button
                class="clip-button"
                type="button"
                title="Clip light: press to reset"
                aria-label=move || if clipped.get() { "Input was too loud. Reset the clip light" } else { "Clip light: off" }
                on:click=move |_| clipped.set(false)
            >
                <ClipLight lit=clipped/>
            </button>
        </div>
    }
}
