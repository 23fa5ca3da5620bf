//! Nothing here yet: what will be here, and the first step.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;

/// An empty place.
#[component]
pub fn EmptyState(
    /// What the place is about.
    icon: IconName,
    /// In a few words, what is not here yet.
    title: &'static str,
    /// What will be here, and the first step (a sentence and a button).
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon name=icon/>
            <h2>{title}</h2>
            {children()}
        </div>
    }
}
