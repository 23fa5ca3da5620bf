//! What a browser's device can refuse, in words for people.

use wasm_bindgen::{JsCast, JsValue};

/// Why the browser did not do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrowserError {
    /// This browser (or this insecure page) does not have it at all.
    Missing(&'static str),
    /// The person, or a policy, said no to the microphone.
    Denied,
    /// There is no such device, or it is unplugged.
    NoDevice,
    /// Another program holds the device.
    Busy,
    /// Anything else: the browser's own name for it.
    Other(String),
}

impl BrowserError {
    /// A sentence that says what happened and what to do.
    pub fn message(&self) -> String {
        match self {
            BrowserError::Missing(what) => {
                format!("This browser has no {what} here. Use a recent browser over https.")
            }
            BrowserError::Denied => {
                "The browser may not use your microphone. Allow it in the address bar, then try again."
                    .to_owned()
            }
            BrowserError::NoDevice => "No input was found. Plug in a microphone or an interface.".to_owned(),
            BrowserError::Busy => {
                "Another program is using this input. Close it there, then try again.".to_owned()
            }
            BrowserError::Other(name) => format!("The browser could not do that ({name})."),
        }
    }
}

impl From<JsValue> for BrowserError {
    fn from(value: JsValue) -> Self {
        let name = value
            .dyn_ref::<web_sys::DomException>()
            .map(web_sys::DomException::name)
            .or_else(|| value.dyn_ref::<js_sys::Error>().map(|error| String::from(error.name())))
            .unwrap_or_else(|| "unknown".to_owned());
        match name.as_str() {
            "NotAllowedError" | "SecurityError" => BrowserError::Denied,
            "NotFoundError" | "OverconstrainedError" => BrowserError::NoDevice,
            "NotReadableError" | "AbortError" => BrowserError::Busy,
            _ => BrowserError::Other(name),
        }
    }
}
