//! The panel's edge: dragged, or moved with the arrow keys, it makes the panel wider or narrower. Remembered.

use super::PanelState;
use browser::storage::{self, Keep};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Where it is kept.
const KEY: &str = "panel-width";
/// The width at first, the narrowest and the widest, in CSS pixels.
const FIRST_PX: f64 = 352.0;
const NARROWEST_PX: f64 = 280.0;
const WIDEST_PX: f64 = 640.0;
/// How far an arrow key moves the edge.
const STEP_PX: f64 = 16.0;

/// The width as it was left.
pub(super) fn recall_px() -> f64 {
    storage::get(Keep::Local, KEY).map_or(FIRST_PX, within)
}

/// A width that can be had; what cannot be one is the first.
fn within(px: f64) -> f64 {
    if px.is_finite() { px.round().clamp(NARROWEST_PX, WIDEST_PX) } else { FIRST_PX }
}

/// The edge itself.
#[component]
pub(super) fn Edge() -> impl IntoView {
    let panel = expect_context::<PanelState>();
    let dragging = RwSignal::new(false);
    let set = move |px: f64| panel.width_px.set(within(px));
    let keep = move || storage::set(Keep::Local, KEY, &panel.width_px.get_untracked());
    let down = move |event: ev::PointerEvent| {
        let edge = event.current_target().and_then(|edge| edge.dyn_into::<web_sys::Element>().ok());
        // Without it the drag ends where the pointer leaves the edge.
        let _ = edge.map(|edge| edge.set_pointer_capture(event.pointer_id()));
        dragging.set(true);
        event.prevent_default();
    };
    let moved = move |event: ev::PointerEvent| {
        if dragging.get_untracked()
            && let Some(width) = window().inner_width().ok().and_then(|width| width.as_f64())
        {
            set(width - f64::from(event.client_x()));
        }
    };
    let up = move |_| {
        if dragging.get_untracked() {
            dragging.set(false);
            keep();
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let now = panel.width_px.get_untracked();
        match event.key().as_str() {
            "ArrowLeft" => set(now + STEP_PX),
            "ArrowRight" => set(now - STEP_PX),
            "Home" => set(NARROWEST_PX),
            "End" => set(WIDEST_PX),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
        keep();
    };
    let reset = move |_| {
        set(FIRST_PX);
        keep();
    };
    view! {
        <div
            class="side-edge"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label="Width of the panel"
            aria-controls="room-panel"
            aria-valuemin=NARROWEST_PX.to_string()
            aria-valuemax=WIDEST_PX.to_string()
            aria-valuenow=move || panel.width_px.get().to_string()
            title="Drag, or use the arrow keys. Double click: as it was at first"
            data-dragging=move || dragging.get().then_some("")
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
            on:keydown=key
            on:dblclick=reset
        ></div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_from_an_older_or_broken_page_is_brought_within_bounds() {
        assert_eq!([within(10.0), within(400.4), within(9_999.0)], [NARROWEST_PX, 400.0, WIDEST_PX]);
        assert_eq!(within(f64::NAN), FIRST_PX);
    }
}
