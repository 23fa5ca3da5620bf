//! What one may do in this room: said, so that nobody has to find out by trying.

use crate::room::care::{as_somebody, group_name, permission_name};
use crate::room::store::{RoomStore, Standing};
use leptos::prelude::*;
use model_rooms::Permission;

/// One's role, and under a fold everything that it allows here.
#[component]
pub(super) fn OwnStanding() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    move || {
        store.standing.get().map(|standing| {
            let groups = allowed(&standing).into_iter().map(|(group, names)| {
                view! {
                    <div>
                        <dt>{group}</dt>
                        <dd>{names.join(", ")}</dd>
                    </div>
                }
            });
            view! {
                <details class="own-standing">
                    <summary>"You are " {as_somebody(standing.role)} ": what you may do"</summary>
                    <dl>{groups.collect_view()}</dl>
                </details>
            }
        })
    }
}

/// What is allowed, by group, in words.
fn allowed(standing: &Standing) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut groups: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for permission in Permission::ALL.iter().filter(|one| standing.allows(**one)) {
        let (group, name) = (group_name(permission.keys().0), permission_name(*permission));
        match groups.last_mut().filter(|(last, _)| *last == group) {
            Some((_, names)) => names.push(name),
            None => groups.push((group, vec![name])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use model_rooms::{Permissions, Role};

    #[test]
    fn only_what_is_allowed_is_listed() {
        let standing = Standing { role: Role::Listener, permissions: Permissions::of_role(Role::Listener) };
        let listed = allowed(&standing);
        assert_eq!(
            listed,
            [("Levels", vec!["Set one's own levels"]), ("Talking", vec!["Write in the chat", "React"])]
        );
    }
}
