//! The page for an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

/// Says so, answers 404, and offers the way on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found"/>
        <section class="page stack" data-width="read">
            <h1>"There is nothing here"</h1>
            <p class="lead">"The address may be mistyped, or what was here is gone."</p>
            <p><a class="button" data-kind="primary" href="/lobby">"Go to the lobby"</a></p>
        </section>
    }
}
