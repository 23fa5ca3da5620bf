//! Event listeners that are removed when their owner is dropped.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// One listener on one target, for as long as this lives.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `on_event` for each `name` event of `target`.
    pub fn new(target: &EventTarget, name: &'static str, on_event: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(on_event);
        // Adding fails for no listener that wasm-bindgen can build.
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Listener { target: target.clone(), name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.name, callback);
    }
}
