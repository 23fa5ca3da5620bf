//! Day, night, or as the system has it. Kept in the browser; the page's `<html data-theme>` says what was chosen.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;

/// Runs before the first paint, so that the page never flashes in the other theme: put it into `<head>` (with the
/// page's nonce) before the style sheet.
pub const BOOT_SCRIPT: &str = "try{let t=localStorage.getItem('theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

const STORAGE_KEY: &str = "theme";

/// What was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Day.
    Light,
    /// Night.
    Dark,
}

impl Theme {
    /// What the toggle comes to next.
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    fn stored(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }

    fn from_stored(text: Option<&str>) -> Theme {
        match text {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Theme::System => "Theme: as your system",
            Theme::Light => "Theme: light",
            Theme::Dark => "Theme: dark",
        }
    }
}

/// A button that goes from the system's theme to light to dark. Appears with the wasm, since it needs it.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    let theme = RwSignal::new(Theme::System);
    Effect::new(move |_| {
        theme.set(read());
        let _ = document().document_element().map(|root| root.set_attribute("data-hydrated", ""));
    });
    let advance = move |_| {
        let next = theme.get_untracked().next();
        write(next);
        theme.set(next);
    };
    view! {
        <button
            class="button theme-toggle"
            type="button"
            data-kind="quiet"
            data-icon-only=""
            aria-label=move || theme.get().label()
            title=move || theme.get().label()
            on:click=advance
        >
            <Icon name=IconName::Auto/>
            <Icon name=IconName::Sun/>
            <Icon name=IconName::Moon/>
        </button>
    }
}

fn read() -> Theme {
    let stored = window().local_storage().ok().flatten().and_then(|s| s.get_item(STORAGE_KEY).ok().flatten());
    Theme::from_stored(stored.as_deref())
}

/// Storage may be forbidden: then the choice holds for this page only.
fn write(theme: Theme) {
    let storage = window().local_storage().ok().flatten();
    let root = document().document_element();
    match theme.stored() {
        Some(name) => {
            let _ = storage.map(|s| s.set_item(STORAGE_KEY, name));
            let _ = root.map(|r| r.set_attribute("data-theme", name));
        }
        None => {
            let _ = storage.map(|s| s.remove_item(STORAGE_KEY));
            let _ = root.map(|r| r.remove_attribute("data-theme"));
        }
    }
}

#[cfg(test)]
mod tests;
