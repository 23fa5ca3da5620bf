//! Presets, merge and JSON of permissions.

use super::*;
use crate::Role;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[test]
fn every_flag_has_its_own_keys_in_one_of_nine_groups() {
    let keys: BTreeSet<_> = Permission::ALL.iter().map(|permission| permission.keys()).collect();
    assert_eq!(keys.len(), Permission::ALL.len());
    assert_eq!(keys.iter().map(|(group, _)| group).collect::<BTreeSet<_>>().len(), 9);
    let all = serde_json::to_value(Permissions::of_role(Role::Owner)).unwrap();
    for (group, flag) in keys {
        assert_eq!(all[group][flag], true, "{group}.{flag}");
    }
}

#[test]
fn roles_may_more_from_listener_to_owner() {
    let count = |role| {
        let may = Permissions::of_role(role);
        Permission::ALL.iter().filter(|permission| may.allows(**permission)).count()
    };
    assert_eq!([Role::Listener, Role::Member, Role::Performer].map(count), [3, 8, 17]);
    assert_eq!(count(Role::Owner), Permission::ALL.len());
    assert_eq!(Permissions::of_role(Role::CoHost), Permissions::of_role(Role::Owner));
}

#[test]
fn unknown_flags_are_refused_and_what_is_unchanged_is_not_written() {
    for wrong in
        [r#"{"transport": {"rewind": true}}"#, r#"{"admin": {}}"#, r#"{"chat": {"sendMessages": 1}}"#]
    {
        assert!(serde_json::from_str::<PermissionChanges>(wrong).is_err(), "{wrong}");
    }
    let changes =
        PermissionChanges::default().with(Permission::Play, true).with(Permission::SendMessages, false);
    let json = serde_json::to_string(&changes).unwrap();
    assert_eq!(json, r#"{"transport":{"play":true},"chat":{"sendMessages":false}}"#);
    assert_eq!(serde_json::to_string(&PermissionChanges::default()).unwrap(), "{}");
}

fn changes() -> impl Strategy<Value = PermissionChanges> {
    prop::collection::vec((prop::sample::select(Permission::ALL), any::<bool>()), 0..12).prop_map(|list| {
        list.into_iter().fold(PermissionChanges::default(), |changes, (permission, allowed)| {
            changes.with(permission, allowed)
        })
    })
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(&[Role::Owner, Role::CoHost, Role::Performer, Role::Member, Role::Listener][..])
}

proptest! {
    #[test]
    fn what_a_member_was_given_wins_over_the_room_and_the_role(
        role in role(), defaults in changes(), custom in changes(), permission in prop::sample::select(Permission::ALL), allowed: bool,
    ) {
        let custom = custom.with(permission, allowed);
        let may = Permissions::of_member(role, &defaults, &custom).allows(permission);
        prop_assert_eq!(may, role == Role::Owner || allowed);
    }

    #[test]
    fn changes_survive_the_json(changes in changes()) {
        let json = serde_json::to_string(&changes).unwrap();
        prop_assert_eq!(serde_json::from_str::<PermissionChanges>(&json).unwrap(), changes);
    }
}
