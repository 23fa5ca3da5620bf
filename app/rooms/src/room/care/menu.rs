//! The menu of a person: only what one may do about them stands in it.

use super::rank::Actor;
use super::words::{as_somebody, role_name};
use super::{About, Care, Subject};
use crate::room::action::{Act, Action, Deed};
use crate::room::store::{Person, RoomStore};
use leptos::prelude::*;
use model_rooms::{Permission, Role, RoomMember};
use realtime::Command;
use ui::{IconName, Menu, MenuHeading, MenuItem};

/// Whether there is anything that one may do about somebody. Follows both.
fn may_care(store: RoomStore, on: &Subject) -> bool {
    let Some(own) = store.own() else { return false };
    store.standing.with(|standing| {
        let Some(standing) = standing else { return false };
        own.state.with(|own| {
            let actor = Actor { standing, own };
            let may = |permission| actor.may_act(permission, on);
            may(Permission::ManageRoles)
                || may(Permission::ManageUsers)
                || may(Permission::MuteOtherUsers)
                || actor.may_hand_over_to(on)
        })
    })
}

/// The button and its menu; nothing when there is nothing to do.
#[component]
pub fn CareMenu(
    /// Who.
    person: Person,
    /// Tells this menu apart from another one for the same person: `people`, `tile`.
    place: &'static str,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let id = format!("care-{place}-{}", person.id);
    let state = person.state.clone();
    let state = Signal::derive(move || state.get());
    let shown = Memo::new(move |_| state.with(|on| may_care(store, &Subject::from(on))));
    let label = Signal::derive(move || format!("Manage {}", state.with(|on| on.name.clone())));
    move || {
        shown.get().then(|| {
            view! {
                <Menu id=id.clone() label=label>
                    <Items on=state.with_untracked(|on| Subject::from(on))/>
                </Menu>
            }
        })
    }
}

/// The same for a member who may not be here.
#[component]
pub fn MemberMenu(
    /// Who.
    member: RoomMember,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let on = Subject::from(&member);
    let id = format!("care-member-{}", member.user_id);
    let shown = Memo::new({
        let on = on.clone();
        move |_| may_care(store, &on)
    });
    let label = Signal::stored(format!("Manage {}", on.name));
    move || {
        let on = on.clone();
        shown.get().then(|| {
            view! {
                <Menu id=id.clone() label=label>
                    <Items on=on.clone()/>
                </Menu>
            }
        })
    }
}

/// What stands in the menu, for somebody as they are when it opens.
#[component]
fn Items(on: Subject) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let (Some(own), Some(standing)) = (store.own_untracked(), store.standing.get_untracked()) else {
        return ().into_any();
    };
    let actor = Actor { standing: &standing, own: &own };
    let roles = actor.roles_for(&on);
    let permissions = actor.may_act(Permission::ManageRoles, &on);
    let silence = on.here.is_some() && actor.may_act(Permission::MuteOtherUsers, &on);
    let users = actor.may_act(Permission::ManageUsers, &on);
    let hand_over = actor.may_hand_over_to(&on);
    view! {
        {(!roles.is_empty()).then(|| view! { <Roles on=on.clone() roles=roles/> })}
        {(permissions || silence || hand_over).then(|| view! { <MenuHeading>"In this room"</MenuHeading> })}
        {permissions.then(|| asks(IconName::Key, "Permissions…", About::Permissions(on.clone())))}
        {silence.then(|| view! { <Silence on=on.clone()/> })}
        {hand_over.then(|| asks(IconName::Crown, "Hand over the room…", About::HandOver(on.clone())))}
        {users
            .then(|| {
                view! {
                    <MenuHeading>"Out of this room"</MenuHeading>
                    {on.here.is_some().then(|| view! { <Kick on=on.clone()/> })}
                    {asks(IconName::Ban, "Ban…", About::Ban(on.clone()))}
                }
            })}
    }
    .into_any()
}

/// An item that opens a dialog.
fn asks(icon: IconName, words: &'static str, about: About) -> impl IntoView {
    let care = expect_context::<Care>();
    let danger = matches!(about, About::Ban(_));
    view! {
        <MenuItem icon=icon danger=danger on:click=move |_| care.about.set(Some(about.clone()))>
            {words}
        </MenuItem>
    }
}

#[component]
fn Roles(on: Subject, roles: Vec<Role>) -> impl IntoView {
    let act = expect_context::<Act>();
    let items = roles.into_iter().map(move |role| {
        let (who, from) = (on.whom(), on.role);
        let done = format!("{} is {} now.", on.name, as_somebody(role));
        let give = move |_| {
            if let Some(who) = who.filter(|_| role != from) {
                let deed = Deed::new(Command::SetRole { who, role }, done.clone());
                let deed = deed.or_back(Command::SetRole { who, role: from });
                act.send(Action::Moderate(Box::new(deed)));
            }
        };
        view! {
            <MenuItem icon=IconName::from(role) checked={role == from} on:click=give>
                {role_name(role)}
            </MenuItem>
        }
    });
    view! {
        <MenuHeading>"Role"</MenuHeading>
        {items.collect_view()}
    }
}

#[component]
fn Silence(on: Subject) -> impl IntoView {
    let act = expect_context::<Act>();
    let Some((who, muted)) = on.here else { return ().into_any() };
    let silenced = !muted;
    let done = if silenced {
        format!("{} is muted for everybody.", on.name)
    } else {
        format!("{} can be heard again.", on.name)
    };
    let mute = move |_| {
        let deed = Deed::new(Command::Silence { who, silenced }, done.clone());
        act.send(Action::Moderate(Box::new(deed.or_back(Command::Silence { who, silenced: !silenced }))));
    };
    let (icon, words) = if silenced {
        (IconName::MicOff, "Mute for everybody")
    } else {
        (IconName::Mic, "Let be heard again")
    };
    view! { <MenuItem icon=icon on:click=mute>{words}</MenuItem> }.into_any()
}

#[component]
fn Kick(on: Subject) -> impl IntoView {
    let act = expect_context::<Act>();
    let kick = move |_| {
        let Some(who) = on.whom() else { return };
        let done = format!("{} was sent out. They may come back.", on.name);
        act.send(Action::Moderate(Box::new(Deed::new(Command::Kick { who }, done))));
    };
    view! { <MenuItem icon=IconName::SignOut on:click=kick>"Send out"</MenuItem> }
}
