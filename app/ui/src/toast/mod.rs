//! Short news that needs no answer, at the lower edge, read out politely. Errors that need action are notices instead.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

const SHOWN_FOR: Duration = Duration::from_secs(6);

/// A button's words, and what it does.
type WayBack = (&'static str, Arc<dyn Fn() + Send + Sync>);

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    way_back: Option<WayBack>,
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
        self.show(text.into(), None);
    }

    /// The same with a button: `label` says what it does ("Undo"). Pressing it closes the toast.
    pub fn offer(
        &self,
        text: impl Into<String>,
        label: &'static str,
        act: impl Fn() + Send + Sync + 'static,
    ) {
        self.show(text.into(), Some((label, Arc::new(act))));
    }

    fn show(&self, text: String, way_back: Option<WayBack>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        self.shown.update(|list| list.push(Toast { id, text, way_back }));
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
                    {toast
                        .way_back
                        .map(|(label, act)| {
                            let press = move |_| {
                                act();
                                toasts.close(toast.id);
                            };
                            view! {
                                <button class="button toast-act" type="button" data-kind="quiet" on:click=press>
                                    {label}
                                </button>
                            }
                        })}
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
