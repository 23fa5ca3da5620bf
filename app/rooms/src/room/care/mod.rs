//! Taking care of people: what one may do about whom, the menu that offers it, and its dialogs.

mod ban;
mod hand_over;
mod menu;
mod permissions;
mod rank;
mod subject;
mod words;

use ban::BanDialog;
use hand_over::HandOverDialog;
use leptos::prelude::*;
pub use menu::{CareMenu, MemberMenu};
use permissions::PermissionsDialog;
pub use subject::Subject;
pub use words::{as_somebody, group_name, permission_name, role_name};

/// A dialog about somebody.
#[derive(Clone, Debug, PartialEq)]
enum About {
    /// Keep them out.
    Ban(Subject),
    /// Give and deny.
    Permissions(Subject),
    /// Make the room theirs.
    HandOver(Subject),
}

/// Which dialog is open. One for the whole page, so that people who leave do not take it with them.
#[derive(Clone, Copy)]
pub struct Care {
    about: RwSignal<Option<About>>,
}

impl Default for Care {
    fn default() -> Self {
        Care { about: RwSignal::new(None) }
    }
}

/// Holds the dialogs.
#[component]
pub fn CareDialogs() -> impl IntoView {
    let care = expect_context::<Care>();
    move || match care.about.get() {
        Some(About::Ban(person)) => view! { <BanDialog person=person/> }.into_any(),
        Some(About::Permissions(person)) => view! { <PermissionsDialog person=person/> }.into_any(),
        Some(About::HandOver(person)) => view! { <HandOverDialog person=person/> }.into_any(),
        None => ().into_any(),
    }
}

/// A dialog that is open as long as it is there, and closes `care`'s when it is closed.
fn open_dialog(care: Care) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    Effect::new(move |_| {
        if !open.get() {
            care.about.set(None);
        }
    });
    open
}
