//! The room's log in words.

use crate::room::care::{group_name, permission_name, role_name};
use chrono::{DateTime, Utc};
use model_rooms::{LogAction, LogEntry, Permission};

/// A name, when it is known.
pub(super) fn or_somebody(name: &str) -> String {
    if name.is_empty() { "somebody".to_owned() } else { name.to_owned() }
}

/// A moment to come, in the reader's zone and format.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    if cfg!(not(target_arch = "wasm32")) {
        return String::new();
    }
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.timestamp_millis() as f64));
    String::from(date.to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED))
}

/// What was done, in a sentence.
pub(super) fn entry(entry: &LogEntry) -> String {
    let by = match entry.performed_by_name.as_str() {
        "" => "Somebody",
        name => name,
    };
    let on = or_somebody(&entry.target_name);
    match &entry.action {
        LogAction::RoleChange { from, to } => {
            let (from, to) = (role_name(*from).to_lowercase(), role_name(*to).to_lowercase());
            format!("{by} made {on} {to} (was {from}).")
        }
        LogAction::PermissionUpdate { .. } => format!("{by} changed what {on} may do."),
        LogAction::Kick => format!("{by} sent {on} out."),
        LogAction::Ban { expires_at: Some(at) } => format!("{by} banned {on} until {}.", moment(*at)),
        LogAction::Ban { expires_at: None } => format!("{by} banned {on} for good."),
        LogAction::Unban => format!("{by} let {on} come back."),
    }
}

/// What was given, denied or taken back, one by one.
pub(super) fn changes(entry: &LogEntry) -> Vec<String> {
    let LogAction::PermissionUpdate { from, to } = &entry.action else { return Vec::new() };
    let differs = |one: &&Permission| from.get(**one) != to.get(**one);
    let line = |one: &Permission| {
        let state = match to.get(*one) {
            Some(true) => "allowed",
            Some(false) => "denied",
            None => "as the role has it",
        };
        format!("{}, {}: {state}", group_name(one.keys().0), permission_name(*one).to_lowercase())
    };
    Permission::ALL.iter().filter(differs).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model_rooms::{PermissionChanges, Role};
    use uuid::Uuid;

    fn log(action: LogAction) -> LogEntry {
        LogEntry {
            id: Uuid::nil(),
            target_user_id: "b".into(),
            target_name: "Ben".into(),
            performed_by: "a".into(),
            performed_by_name: "Ana".into(),
            action,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn every_action_is_a_sentence() {
        let role = LogAction::RoleChange { from: Role::Member, to: Role::CoHost };
        assert_eq!(entry(&log(role)), "Ana made Ben co-host (was member).");
        assert_eq!(entry(&log(LogAction::Ban { expires_at: None })), "Ana banned Ben for good.");
        let nameless = LogEntry { performed_by_name: String::new(), ..log(LogAction::Kick) };
        assert_eq!(entry(&nameless), "Somebody sent Ben out.");
    }

    #[test]
    fn only_what_changed_is_listed() {
        let before =
            PermissionChanges::default().with(Permission::Record, true).with(Permission::ShareLinks, false);
        let after =
            PermissionChanges::default().with(Permission::Record, true).with(Permission::SetBpm, true);
        let action = LogAction::PermissionUpdate { from: Box::new(before), to: Box::new(after) };
        assert_eq!(
            changes(&log(action)),
            ["Tempo and key, set the tempo: allowed", "Talking, share links: as the role has it"]
        );
    }
}
