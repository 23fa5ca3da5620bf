//! A performer on the stage: ring of sound, name, instrument, round trip, fader.

use super::action::{Act, Action};
use super::input_choice::InputMeter;
use super::store::{Person, RoomStore};
use browser::level::Level;
use browser::volume;
use leptos::ev;
use leptos::prelude::*;
use model_rooms::{Instrument, Participant};
use ui::{Icon, IconName};

/// Somebody else who plays.
#[component]
pub fn Tile(
    /// Who.
    person: Person,
    /// Place on the arc: 0.0 (middle) to 1.0 (side).
    nearness: Signal<f32>,
) -> impl IntoView {
    let state = reader(&person);
    let name = Memo::new(move |_| state.with(|p| p.name.clone()));
    let level = ArcRwSignal::clone(&person.level);
    let rtt = Memo::new(move |_| state.with(|p| round_trip(p.rtt_ms)));
    let id = person.id.to_string();
    view! {
        <li class="seat" style:--near=move || format!("{:.3}", nearness.get())>
            <div
                class="tile"
                role="group"
                aria-label=move || name.get()
                data-participant=id
                data-instrument=move || state.with(|p| p.instrument.as_str())
                data-muted=move || state.with(|p| p.muted).to_string()
                data-connected=move || state.with(|p| p.connected).to_string()
            >
                <Disc state=state level=Signal::derive(move || level.get())/>
                <p class="tile-name" title=move || name.get()>{move || name.get()}</p>
                <p class="tile-facts">
                    <span>{move || state.with(|p| p.instrument.label())}</span>
                    <span class="number" title="Their round trip to the server">{move || rtt.get()}</span>
                </p>
                <Fader person=person name=name/>
            </div>
        </li>
    }
}

/// Oneself, when playing.
#[component]
pub fn OwnTile(
    /// Oneself.
    person: Person,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let state = reader(&person);
    view! {
        <div
            class="tile"
            role="group"
            aria-label=move || state.with(|p| p.name.clone())
            data-self=""
            data-participant=person.id.to_string()
            data-instrument=move || store.instrument.get().as_str()
            data-muted=move || store.muted.get().to_string()
            data-connected="true"
        >
            <Disc state=state level=store.input_level.into() muted=Signal::from(store.muted)/>
            <div class="tile-own">
                <p class="tile-name">
                    {move || state.with(|p| p.name.clone())} " " <span class="tile-you">"you"</span>
                </p>
                <InputMeter/>
            </div>
        </div>
    }
}

/// The disc with the ring that sound fills.
#[component]
fn Disc(
    state: Signal<Participant>,
    level: Signal<Level>,
    /// Known better than by the server: oneself.
    #[prop(optional)]
    muted: Option<Signal<bool>>,
) -> impl IntoView {
    let instrument = Memo::new(move |_| state.with(|p| p.instrument));
    let muted = Memo::new(move |_| muted.map_or_else(|| state.with(|p| p.muted), |muted| muted.get()));
    let connected = Memo::new(move |_| state.with(|p| p.connected));
    view! {
        <div class="disc">
            <div class="ring" style:--level=move || format!("{:.3}", level.with(Level::bar))></div>
            <Icon name=Signal::derive(move || icon_of(instrument.get())) large=true/>
            <Show when=move || muted.get()>
                <span class="disc-mark" role="img" aria-label="Muted" title="Muted">
                    <Icon name=IconName::MicOff/>
                </span>
            </Show>
            <Show when=move || !connected.get()>
                <span class="disc-mark" role="img" aria-label="Connection lost" title="Connection lost">
                    <Icon name=IconName::Offline/>
                </span>
            </Show>
        </div>
    }
}

/// Somebody's fader on this page: drag, arrow keys, wheel; double click brings it back to 0 dB.
#[component]
fn Fader(person: Person, name: Memo<String>) -> impl IntoView {
    let act = expect_context::<Act>();
    let id = person.id;
    let db = Signal::derive({
        let volume_db = person.volume_db.clone();
        move || volume_db.get()
    });
    let set = move |db: f32| act.send(Action::SetVolume(id, db));
    let input = move |event| {
        if let Ok(db) = event_target_value(&event).parse() {
            set(db);
        }
    };
    let wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        let step = if event.shift_key() { 0.5 } else { 1.0 };
        set(volume::clamped(db.get_untracked() - step * event.delta_y().signum() as f32));
    };
    view! {
        <div class="fader" data-off=move || (db.get() <= volume::MIN_DB).to_string()>
            <Icon name=Signal::derive(move || if db.get() <= volume::MIN_DB { IconName::VolumeOff } else { IconName::Volume })/>
            <input
                type="range"
                min=volume::MIN_DB.to_string()
                max=volume::MAX_DB.to_string()
                step="0.5"
                aria-label=move || format!("Volume of {}", name.get())
                aria-valuetext=move || volume::label(db.get())
                title="Double click: back to 0 dB"
                prop:value=move || db.get().to_string()
                style:--at=move || format!("{:.3}", (db.get() - volume::MIN_DB) / (volume::MAX_DB - volume::MIN_DB))
                on:input=input
                on:dblclick=move |_| set(volume::DEFAULT_DB)
                on:wheel=wheel
            />
            <output class="number">{move || volume::label(db.get())}</output>
        </div>
    }
}

fn reader(person: &Person) -> Signal<Participant> {
    let state = person.state.clone();
    Signal::derive(move || state.get())
}

fn icon_of(instrument: Instrument) -> IconName {
    IconName::from(instrument)
}

/// Under 10 ms a tenth counts; nothing measured is a dash.
fn round_trip(rtt_ms: Option<f32>) -> String {
    match rtt_ms {
        Some(ms) if ms < 9.95 => format!("{ms:.1} ms"),
        Some(ms) => format!("{ms:.0} ms"),
        None => "—".to_owned(),
    }
}
