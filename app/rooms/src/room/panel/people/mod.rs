//! Who is here, by role; and, for those who decide about it, who waits at the door.

mod own;
mod queue;
mod row;

use crate::room::care::role_name;
use crate::room::records::RecordsOpen;
use crate::room::store::{Person, RoomStore};
use leptos::prelude::*;
use model_rooms::{Permission, Role};
use own::OwnStanding;
use queue::Queue;
use row::Row;
use ui::{Button, ButtonKind, Icon, IconName};

/// The list.
#[component]
pub fn People() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let records = expect_context::<RecordsOpen>().0;
    let may = Memo::new(move |_| store.may(Permission::ManageUsers) || store.may(Permission::ManageRoles));
    let groups = Role::ALL.map(|role| view! { <Group role=role/> });
    view! {
        <div class="people" tabindex="0" role="region" aria-label="People">
            <Queue/>
            {groups.into_iter().collect_view()}
            <OwnStanding/>
            <Show when=move || may.get()>
                <div class="people-records">
                    <Button kind=ButtonKind::Quiet icon=IconName::Shield on:click=move |_| records.set(true)>
                        "Members, bans and log"
                    </Button>
                </div>
            </Show>
        </div>
    }
}

/// Everybody in one role, in order of arrival; nothing when nobody has it.
#[component]
fn Group(role: Role) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let those = Memo::new(move |_| store.in_role(role));
    let count = move || those.with(Vec::len);
    let heading = move || match (role, count()) {
        (Role::Owner, _) => "Owner".to_owned(),
        (role, 1) => role_name(role).to_owned(),
        (role, n) => format!("{}s, {n}", role_name(role)),
    };
    view! {
        <Show when=move || { count() > 0 }>
            <section class="people-role" data-role=role.as_str()>
                <h3>
                    <Icon name=IconName::from(role)/>
                    {heading}
                </h3>
                <ul>
                    <For each=move || those.get() key=|person: &Person| person.id let:person>
                        <Row person=person/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}
