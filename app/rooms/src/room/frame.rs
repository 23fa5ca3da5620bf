//! What stands around the door: the site's header, and the page.

use app_kit::use_viewer;
use leptos::prelude::*;
use ui::{SiteHeader, ViewerMenu};

/// The page of somebody who is not in the room.
#[component]
pub fn DoorFrame(
    /// What the page is about.
    children: Children,
) -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <a class="skip-link" href="#main">"Skip to content"</a>
        <SiteHeader>
            <Suspense>{move || viewer.get().map(|viewer| view! { <ViewerMenu viewer=viewer/> })}</Suspense>
        </SiteHeader>
        <main id="main" class="page door" data-width="form" tabindex="-1">
            {children()}
        </main>
    }
}
