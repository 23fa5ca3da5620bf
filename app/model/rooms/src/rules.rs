//! What a room's host allows at all (`rooms.rules`, `saved_rooms.rules`: JSON text).

use crate::{Permission, PermissionChanges, Permissions};
use model::{Fault, FieldProblem};
use serde::{Deserialize, Serialize};

/// Most rules in the host's own words.
pub const CUSTOM_RULES_MAX: usize = 10;
/// Longest of them, in characters.
pub const CUSTOM_RULE_CHARS_MAX: usize = 150;

/// A room's rules. They hold for everybody, its owner too. Missing keys are defaults, unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RoomRules {
    /// Tracks may be uploaded and queued.
    pub allow_backing_tracks: bool,
    /// Music and words may be generated.
    #[serde(rename = "allowAIGeneration")]
    pub allow_ai_generation: bool,
    /// Tracks may be taken apart.
    pub allow_stem_separation: bool,
    /// The room may be recorded.
    pub allow_recording: bool,
    /// Whoever performs has done the sound check.
    pub require_mic_check: bool,
    /// Up to [`CUSTOM_RULES_MAX`] in the host's own words, shown at the door.
    pub custom_rules: Vec<String>,
}

impl Default for RoomRules {
    fn default() -> Self {
        RoomRules {
            allow_backing_tracks: true,
            allow_ai_generation: true,
            allow_stem_separation: true,
            allow_recording: true,
            require_mic_check: false,
            custom_rules: Vec::new(),
        }
    }
}

impl RoomRules {
    /// Reads what is stored: JSON, or the plain text of older rows as one rule of the host's own.
    pub fn from_stored(text: Option<&str>) -> RoomRules {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return RoomRules::default();
        };
        serde_json::from_str(text).unwrap_or_else(|_| RoomRules {
            custom_rules: text
                .lines()
                .map(|line| line.trim().chars().take(CUSTOM_RULE_CHARS_MAX).collect::<String>())
                .filter(|line| !line.is_empty())
                .take(CUSTOM_RULES_MAX)
                .collect(),
            ..RoomRules::default()
        })
    }

    /// As stored.
    pub fn to_stored(&self) -> Option<String> {
        (*self != RoomRules::default()).then(|| serde_json::to_string(self).unwrap_or_default())
    }

    /// Trims and checks. Errors: [`Fault::Invalid`] on `customRules`.
    pub fn checked(mut self) -> Result<Self, Fault> {
        for rule in &mut self.custom_rules {
            *rule = rule.trim().to_owned();
        }
        self.custom_rules.retain(|rule| !rule.is_empty());
        let fits = |rule: &String| {
            rule.chars().count() <= CUSTOM_RULE_CHARS_MAX && !rule.chars().any(char::is_control)
        };
        let mut problems = FieldProblem::list();
        problems.require(
            self.custom_rules.len() <= CUSTOM_RULES_MAX && self.custom_rules.iter().all(fits),
            "customRules",
            "Write at most 10 rules of up to 150 characters.",
        );
        problems.into_result()?;
        Ok(self)
    }

    /// What nobody may do in this room.
    pub fn denied(&self) -> PermissionChanges {
        let groups: [(bool, &[Permission]); 4] = [
            (self.allow_backing_tracks, &[Permission::UploadBackingTrack, Permission::AddToQueue]),
            (self.allow_ai_generation, &[Permission::GenerateMusic, Permission::GenerateLyrics]),
            (self.allow_stem_separation, &[Permission::StemSeparation]),
            (self.allow_recording, &[Permission::Record]),
        ];
        groups
            .into_iter()
            .filter(|(allowed, _)| !allowed)
            .flat_map(|(_, permissions)| permissions)
            .fold(PermissionChanges::default(), |denied, permission| denied.with(*permission, false))
    }

    /// Permissions under these rules.
    pub fn restrain(&self, permissions: Permissions) -> Permissions {
        permissions.changed(&self.denied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;

    #[test]
    fn rules_hold_for_the_owner_too_and_deny_nothing_else() {
        let all = Permissions::of_role(Role::Owner);
        assert_eq!(RoomRules::default().restrain(all), all);
        let quiet = RoomRules { allow_recording: false, ..RoomRules::default() };
        let left = quiet.restrain(all);
        let gone: Vec<_> = Permission::ALL.iter().filter(|p| !left.allows(**p)).collect();
        assert_eq!(gone, [&Permission::Record]);
    }

    #[test]
    fn what_is_stored_reads_back_and_older_text_becomes_a_rule() {
        let rules =
            RoomRules { custom_rules: vec!["Be kind".into()], allow_recording: false, ..Default::default() };
        assert_eq!(RoomRules::from_stored(rules.to_stored().as_deref()), rules);
        assert_eq!(RoomRules::default().to_stored(), None);
        let old = RoomRules::from_stored(Some("No solos\n\nTune first"));
        assert_eq!(old.custom_rules, ["No solos", "Tune first"]);
        assert!(RoomRules { custom_rules: vec!["x".repeat(151)], ..Default::default() }.checked().is_err());
    }
}
