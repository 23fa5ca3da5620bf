//! A moment, relative up to a week ("5 min ago"), in the reader's zone and format after that.
//!
//! The server does not know the reader's zone: its HTML has the UTC date, which the browser replaces.

use chrono::{DateTime, SecondsFormat, Utc};
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A moment in words; the exact time is in its tooltip.
#[component]
pub fn RelativeTime(
    /// The moment.
    at: DateTime<Utc>,
) -> impl IntoView {
    // Not chrono's own formatting: it would add to the wasm what the browser has already.
    let iso = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = RwSignal::new(iso.chars().take_while(|c| *c != 'T').collect::<String>());
    let exact = RwSignal::new(iso.clone());
    Effect::new(move |_| {
        let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
        exact.set(String::from(date.to_locale_string("default", &JsValue::UNDEFINED)));
        let seconds = (Date::now() - at.timestamp_millis() as f64) / 1000.0;
        text.set(
            words(seconds as i64)
                .unwrap_or_else(|| String::from(date.to_locale_date_string("default", &JsValue::UNDEFINED))),
        );
    });
    view! {
        <time datetime=iso title=move || exact.get()>
            {move || text.get()}
        </time>
    }
}

/// How long ago in words; none for a week and more. A clock that is slightly ahead counts as now.
fn words(seconds: i64) -> Option<String> {
    let plural = |n: i64, unit: &str| format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" });
    match seconds {
        ..60 => Some("just now".to_owned()),
        60..3_600 => Some(format!("{} min ago", seconds / 60)),
        3_600..86_400 => Some(plural(seconds / 3_600, "hour")),
        86_400..604_800 => Some(plural(seconds / 86_400, "day")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn relative_up_to_a_week() {
        assert_eq!(words(-3).as_deref(), Some("just now"));
        assert_eq!(words(61).as_deref(), Some("1 min ago"));
        assert_eq!(words(7_199).as_deref(), Some("1 hour ago"));
        assert_eq!(words(6 * 86_400).as_deref(), Some("6 days ago"));
        assert_eq!(words(7 * 86_400), None);
    }
}
