//! The thin line on top that tells that the network is gone; everything that does not need it goes on.

use crate::{icon::IconName, notice::Banner};
use leptos::prelude::*;

/// Shown while the browser knows that it is offline.
#[component]
pub fn OfflineLine() -> impl IntoView {
    let offline = RwSignal::new(false);
    Effect::new(move |_| {
        offline.set(!window().navigator().on_line());
        let gone = window_event_listener(leptos::ev::offline, move |_| offline.set(true));
        let back = window_event_listener(leptos::ev::online, move |_| offline.set(false));
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
    });
    view! {
        <Show when=move || offline.get()>
            <Banner icon=IconName::Offline>
                "You are offline. What is on this page stays; the rest comes back with the network."
            </Banner>
        </Show>
    }
}
