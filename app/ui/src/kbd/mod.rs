//! A key to press, as in "press M to mute".

use leptos::prelude::*;

/// A key.
#[component]
pub fn Kbd(
    /// As printed on the key.
    key: &'static str,
) -> impl IntoView {
    view! { <kbd class="kbd">{key}</kbd> }
}
