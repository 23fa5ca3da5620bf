//! A menu behind a button: what can be done with one thing or person.
//!
//! The browser's own popover holds it, so it lies above everything, a click elsewhere closes it and focus returns to the
//! button. Arrow keys, Home and End move between the items, Enter presses one, Escape closes. What stands in it is made
//! when it opens: a list of fifty people costs fifty buttons, not fifty menus.

use crate::icon::{Icon, IconName};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// Below this part of the window, the menu opens upwards.
const UPWARDS_FROM: f64 = 0.55;
/// Between button and menu, and at least to the window's edges, in CSS pixels.
const GAP_PX: f64 = 4.0;

/// A button that opens a menu of [`MenuItem`]s.
#[component]
pub fn Menu(
    /// Its id in the page, unique.
    #[prop(into)]
    id: String,
    /// The button's name and tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// What the button shows.
    #[prop(default = IconName::More)]
    icon: IconName,
    /// The items; made when the menu opens.
    children: ChildrenFn,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let place = RwSignal::new(String::new());
    // Before the browser opens it: a click is heard before what it does.
    let prepare = move |_| {
        if let Some(button) = button.get_untracked() {
            place.set(beside(&button));
        }
        open.set(true);
    };
    let toggled = move |_| {
        let Some(menu) = menu.get_untracked() else { return };
        if menu.matches(":popover-open").unwrap_or(false) {
            focus(&items(&menu), 0);
        } else {
            open.set(false);
        }
    };
    // An item that was pressed has done its work: the menu goes.
    let pressed = move |_| close(menu);
    view! {
        <button
            class="button menu-button"
            type="button"
            node_ref=button
            data-kind="quiet"
            data-icon-only=""
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-label=move || label.get()
            title=move || label.get()
            on:click=prepare
        >
            <Icon name=icon/>
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="menu"
            aria-label=move || label.get()
            node_ref=menu
            style=move || place.get()
            on:toggle=toggled
            on:click=pressed
            on:keydown=move |event| on_key(&event, menu)
        >
            <Show when=move || open.get()>{children()}</Show>
        </div>
    }
}

/// Something that can be done. `on:click` comes from outside.
#[component]
pub fn MenuItem(
    /// Before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// It is one of several, and chosen or not.
    #[prop(optional)]
    checked: Option<bool>,
    /// Ends or removes something.
    #[prop(optional)]
    danger: bool,
    /// Why it cannot be done now; it stays readable.
    #[prop(optional_no_strip, into)]
    because: Option<String>,
    /// What it does, in words.
    children: Children,
) -> impl IntoView {
    let refused = because.is_some();
    view! {
        <button
            class="menu-item"
            type="button"
            tabindex="-1"
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=checked.map(|checked| checked.to_string())
            aria-disabled=refused.then_some("true")
            data-kind=danger.then_some("danger")
            on:click=move |event: ev::MouseEvent| {
                if refused {
                    event.stop_immediate_propagation();
                }
            }
        >
            {icon.map(|name| view! { <Icon name=name/> })}
            <span class="menu-words">
                {children()} {because.map(|because| view! { <small>{because}</small> })}
            </span>
            {checked.filter(|checked| *checked).map(|_| view! { <Icon name=IconName::Check/> })}
        </button>
    }
}

/// A heading above items that belong together.
#[component]
pub fn MenuHeading(
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <p class="menu-heading" role="presentation">{children()}</p> }
}

fn on_key(event: &ev::KeyboardEvent, menu: NodeRef<html::Div>) {
    // The page's own keys are not meant while a menu is open.
    event.stop_propagation();
    let Some(node) = menu.get_untracked() else { return };
    let all = items(&node);
    let active = document().active_element();
    let at = all.iter().position(|item| active.as_ref() == Some(item.as_ref()));
    let last = all.len().saturating_sub(1);
    let next = match event.key().as_str() {
        "ArrowDown" => at.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        "ArrowUp" => at.map_or(last, |at| at.checked_sub(1).unwrap_or(last)),
        "Home" => 0,
        "End" => last,
        "Escape" | "Tab" => return close(menu),
        _ => return,
    };
    event.prevent_default();
    focus(&all, next);
}

fn close(menu: NodeRef<html::Div>) {
    if let Some(menu) = menu.get_untracked() {
        // Fails only when it is closed already.
        let _ = menu.hide_popover();
    }
}

fn items(menu: &web_sys::HtmlDivElement) -> Vec<web_sys::HtmlElement> {
    let Ok(found) = menu.query_selector_all(".menu-item") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn focus(items: &[web_sys::HtmlElement], at: usize) {
    if let Some(item) = items.get(at) {
        // Refused only for an element that is gone.
        let _ = item.focus();
    }
}

/// Where the menu stands: below the button or above it, ending where the button ends.
fn beside(button: &web_sys::HtmlButtonElement) -> String {
    let size = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let rect = button.get_bounding_client_rect();
    let right = (width - rect.right()).max(GAP_PX);
    if rect.top() > height * UPWARDS_FROM {
        let bottom = height - rect.top() + GAP_PX;
        format!(
            "inset:auto {right:.0}px {bottom:.0}px auto;max-block-size:{:.0}px",
            rect.top() - 2.0 * GAP_PX
        )
    } else {
        let top = rect.bottom() + GAP_PX;
        format!("inset:{top:.0}px {right:.0}px auto auto;max-block-size:{:.0}px", height - top - GAP_PX)
    }
}
