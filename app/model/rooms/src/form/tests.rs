//! What the room's form reads, shows and refuses.

use super::*;
use crate::RoomCode;

fn room() -> Room {
    Room {
        tags: vec!["funk".into(), "late".into()],
        rules: RoomRules {
            custom_rules: vec!["Tune first".into()],
            allow_recording: false,
            ..RoomRules::default()
        },
        settings: RoomSettings {
            backing_track_volume: 0.83,
            slow_mode_seconds: 30,
            ..RoomSettings::default()
        },
        default_role: Role::Listener,
        default_permissions: PermissionChanges::default().with(Permission::Play, true),
        require_approval: true,
        ..Room::plain(RoomCode::parse("abcd1234").unwrap(), "Blue room")
    }
}

#[test]
fn a_bad_form_names_every_field() {
    let choices = RoomChoices {
        tags: "x".repeat(31),
        max_performers: 0,
        custom_rules: "y".repeat(151),
        default_role: Role::Owner,
        permission_preset: PermissionPreset::Own,
        flags: [("chat.fly".to_owned(), "allow".to_owned())].into(),
        ..RoomChoices::default()
    };
    let form = NewRoom {
        name: " ".into(),
        genre: "polka".into(),
        max_users: 1,
        choices: Some(choices),
        ..NewRoom::default()
    };
    let fault = form.checked().unwrap_err();
    for field in [
        "name",
        "genre",
        "visibility",
        "max_users",
        "tags",
        "maxPerformers",
        "customRules",
        "default_role",
        "permissions",
    ] {
        assert!(fault.problem_with(field).is_some(), "{field}: {fault:?}");
    }
}

#[test]
fn what_the_form_shows_comes_back_unchanged() {
    let room = room();
    let form = NewRoom::of(&room).checked().unwrap();
    let chosen = form.choices.as_ref().unwrap().chosen().unwrap();
    assert_eq!(chosen.tags, room.tags);
    assert_eq!((chosen.rules, chosen.settings), (room.rules.clone(), room.settings.clone()));
    assert_eq!((chosen.default_role, chosen.require_approval), (Role::Listener, true));
    assert_eq!(chosen.default_permissions, room.default_permissions);
}

#[test]
fn nothing_chosen_is_the_default_of_every_part() {
    let chosen = RoomChoices::default().chosen().unwrap();
    assert_eq!((chosen.rules, chosen.settings), (RoomRules::default(), RoomSettings::default()));
    assert!(chosen.default_permissions.is_empty() && !chosen.require_approval);
    assert_eq!(chosen.default_role, Role::Member);
}

#[test]
fn tags_are_trimmed_and_said_once() {
    let choices = RoomChoices { tags: " Funk, late night ,funk,, ".into(), ..RoomChoices::default() };
    assert_eq!(choices.chosen().unwrap().tags, ["Funk", "late night"]);
}

#[test]
fn every_change_changes_the_mark_and_nothing_else_does() {
    let seen = NewRoom::of(&room());
    assert_eq!(seen.mark(), NewRoom::of(&room()).mark());
    assert_eq!(seen.mark().len(), 16);
    let louder = Room { settings: RoomSettings { master_volume: 0.5, ..room().settings }, ..room() };
    for changed in [Room { name: "Red room".into(), ..room() }, Room { tags: vec![], ..room() }, louder] {
        assert_ne!(NewRoom::of(&changed).mark(), seen.mark(), "{changed:?}");
    }
}

#[test]
fn a_preset_is_recognised_and_own_flags_are_kept() {
    for preset in [PermissionPreset::Roles, PermissionPreset::OpenJam, PermissionPreset::Concert] {
        assert_eq!(PermissionPreset::of(&preset.changes().unwrap()), preset);
    }
    let own = PermissionChanges::default().with(Permission::SendMessages, false);
    assert_eq!(PermissionPreset::of(&own), PermissionPreset::Own);
    assert_eq!(flags(&own), [("chat.sendMessages".to_owned(), "deny".to_owned())].into());
}
