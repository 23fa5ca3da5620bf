//! The bar at the bottom, always reachable with the thumb: mute, what one plays, connection, panel, leave.

use super::action::{Act, Action};
use super::input_choice::{InputMeter, InputSelect, InstrumentSelect};
use super::panel::{PanelState, Tab};
use super::sound_check::InputNews;
use super::store::{InputState, Link, RoomStore, Sound};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, Icon, IconButton, IconName, LatencyBadge};

/// `help`: shows the list of keys.
#[component]
pub fn Bar(help: RwSignal<bool>) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let playing = Memo::new(move |_| store.performing());
    let settings = RwSignal::new(false);
    let opening = Signal::derive(move || store.input_state.get() == InputState::Opening);
    view! {
        <footer class="bar">
            <div class="bar-own">
                <Show when=move || playing.get()>
                    <Mute/>
                    <div class="bar-choices">
                        <InstrumentSelect id="bar-instrument"/>
                        <InputSelect id="bar-input"/>
                    </div>
                    <span class="bar-settings">
                        <IconButton icon=IconName::Settings label="Your sound" large=true on:click=move |_| settings.set(true)/>
                    </span>
                </Show>
                <Show when=move || !playing.get()>
                    <span class="bar-listening">
                        <Icon name=IconName::Headphones/>
                        "Listening"
                    </span>
                    <Show when=move || store.may_perform.get()>
                        <Button busy=opening on:click=move |_| act.send(Action::Perform(true))>"Play along"</Button>
                    </Show>
                </Show>
            </div>
            <Connection/>
            <div class="bar-ways">
                <PanelButton tab=Tab::Chat/>
                <PanelButton tab=Tab::People/>
                <button
                    class="button bar-keys"
                    type="button"
                    data-kind="quiet"
                    data-icon-only=""
                    aria-label="Keys"
                    title="Keys"
                    on:click=move |_| help.set(true)
                >
                    "?"
                </button>
                <button class="button bar-leave" type="button" data-kind="danger" aria-label="Leave room" on:click=move |_| act.send(Action::Leave)>
                    <Icon name=IconName::SignOut/>
                    <span class="bar-word">"Leave"</span>
                </button>
            </div>
        </footer>
        <Dialog title="Your sound" id="your-sound" open=settings>
            <div class="stack">
                <InputMeter marks=true/>
                <InputNews/>
                <InputSelect id="dialog-input" labelled=true/>
                <InstrumentSelect id="dialog-instrument" labelled=true/>
                <div class="dialog-actions">
                    <Button
                        kind=ButtonKind::Quiet
                        icon=IconName::Headphones
                        on:click=move |_| {
                            settings.set(false);
                            act.send(Action::Perform(false));
                        }
                    >
                        "Only listen from now on"
                    </Button>
                    <Button kind=ButtonKind::Primary on:click=move |_| settings.set(false)>"Done"</Button>
                </div>
            </div>
        </Dialog>
    }
}

#[component]
fn Mute() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let muted = store.muted;
    view! {
        <button
            class="button bar-mute"
            type="button"
            data-size="large"
            data-muted=move || muted.get().to_string()
            aria-keyshortcuts="M"
            title="Key M"
            on:click=move |_| act.send(Action::SetMuted(!muted.get_untracked()))
        >
            <Icon name=Signal::derive(move || if muted.get() { IconName::MicOff } else { IconName::Mic })/>
            {move || if muted.get() { "Unmute" } else { "Mute" }}
        </button>
    }
}

/// Round trip and state, in a word.
#[component]
fn Connection() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let word = move || match (store.link.get(), store.sound.get()) {
        (Link::Failed, _) => "Disconnected",
        (Link::Connecting, _) => "Connecting",
        (Link::Reconnecting, _) => "Reconnecting",
        (Link::Connected, Sound::Up) => "Connected",
        (Link::Connected, Sound::Connecting) => "Connecting sound",
        (Link::Connected, Sound::Down) => "No sound",
    };
    view! {
        <div
            class="bar-connection"
            title="Measured round trip to the server"
            data-rtt=move || store.rtt_ms.get().map(|ms| format!("{ms:.1}"))
        >
            <LatencyBadge rtt_ms=store.rtt_ms/>
            <span class="bar-word quiet" role="status">{word}</span>
        </div>
    }
}

#[component]
fn PanelButton(tab: Tab) -> impl IntoView {
    let panel = expect_context::<PanelState>();
    let open = move || panel.open_tab() == Some(tab);
    let store = expect_context::<RoomStore>();
    let new = Memo::new(move |_| match tab {
        Tab::Chat => panel.unread(),
        Tab::People => store.at_the_door.with(Vec::len),
    });
    let label = move || match (tab, new.get()) {
        (_, 0) => tab.label().to_owned(),
        (Tab::Chat, n) => format!("{}, {n} unread", tab.label()),
        (Tab::People, n) => format!("{}, {n} at the door", tab.label()),
    };
    // A phone's bar has room for it only when somebody is to be let in or looked after.
    let wanted = Memo::new(move |_| store.standing.with(|own| own.is_some_and(|own| own.moderates())));
    view! {
        <button
            class="button bar-panel"
            type="button"
            data-kind="quiet"
            data-tab=tab.as_str()
            data-wanted=move || wanted.get().then_some("")
            aria-expanded=move || open().to_string()
            aria-controls="room-panel"
            aria-label=label
            on:click=move |_| panel.toggle(tab)
        >
            <Icon name=tab.icon()/>
            <span class="bar-word">{tab.label()}</span>
            {move || (new.get() > 0).then(|| view! { <span class="unread number">{new.get().min(99)}</span> })}
        </button>
    }
}
