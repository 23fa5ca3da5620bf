//! A surface that holds one thing. A panel never holds a panel.

use leptos::prelude::*;

/// A panel with a heading.
#[component]
pub fn Panel(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// The heading's id, which names the panel's region.
    id: &'static str,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <div class="panel-head">
                <h2 id=id>{title}</h2>
            </div>
            {children()}
        </section>
    }
}
