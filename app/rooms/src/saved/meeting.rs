//! When a room meets, in the reader's zone and format.
//!
//! The server does not know the reader's zone: its HTML has the UTC time, which the browser replaces.

use chrono::{DateTime, SecondsFormat, Utc};
use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A moment to come: weekday, day and time.
#[component]
pub(crate) fn MeetingTime(
    /// The moment.
    at: DateTime<Utc>,
) -> impl IntoView {
    let iso = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = RwSignal::new(at.format("%Y-%m-%d %H:%M UTC").to_string());
    Effect::new(move |_| {
        let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
        text.set(String::from(date.to_locale_string("default", &options())));
    });
    view! { <time datetime=iso>{move || text.get()}</time> }
}

fn options() -> JsValue {
    let options = Object::new();
    for (name, value) in [
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "short"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ] {
        // A property of an object of our own can always be set.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    options.into()
}
