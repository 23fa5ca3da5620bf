//! The room's name on top, and what belongs to the room as a whole: its link, invitations, settings.

use super::store::RoomStore;
use crate::invitations::panel::InvitePanel;
use crate::settings::form::RoomSettingsForm;
use browser::clipboard;
use leptos::prelude::*;
use model_rooms::Permission;
use std::time::Duration;
use ui::{Dialog, Icon, IconButton, IconName};

/// The room's name on top, and its link to give away.
#[component]
pub fn RoomBar() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let name = Memo::new(move |_| store.room.with(|room| room.name.clone()));
    let code = store.room.with_untracked(|room| room.code.to_string());
    let people = move || store.people.with(Vec::len);
    let copied = RwSignal::new(false);
    let copy_code = code.clone();
    let copy = move |_| copy_link(&copy_code, copied);
    view! {
        <header class="room-bar">
            <a class="room-home" href="/lobby" aria-label="To the lobby: leaves the room">
                <Icon name=IconName::ArrowLeft/>
            </a>
            <h1>{move || name.get()}</h1>
            <span class="room-count" title="People in the room">
                <Icon name=IconName::People/>
                <span class="number">{people}</span>
                <span class="heard-only">" people"</span>
            </span>
            <Ways/>
            <button class="button room-link" type="button" data-kind="quiet" on:click=copy>
                <Icon name=Signal::derive(move || if copied.get() { IconName::Check } else { IconName::Link })/>
                <span class="room-code">{code}</span>
                <span class="heard-only" role="status">{move || if copied.get() { "Link copied" } else { "Copy link" }}</span>
            </button>
        </header>
    }
}

/// Invitations and settings, for those who may.
#[component]
fn Ways() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let may_invite = Memo::new(move |_| store.may(Permission::InviteUsers));
    let may_edit = Memo::new(move |_| store.may(Permission::EditSettings) || store.may(Permission::EditName));
    let (invite, settings) = (RwSignal::new(false), RwSignal::new(false));
    let code = StoredValue::new(store.code());
    view! {
        <Show when=move || may_invite.get()>
            <IconButton icon=IconName::Plus label="Invite people" on:click=move |_| invite.set(true)/>
        </Show>
        <Show when=move || may_edit.get()>
            <IconButton icon=IconName::Settings label="Room settings" on:click=move |_| settings.set(true)/>
        </Show>
        <Dialog title="Invite people" id="invite-title" open=invite>
            <Show when=move || invite.get()>
                <InvitePanel code=code.get_value()/>
            </Show>
        </Dialog>
        <Dialog title="Room settings" id="room-settings-title" open=settings>
            <Show when=move || settings.get()>
                <RoomSettingsForm code=code.get_value()/>
            </Show>
        </Dialog>
    }
}

/// Puts the room's address on the clipboard and says so for two seconds.
fn copy_link(code: &str, copied: RwSignal<bool>) {
    let link = clipboard::address_of(&format!("/room/{code}"));
    leptos::task::spawn_local(async move {
        if clipboard::copy(&link).await {
            copied.set(true);
            set_timeout(move || copied.set(false), Duration::from_secs(2));
        }
    });
}
