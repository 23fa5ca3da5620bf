//! The reader's time zone.

use js_sys::{Array, Intl::DateTimeFormat, Object, Reflect};

/// Its IANA name, for example `Europe/Berlin`. Call it in a browser: elsewhere there is none.
pub fn time_zone() -> Option<String> {
    let options = DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
