//! A question or a small piece of work above the page: the browser's own modal dialog, so that focus stays inside,
//! Escape closes it and focus returns.

use crate::icon::{Icon, IconName};
use leptos::{html, prelude::*};

/// A modal dialog, shown while `open` is true; closing it in any way sets `open` to false.
#[component]
pub fn Dialog(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// The heading's id, which names the dialog.
    id: &'static str,
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            // It fails only when the dialog has just left the page.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog class="dialog" node_ref=node aria-labelledby=id on:close=move |_| open.set(false)>
            <div class="dialog-head">
                <h2 id=id>{title}</h2>
                <button
                    class="button"
                    type="button"
                    data-kind="quiet"
                    data-icon-only=""
                    aria-label="Close"
                    on:click=move |_| open.set(false)
                >
                    <Icon name=IconName::X/>
                </button>
            </div>
            {children()}
        </dialog>
    }
}
