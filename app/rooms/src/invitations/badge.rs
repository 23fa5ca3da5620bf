//! The way to one's invitations in the header: only there while some are open.

use super::api::my_invitations;
use leptos::prelude::*;
use leptos_router::components::A;
use std::time::Duration;

/// How often it is asked whether there are new ones.
const EVERY: Duration = Duration::from_secs(60);

/// A link with their number.
#[component]
pub fn InvitationsLink() -> impl IntoView {
    let mine = Resource::new(|| (), |()| my_invitations());
    Effect::new(move |_| {
        let tick = move || {
            if !document().hidden() {
                mine.refetch();
            }
        };
        // Without a timer the number is that of the page's first load.
        if let Ok(timer) = set_interval_with_handle(tick, EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <Transition>
            {move || {
                let count = mine.get().and_then(Result::ok).map_or(0, |mine| mine.len());
                (count > 0)
                    .then(|| {
                        view! {
                            <A href="/invitations" attr:class="nav-link">
                                "Invitations "
                                <span class="badge number">{count}</span>
                            </A>
                        }
                    })
            }}
        </Transition>
    }
}
