//! Short news that needs no answer, at the lower edge, read out politely. Errors that need action are notices instead.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;
use std::time::Duration;

const SHOWN_FOR: Duration = Duration::from_secs(6);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    id: u32,
    text: String,
}

/// Where any part of a page says its news.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
}

impl Default for Toasts {
    fn default() -> Self {
        Toasts { shown: RwSignal::new(Vec::new()), next_id: StoredValue::new(0) }
    }
}

impl Toasts {
    /// Shows `text` for six seconds, or until it is closed.
    pub fn say(&self, text: impl Into<String>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        self.shown.update(|list| list.push(Toast { id, text: text.into() }));
        let toasts = *self;
        set_timeout(move || toasts.close(id), SHOWN_FOR);
    }

    fn close(&self, id: u32) {
        self.shown.update(|list| list.retain(|toast| toast.id != id));
    }
}

/// The page's toasts; the application's root provides them with `provide_context(Toasts::default())`.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Where toasts appear: once, at the end of the page.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toast-region" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id let(toast)>
                <div class="toast">
                    <span>{toast.text}</span>
                    <button
                        class="button"
                        type="button"
                        data-kind="quiet"
                        data-icon-only=""
                        aria-label="Close"
                        on:click=move |_| toasts.close(toast.id)
                    >
                        <Icon name=IconName::X/>
                    </button>
                </div>
            </For>
        </div>
    }
}
