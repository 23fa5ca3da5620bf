//! The thin lines on top of the room: what does not work right now, what goes on, what to do.

use super::action::{Act, Action};
use super::store::{InputState, Link, RoomStore, Sound};
use leptos::prelude::*;
use ui::{Banner, IconName, Tone};

/// All lines that hold now.
#[component]
pub fn Lines() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let reconnecting = Memo::new(move |_| store.link.get() == Link::Reconnecting);
    let down = Memo::new(move |_| !reconnecting.get() && store.sound.get() == Sound::Down);
    let blocked = Memo::new(move |_| store.sound_blocked.get());
    let input = Memo::new(move |_| match store.input_state.get() {
        InputState::Failed(message) => Some(message),
        _ => None,
    });
    let silenced = Memo::new(move |_| store.own().is_some_and(|own| own.state.with(|own| own.silenced)));
    view! {
        <div class="room-lines" aria-live="polite">
            <Show when=move || reconnecting.get()>
                <Banner icon=IconName::Offline>
                    "Reconnecting… What you write is kept. "
                    <button class="line-button" type="button" on:click=move |_| act.send(Action::Reconnect)>"Try now"</button>
                </Banner>
            </Show>
            <Show when=move || down.get()>
                <Banner icon=IconName::VolumeOff>"Sound is coming back… Chat goes on."</Banner>
            </Show>
            <Show when=move || blocked.get()>
                <Banner icon=IconName::VolumeOff>
                    "Your browser holds the sound back. "
                    <button class="line-button" type="button" on:click=move |_| act.send(Action::StartSound)>"Turn on sound"</button>
                </Banner>
            </Show>
            <Show when=move || silenced.get()>
                <Banner icon=IconName::VolumeOff>"A host has muted you for everybody. You still hear the others."</Banner>
            </Show>
            <Show when=move || store.checking.get()>
                <Banner icon=IconName::Mic>
                    "Sound check: play something, and you are on stage. "
                    <button class="line-button" type="button" on:click=move |_| act.send(Action::Perform(false))>"Cancel"</button>
                </Banner>
            </Show>
            {move || {
                input
                    .get()
                    .map(|message| {
                        view! {
                            <Banner tone=Tone::Danger icon=IconName::MicOff>
                                {message} " "
                                <button class="line-button" type="button" on:click=move |_| act.send(Action::OpenInput)>"Try again"</button>
                            </Banner>
                        }
                    })
            }}
            {move || {
                store
                    .problem
                    .get()
                    .map(|problem| {
                        view! {
                            <Banner tone=Tone::Danger>
                                {problem} " "
                                <button class="line-button" type="button" on:click=move |_| store.problem.set(None)>"Close"</button>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}
