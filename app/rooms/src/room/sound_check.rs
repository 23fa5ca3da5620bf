//! The sound check: input, level, instrument, then in. Remembers the last choice; listening skips it.

use super::action::{Act, Action};
use super::door::RoomHead;
use super::frame::DoorFrame;
use super::input_choice::{InputMeter, InputSelect, InstrumentCards};
use super::rules::RulesAtTheDoor;
use super::store::{InputState, RoomStore};
use leptos::prelude::*;
use model_rooms::RoomEntrance;
use ui::latency::Grade;
use ui::{Button, ButtonKind, Icon, IconName, LatencyBadge, Notice, Tone};

/// `entrance`: the room as it was when the page was made; `listen`: the person came to listen.
#[component]
pub fn SoundCheck(entrance: RoomEntrance, listen: bool) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    // Buttons work once the page is hydrated; until then they say so.
    let ready = RwSignal::new(false);
    Effect::new(move |_| ready.set(true));
    let waiting = Signal::derive(move || !ready.get());
    let playing = entrance.may_perform && !listen;
    let opening = Memo::new(move |_| store.input_state.get() == InputState::Opening);
    let busy = Signal::derive(move || waiting.get() || opening.get());
    let must_check = playing && entrance.room.rules.require_mic_check;
    // Until the input was heard, where the room asks for that.
    let unheard = Signal::derive(move || must_check && !store.sound_checked.get());
    let cannot_play = Signal::derive(move || waiting.get() || unheard.get());
    let may_listen = entrance.may_listen;
    view! {
        <DoorFrame>
            <RoomHead room=entrance.room.clone()/>
            <News entrance=entrance.clone() playing=playing/>
            <RulesAtTheDoor rules=entrance.room.rules.clone()/>
            {playing.then(|| view! { <Check/> })}
            <RoundTrip/>
            {(!entrance.may_perform)
                .then(|| view! { <p class="quiet">"You can listen and chat in this room."</p> })}
            <div class="door-ways">
                {playing
                    .then(|| {
                        view! {
                            <Button
                                kind=ButtonKind::Primary
                                large=true
                                block=true
                                disabled=cannot_play
                                busy=busy
                                on:click=move |_| act.send(Action::Enter { performing: true })
                            >
                                {if entrance.waits { "Ask to join and play" } else { "Join and play" }}
                            </Button>
                            <Show when=move || unheard.get()>
                                <p class="check-hint" role="status">
                                    <Icon name=IconName::Mic/>
                                    "Play something first: this room asks for a sound check."
                                </p>
                            </Show>
                        }
                    })}
                {may_listen
                    .then(|| {
                        view! {
                            <Button
                                kind=if playing { ButtonKind::Plain } else { ButtonKind::Primary }
                                large=true
                                block=true
                                disabled=waiting
                                on:click=move |_| act.send(Action::Enter { performing: false })
                            >
                                {if entrance.waits { "Ask to listen" } else { "Just listen" }}
                            </Button>
                        }
                    })}
            </div>
            <noscript>
                <Notice tone=Tone::Danger>"Sound needs JavaScript. Turn it on for this site."</Notice>
            </noscript>
        </DoorFrame>
    }
}

/// What to know before going in, as of when the page was made.
#[component]
fn News(entrance: RoomEntrance, playing: bool) -> impl IntoView {
    let full = match (entrance.full, entrance.stage_full && playing) {
        (true, _) => Some("Every place is taken right now. You can try: places get free."),
        (false, true) if entrance.may_listen => {
            Some("The stage is full. Come in to listen, and play when a place on it gets free.")
        }
        (false, true) => Some("The stage is full. You can try: places get free."),
        (false, false) => None,
    };
    let nobody_listens = !entrance.may_listen && entrance.may_perform;
    view! {
        {entrance.invited_by.map(|name| view! { <p class="lead">{format!("{name} invites you.")}</p> })}
        {full.map(|words| view! { <Notice tone=Tone::Caution>{words}</Notice> })}
        {entrance
            .waits
            .then(|| view! { <Notice>"A host lets people in here. They will see that you are waiting."</Notice> })}
        {nobody_listens.then(|| view! { <p class="quiet">"Everybody in this room plays: nobody only listens."</p> })}
    }
}

/// How far away the server is, and what that means for playing together.
#[component]
fn RoundTrip() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let means = move || match store.rtt_ms.get().map(Grade::of) {
        Some(Grade::Tight) => ": tight, as if next door",
        Some(Grade::Loose) => ": play with a click",
        Some(Grade::Far) => ": for slow songs, and for listening",
        None => " is being measured",
    };
    view! {
        <p class="check-hint">
            <LatencyBadge rtt_ms=store.rtt_ms/>
            <span class="quiet">"round trip" {means}</span>
        </p>
    }
}

/// The check itself.
#[component]
fn Check() -> impl IntoView {
    view! {
        <section class="check" aria-label="Sound check">
            <div class="check-level">
                <InputMeter marks=true/>
                <InputNews/>
            </div>
            <InstrumentCards/>
            <InputSelect id="check-input" labelled=true/>
            <p class="check-hint">
                <Icon name=IconName::Headphones/>
                "Wear headphones: without them, the others hear themselves through your microphone."
            </p>
        </section>
    }
}

/// What the input is doing, and what to do about it.
#[component]
pub fn InputNews() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let state = Memo::new(move |_| store.input_state.get());
    let open = move |_| act.send(Action::OpenInput);
    move || {
        match state.get() {
        InputState::Off => view! {
            <div class="row" data-ends="">
                <span class="quiet">"Play something and watch your level."</span>
                <Button icon=IconName::Mic on:click=open>"Turn on your input"</Button>
            </div>
        }
        .into_any(),
        InputState::Opening => view! { <p class="quiet" role="status">"Waiting for your input…"</p> }.into_any(),
        InputState::On => {
            view! { <p class="quiet">"Play as loud as you will. Red means too loud: turn your input down."</p> }.into_any()
        }
        InputState::Failed(message) => view! {
            <Notice tone=Tone::Danger>
                <span>{message}</span>
                <div class="row">
                    <Button on:click=open>"Try again"</Button>
                </div>
            </Notice>
        }
        .into_any(),
    }
    }
}
