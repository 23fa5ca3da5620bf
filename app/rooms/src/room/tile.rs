//! A performer on the stage: ring of sound, name, instrument, round trip, fader.

use super::action::{Act, Action};
use super::care::CareMenu;
use super::input_choice::InputMeter;
use super::reactions::{Floating, ReactTo};
use super::store::{Arrival, Person, RoomStore};
use browser::level::Level;
use browser::volume;
use leptos::ev;
use leptos::prelude::*;
use model_rooms::{Instrument, Participant};
use ui::{ConnectionBars, Icon, IconName};

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
    let connection = Memo::new(move |_| state.with(|p| (p.quality, p.rtt_ms)));
    let facts =
        Memo::new(move |_| state.with(|p| if p.silenced { "Muted by a host" } else { p.instrument.label() }));
    let whose = person.id;
    let id = person.id.to_string();
    view! {
        <li class="seat" style:--near=move || format!("{:.3}", nearness.get())>
            <div
                class="tile"
                role="group"
                aria-label=move || name.get()
                data-participant=id
                data-instrument=move || state.with(|p| p.instrument.as_str())
                data-muted=move || state.with(|p| p.muted || p.silenced).to_string()
                data-connected=move || state.with(|p| p.connected).to_string()
            >
                <Disc state=state level=Signal::derive(move || level.get())/>
                <p class="tile-name" title=move || name.get()>{move || name.get()}</p>
                <p class="tile-facts">
                    <span>{move || facts.get()}</span>
                    <ConnectionBars
                        quality=Signal::derive(move || connection.get().0)
                        rtt_ms=Signal::derive(move || connection.get().1)
                    />
                </p>
                <Fader person=person.clone() name=name/>
                <div class="tile-ways">
                    <ReactTo to=person.id name=name/>
                    <CareMenu person=person place="tile"/>
                </div>
                <Floating on=Some(whose)/>
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
                    <ConnectionBars
                        quality=Signal::derive(move || state.with(|p| p.quality))
                        rtt_ms=store.rtt_ms
                        more=Signal::derive(move || arrival_words(store.arrival.get()))
                    />
                </p>
                <InputMeter/>
            </div>
            <Floating on=Some(person.id)/>
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
    let silenced = Memo::new(move |_| state.with(|p| p.silenced));
    let connected = Memo::new(move |_| state.with(|p| p.connected));
    view! {
        <div class="disc">
            <div class="ring" style:--level=move || format!("{:.3}", level.with(Level::bar))></div>
            <Icon name=Signal::derive(move || icon_of(instrument.get())) large=true/>
            <Show when=move || silenced.get()>
                <span class="disc-mark" data-silenced="" role="img" aria-label="Muted by a host" title="Muted by a host">
                    <Icon name=IconName::VolumeOff/>
                </span>
            </Show>
            <Show when=move || muted.get() && !silenced.get()>
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

/// Jitter and loss, when they are known.
fn arrival_words(arrival: Arrival) -> Option<String> {
    let jitter = arrival.jitter_ms.map(|ms| format!("jitter {ms:.1} ms"));
    let loss = arrival.loss_percent.map(|percent| format!("{percent:.1} % lost"));
    let words: Vec<String> = jitter.into_iter().chain(loss).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn reader(person: &Person) -> Signal<Participant> {
    let state = person.state.clone();
    Signal::derive(move || state.get())
}

fn icon_of(instrument: Instrument) -> IconName {
    IconName::from(instrument)
}
