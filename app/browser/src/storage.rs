//! What a browser remembers, by typed key: for good (`Local`) or for this tab (`Tab`).
//!
//! A browser that keeps nothing (private mode, full, forbidden) makes reads `None` and writes vanish; nothing that
//! matters is kept here alone.

use serde::{Serialize, de::DeserializeOwned};

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// In this browser, for all tabs, for good.
    Local,
    /// In this tab, over reloads, until it is closed.
    Tab,
}

/// What is kept under `key`; `None` when there is nothing, or when it was written by an older page and cannot be read.
pub fn get<T: DeserializeOwned>(keep: Keep, key: &str) -> Option<T> {
    let text = area(keep)?.get_item(&named(key)).ok()??;
    serde_json::from_str(&text).ok()
}

/// Keeps `value` under `key`.
pub fn set<T: Serialize>(keep: Keep, key: &str, value: &T) {
    if let (Some(area), Ok(text)) = (area(keep), serde_json::to_string(value)) {
        let _ = area.set_item(&named(key), &text);
    }
}

/// Forgets what is kept under `key`.
pub fn remove(keep: Keep, key: &str) {
    if let Some(area) = area(keep) {
        let _ = area.remove_item(&named(key));
    }
}

fn named(key: &str) -> String {
    format!("openstudio.{key}")
}

fn area(keep: Keep) -> Option<web_sys::Storage> {
    // The server renders the same components; it has no browser to remember in.
    if !cfg!(target_arch = "wasm32") {
        return None;
    }
    let window = web_sys::window()?;
    match keep {
        Keep::Local => window.local_storage().ok()?,
        Keep::Tab => window.session_storage().ok()?,
    }
}
