//! Giving and denying single things beyond a role: nine groups, each thing as the role has it, allowed or denied.

use super::words::{group_name, permission_name, role_name};
use super::{Care, Subject, open_dialog};
use crate::room::action::{Act, Action, Deed};
use crate::room::store::RoomStore;
use leptos::prelude::*;
use model_rooms::{Permission, PermissionChanges, Permissions, Role};
use realtime::Command;
use ui::{Button, ButtonKind, Dialog, Skeleton, SkeletonShape};

/// Asks what holds now, and shows it when it is there.
#[component]
pub(super) fn PermissionsDialog(person: Subject) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let open = open_dialog(expect_context::<Care>());
    store.asked_permissions.set(None);
    if let Some(who) = person.whom() {
        act.send(Action::AskPermissions(who));
    }
    let title = format!("What {} may do", person.name);
    view! {
        <Dialog title=title id="permissions-title" open=open>
            {move || match store.asked_permissions.get() {
                Some(changes) => view! { <Choices person=person.clone() before=changes open=open/> }.into_any(),
                None => view! { <Skeleton shape=SkeletonShape::Row/> }.into_any(),
            }}
        </Dialog>
    }
}

/// The choices, and the button that makes them hold.
#[component]
fn Choices(person: Subject, before: PermissionChanges, open: RwSignal<bool>) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let chosen = RwSignal::new(before);
    let search = RwSignal::new(String::new());
    let defaults = store.room.with_untracked(|room| room.default_permissions);
    let as_role = Permissions::of_member(person.role, &defaults, &PermissionChanges::default());
    let groups = groups()
        .into_iter()
        .map(move |(key, permissions)| {
            view! { <Group key=key permissions=permissions as_role=as_role role=person.role chosen=chosen search=search/> }
        })
        .collect_view();
    let who = person.whom();
    let done = format!("What {} may do was changed.", person.name);
    let save = move |_| {
        let changes = chosen.get_untracked();
        if let Some(who) = who.filter(|_| changes != before) {
            let command = |changes| Command::SetPermissions { who, changes: Box::new(changes) };
            let deed = Deed::new(command(changes), done.clone()).or_back(command(before));
            act.send(Action::Moderate(Box::new(deed)));
        }
        open.set(false);
    };
    let none_found = move || search.with(|search| !Permission::ALL.iter().any(|one| matches(*one, search)));
    view! {
        <div class="permissions">
            <label class="heard-only" for="permission-search">"Search"</label>
            <input
                class="input"
                id="permission-search"
                type="search"
                placeholder="Search: chat, record, tempo…"
                prop:value=move || search.get()
                on:input=move |event| search.set(event_target_value(&event))
            />
            {groups}
            <Show when=none_found>
                <p class="quiet" role="status">"Nothing is called that."</p>
            </Show>
            <div class="dialog-actions">
                <Button kind=ButtonKind::Quiet on:click=move |_| chosen.set(PermissionChanges::default())>
                    {format!("All as {}", role_name(person.role).to_lowercase())}
                </Button>
                <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Primary on:click=save>"Save"</Button>
            </div>
        </div>
    }
}

#[component]
fn Group(
    key: &'static str,
    permissions: Vec<Permission>,
    as_role: Permissions,
    role: Role,
    chosen: RwSignal<PermissionChanges>,
    search: RwSignal<String>,
) -> impl IntoView {
    let all = permissions.clone();
    let hidden = move || search.with(|search| !all.iter().any(|one| matches(*one, search)));
    let rows = permissions
        .into_iter()
        .map(move |permission| {
            view! { <Row permission=permission by_role=as_role.allows(permission) role=role chosen=chosen search=search/> }
        })
        .collect_view();
    view! {
        <section class="permission-group" aria-label=group_name(key) hidden=hidden>
            <h3>{group_name(key)}</h3>
            {rows}
        </section>
    }
}

/// One thing: as the role has it, allowed, or denied.
#[component]
fn Row(
    permission: Permission,
    by_role: bool,
    role: Role,
    chosen: RwSignal<PermissionChanges>,
    search: RwSignal<String>,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let now = Memo::new(move |_| chosen.with(|changes| changes.get(permission)));
    let hidden = move || search.with(|search| !matches(permission, search));
    let name = permission_name(permission);
    let (group, flag) = permission.keys();
    let field = format!("{group}-{flag}");
    let own = store.may(permission);
    let choices = [None, Some(true), Some(false)].map(|choice| {
        let words = match choice {
            None if by_role => format!("{}: yes", role_name(role)),
            None => format!("{}: no", role_name(role)),
            Some(true) => "Allow".to_owned(),
            Some(false) => "Deny".to_owned(),
        };
        // Nobody gives what they do not have.
        let barred = choice == Some(true) && !own;
        view! {
            <label class="choice-chip" title=barred.then_some("You may not do this yourself, so you cannot give it.")>
                <input
                    type="radio"
                    name=field.clone()
                    disabled=barred
                    prop:checked=move || now.get() == choice
                    on:change=move |_| chosen.update(|changes| *changes = changed(changes, permission, choice))
                />
                <span>{words}</span>
            </label>
        }
    });
    view! {
        <div class="permission" role="radiogroup" aria-label=name data-changed=move || now.get().map(|_| "") hidden=hidden>
            <span>{name}</span>
            <div class="choice-chips">{choices.into_iter().collect_view()}</div>
        </div>
    }
}

/// All permissions by group, in their order.
fn groups() -> Vec<(&'static str, Vec<Permission>)> {
    let mut groups: Vec<(&'static str, Vec<Permission>)> = Vec::new();
    for permission in Permission::ALL {
        let (key, _) = permission.keys();
        match groups.last_mut().filter(|(last, _)| *last == key) {
            Some((_, list)) => list.push(*permission),
            None => groups.push((key, vec![*permission])),
        }
    }
    groups
}

/// Whether a search finds it: by its words or its group's.
fn matches(permission: Permission, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    let (group, _) = permission.keys();
    permission_name(permission).to_lowercase().contains(&search)
        || group_name(group).to_lowercase().contains(&search)
}

/// The same changes with one of them chosen anew.
fn changed(changes: &PermissionChanges, permission: Permission, choice: Option<bool>) -> PermissionChanges {
    Permission::ALL.iter().fold(PermissionChanges::default(), |new, one| {
        let state = if *one == permission { choice } else { changes.get(*one) };
        state.map_or(new, |allowed| new.with(*one, allowed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_in_one_of_nine_groups_and_has_words_of_its_own() {
        let groups = groups();
        assert_eq!(groups.len(), 9);
        assert_eq!(groups.iter().map(|(_, list)| list.len()).sum::<usize>(), Permission::ALL.len());
        let mut names: Vec<_> = Permission::ALL.iter().map(|one| permission_name(*one)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Permission::ALL.len());
    }

    #[test]
    fn choosing_one_thing_leaves_the_others_as_they_were() {
        let before =
            PermissionChanges::default().with(Permission::Record, true).with(Permission::ShareLinks, false);
        let after = changed(&before, Permission::SetBpm, Some(true));
        assert_eq!(after.get(Permission::SetBpm), Some(true));
        assert_eq!(after.get(Permission::ShareLinks), Some(false));
        assert_eq!(changed(&after, Permission::SetBpm, None), before);
    }

    #[test]
    fn a_search_finds_words_and_groups() {
        assert!(matches(Permission::ShareLinks, " LINK"));
        assert!(matches(Permission::ShareLinks, "talking"));
        assert!(!matches(Permission::ShareLinks, "tempo"));
        assert!(matches(Permission::Play, ""));
    }
}
