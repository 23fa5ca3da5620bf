//! When something was said, in the reader's own zone and format.

use model_rooms::ChatMessage;

/// The browser's own dates: chrono's formatting would double what it adds to the wasm.
pub(super) fn date_of(message: &ChatMessage) -> js_sys::Date {
    js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(message.sent_at.timestamp_millis() as f64))
}

/// The reader's own time of day, short.
pub(super) fn time_of_day(date: &js_sys::Date) -> String {
    let options = js_sys::Object::new();
    for (part, style) in [("hour", "numeric"), ("minute", "2-digit")] {
        // Cannot fail on a plain object.
        let _ = js_sys::Reflect::set(&options, &part.into(), &style.into());
    }
    String::from(date.to_locale_time_string_with_options("default", &options))
}
