//! Buttons, and links that look like them because they start something.
//!
//! One `Primary` in a view at most. A button says what it does ("Open room"), never "Submit". While it works
//! (`busy`), it keeps its words and its place, and pressing again does nothing.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;

/// How much a button asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// Also possible: an edge, no fill.
    #[default]
    Plain,
    /// By the way: no edge until pointed at.
    Quiet,
    /// Ends or removes something.
    Danger,
}

impl ButtonKind {
    /// The value of `data-kind` in the style.
    pub fn as_str(self) -> &'static str {
        match self {
            ButtonKind::Primary => "primary",
            ButtonKind::Plain => "plain",
            ButtonKind::Quiet => "quiet",
            ButtonKind::Danger => "danger",
        }
    }
}

/// A button with words. `on:click` and further attributes may be given from outside.
#[component]
pub fn Button(
    /// How much it asks for.
    #[prop(optional)]
    kind: ButtonKind,
    /// Sends the form it stands in (else it only does what `on:click` says).
    #[prop(optional)]
    submit: bool,
    /// Taller, for the one thing that a page is about.
    #[prop(optional)]
    large: bool,
    /// As wide as what it stands in.
    #[prop(optional)]
    block: bool,
    /// Before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Is working on what it was pressed for.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let busy_now = move || busy.get().then_some("true");
    view! {
        <button
            class="button"
            class:button-block=block
            type=if submit { "submit" } else { "button" }
            data-kind=kind.as_str()
            data-size=large.then_some("large")
            disabled=move || disabled.get()
            aria-busy=busy_now
            on:click=move |event| if busy.get_untracked() { event.prevent_default() }
        >
            {icon.map(|name| view! { <Icon name=name/> })}
            {children()}
        </button>
    }
}

/// A square button with an icon; `label` is its name for everybody who does not see the icon, and its tooltip.
#[component]
pub fn IconButton(
    /// What it shows; may change.
    #[prop(into)]
    icon: Signal<IconName>,
    /// What it does, in words; may change.
    #[prop(into)]
    label: Signal<String>,
    /// How much it asks for.
    #[prop(default = ButtonKind::Quiet)]
    kind: ButtonKind,
    /// Taller.
    #[prop(optional)]
    large: bool,
    /// Cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type="button"
            data-kind=kind.as_str()
            data-size=large.then_some("large")
            data-icon-only=""
            disabled=move || disabled.get()
            aria-label=move || label.get()
            title=move || label.get()
        >
            <Icon name=icon/>
        </button>
    }
}

/// A link to another page that starts something there.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: String,
    /// How much it asks for.
    #[prop(optional)]
    kind: ButtonKind,
    /// Taller.
    #[prop(optional)]
    large: bool,
    /// Before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="button" href=href data-kind=kind.as_str() data-size=large.then_some("large")>
            {icon.map(|name| view! { <Icon name=name/> })}
            {children()}
        </a>
    }
}
