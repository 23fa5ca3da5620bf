//! Something to know: a notice inside a page, or a banner as a thin line on top of it.
//!
//! Say what happened in the person's words, what is safe, and the one thing to do.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;

/// What kind of news it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// It worked.
    Good,
    /// It may need attention.
    Caution,
    /// It did not work.
    Danger,
}

impl Tone {
    /// The value of `data-tone` in the style.
    pub fn as_str(self) -> &'static str {
        match self {
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Caution => "caution",
            Tone::Danger => "danger",
        }
    }

    fn icon(self) -> IconName {
        match self {
            Tone::Info => IconName::Info,
            Tone::Good => IconName::Check,
            Tone::Caution | Tone::Danger => IconName::Warning,
        }
    }

    /// News of failure interrupts whoever listens to the page; other news waits.
    fn role(self) -> &'static str {
        if self == Tone::Danger { "alert" } else { "status" }
    }
}

/// A notice inside a page.
#[component]
pub fn Notice(
    /// What kind of news.
    #[prop(optional)]
    tone: Tone,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone.as_str() role=tone.role()>
            <Icon name=tone.icon()/>
            <div class="notice-body">{children()}</div>
        </div>
    }
}

/// A thin line on top of a page, for what holds as long as it is shown (offline, reconnecting).
#[component]
pub fn Banner(
    /// What kind of news.
    #[prop(default = Tone::Caution)]
    tone: Tone,
    /// Another icon than the tone's own.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="banner" data-tone=tone.as_str() role="status">
            <Icon name=icon.unwrap_or(tone.icon())/>
            <span>{children()}</span>
        </div>
    }
}
