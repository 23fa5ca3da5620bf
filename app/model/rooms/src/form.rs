//! The form that opens a room and the form that changes one: the same fields, so that both pages show the same controls.
//!
//! Its types are what a browser's form can say without wasm: a checkbox that is not there is off, a list is lines of
//! text. [`NewRoom::of`] is a room as the form shows it.

use crate::room::{COLORS, DEFAULT_COLOR, GENRES, ICONS, TAG_CHARS_MAX, TAGS_MAX};
use crate::{
    KeepingLimit, NetworkMode, Permission, PermissionChanges, PermissionPreset, RegularChoices, Role, Room,
    RoomRules, RoomSettings, SavedRoom,
};
use model::{Fault, FieldProblem, FieldProblems, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form that opens or changes a room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// 1–100 characters.
    pub name: String,
    /// Up to 500 characters.
    #[serde(default)]
    pub description: String,
    /// One of [`GENRES`], or empty.
    #[serde(default)]
    pub genre: String,
    /// One of [`COLORS`], or empty for the default.
    #[serde(default)]
    pub color: String,
    /// `public` or `private` (a radio group, so that the form works without wasm).
    pub visibility: String,
    /// Most people at once, 2–50.
    pub max_users: i32,
    /// Everything else; none: the defaults for a new room, and no change to one that is there.
    #[serde(default)]
    pub choices: Option<RoomChoices>,
    /// How it is kept as a regular room; none: not, or as it was.
    #[serde(default)]
    pub regular: Option<RegularChoices>,
}

/// What a room's form asks beyond the few things that most rooms need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomChoices {
    /// Separated by commas: up to [`TAGS_MAX`] of up to [`TAG_CHARS_MAX`] characters.
    #[serde(default)]
    pub tags: String,
    /// One of [`ICONS`], or empty for the default.
    #[serde(default)]
    pub icon: String,
    /// As in [`RoomRules`].
    #[serde(default)]
    pub allow_backing_tracks: bool,
    /// As in [`RoomRules`].
    #[serde(default)]
    pub allow_ai_generation: bool,
    /// As in [`RoomRules`].
    #[serde(default)]
    pub allow_stem_separation: bool,
    /// As in [`RoomRules`].
    #[serde(default)]
    pub allow_recording: bool,
    /// As in [`RoomRules`].
    #[serde(default)]
    pub require_mic_check: bool,
    /// One rule in each line, as in [`RoomRules::custom_rules`].
    #[serde(default)]
    pub custom_rules: String,
    /// Hz, as in [`RoomSettings`].
    pub sample_rate: u32,
    /// As in [`RoomSettings`].
    pub bit_depth: u8,
    /// Samples, as in [`RoomSettings`].
    pub buffer_size: u32,
    /// As in [`RoomSettings`].
    #[serde(default)]
    pub auto_jitter_buffer: bool,
    /// Percent, 0–100.
    pub backing_track_volume: u8,
    /// Percent, 0–100.
    pub master_volume: u8,
    /// As in [`RoomSettings`].
    pub network_mode: NetworkMode,
    /// 1–20.
    pub max_performers: u8,
    /// Whether people may come to listen.
    #[serde(default)]
    pub allow_listeners: bool,
    /// Seconds, 0–300.
    pub slow_mode_seconds: u16,
    /// Performer, member or listener.
    pub default_role: Role,
    /// Newcomers wait for a moderator.
    #[serde(default)]
    pub require_approval: bool,
    /// What people below co-host may do.
    pub permission_preset: PermissionPreset,
    /// With [`PermissionPreset::Own`]: `allow` or `deny` by `group.flag`; empty or missing: as the role has it.
    #[serde(default)]
    pub flags: BTreeMap<String, String>,
}

impl Default for RoomChoices {
    fn default() -> Self {
        let nothing_chosen = (RoomRules::default(), RoomSettings::default());
        RoomChoices::new(&nothing_chosen.0, &nothing_chosen.1, &PermissionChanges::default())
    }
}

/// A room as its settings' page shows it, and what the asker may do there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomToEdit {
    /// The room.
    pub room: Room,
    /// How it is kept as a regular room; only its owner sees that.
    pub saved: Option<SavedRoom>,
    /// Whether the asker owns the room.
    pub is_owner: bool,
    /// Whether the asker may change its name.
    pub may_rename: bool,
    /// Whether the asker may change its settings.
    pub may_edit: bool,
    /// Whether the asker may change what newcomers are and may do.
    pub may_manage_roles: bool,
    /// Whether the asker may delete the room.
    pub may_delete: bool,
    /// How many rooms the asker keeps.
    pub limit: KeepingLimit,
}

/// What the choices come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Tags, in the order in which they were typed.
    pub tags: Vec<String>,
    /// One of [`ICONS`].
    pub icon: String,
    /// Rules.
    pub rules: RoomRules,
    /// Settings.
    pub settings: RoomSettings,
    /// Performer, member or listener.
    pub default_role: Role,
    /// Whether newcomers wait.
    pub require_approval: bool,
    /// What is changed about the roles below co-host.
    pub default_permissions: PermissionChanges,
}

impl NewRoom {
    /// A room as its form shows it.
    pub fn of(room: &Room) -> NewRoom {
        let choices = RoomChoices::new(&room.rules, &room.settings, &room.default_permissions);
        NewRoom {
            name: room.name.clone(),
            description: room.description.clone(),
            genre: room.genre.clone().unwrap_or_default(),
            color: room.color.clone(),
            visibility: if room.is_public { "public" } else { "private" }.to_owned(),
            max_users: room.max_users,
            choices: Some(RoomChoices {
                tags: room.tags.join(", "),
                icon: room.icon.clone(),
                default_role: room.default_role,
                require_approval: room.require_approval,
                ..choices
            }),
            regular: None,
        }
    }

    /// Trims and checks the form. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        // Browsers send the ends of lines as two characters; the limits count one.
        self.description = self.description.trim().replace("\r\n", "\n");
        if self.color.is_empty() {
            self.color = DEFAULT_COLOR.into();
        }
        let mut problems = FieldProblem::list();
        self.check_basics(&mut problems);
        let mut all = problems.into_result().err();
        if let Some(choices) = &self.choices {
            all = merged(all, choices.chosen().err());
        }
        if let Some(regular) = self.regular.take() {
            match regular.checked() {
                Ok(regular) => self.regular = Some(regular),
                Err(fault) => all = merged(all, Some(fault)),
            }
        }
        all.map_or(Ok(self), Err)
    }

    fn check_basics(&self, problems: &mut FieldProblems) {
        let name_chars = self.name.chars().count();
        problems.require(name_chars > 0, "name", "Give the room a name.");
        problems.require(
            name_chars <= limits::ROOM_NAME_CHARS_MAX,
            "name",
            "Use at most 100 characters for the name.",
        );
        problems.require(
            !self.name.chars().any(char::is_control),
            "name",
            "The name has a character that cannot be shown.",
        );
        problems.require(
            self.description.chars().count() <= limits::ROOM_DESCRIPTION_CHARS_MAX
                && !self.description.contains('\0'),
            "description",
            "Use at most 500 characters for the description.",
        );
        problems.require(
            self.genre.is_empty() || GENRES.contains(&self.genre.as_str()),
            "genre",
            "Choose a genre from the list.",
        );
        problems.require(COLORS.contains(&self.color.as_str()), "color", "Choose a colour from the list.");
        problems.require(
            matches!(self.visibility.as_str(), "public" | "private"),
            "visibility",
            "Choose public or private.",
        );
        problems.require(
            limits::ROOM_USERS.contains(&self.max_users),
            "max_users",
            "A room holds 2 to 50 people.",
        );
    }

    /// Whether the form asks for a public room.
    pub fn is_public(&self) -> bool {
        self.visibility == "public"
    }

    /// Tells one state of a room from another: 16 hexadecimal digits of what the form shows. Whoever changes a room sends
    /// the mark of what they saw, so that two who change it at once do not undo each other.
    pub fn mark(&self) -> String {
        let shown = NewRoom { regular: None, ..self.clone() };
        // FNV-1a: enough to tell states apart, the same in every build; nobody gains by forging their own mark.
        let text = serde_json::to_string(&shown).unwrap_or_default();
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

/// Both lists of problems as one.
fn merged(first: Option<Fault>, second: Option<Fault>) -> Option<Fault> {
    match (first, second) {
        (Some(Fault::Invalid { mut fields }), Some(Fault::Invalid { fields: more })) => {
            fields.extend(more);
            Some(Fault::Invalid { fields })
        }
        (first, second) => first.or(second),
    }
}

impl RoomChoices {
    fn new(rules: &RoomRules, settings: &RoomSettings, permissions: &PermissionChanges) -> RoomChoices {
        let preset = PermissionPreset::of(permissions);
        RoomChoices {
            tags: String::new(),
            icon: ICONS[0].to_owned(),
            allow_backing_tracks: rules.allow_backing_tracks,
            allow_ai_generation: rules.allow_ai_generation,
            allow_stem_separation: rules.allow_stem_separation,
            allow_recording: rules.allow_recording,
            require_mic_check: rules.require_mic_check,
            custom_rules: rules.custom_rules.join("\n"),
            sample_rate: settings.sample_rate,
            bit_depth: settings.bit_depth,
            buffer_size: settings.buffer_size,
            auto_jitter_buffer: settings.auto_jitter_buffer,
            backing_track_volume: percent(settings.backing_track_volume),
            master_volume: percent(settings.master_volume),
            network_mode: settings.network_mode,
            max_performers: settings.max_performers,
            allow_listeners: settings.allow_listeners,
            slow_mode_seconds: settings.slow_mode_seconds,
            default_role: Role::Member,
            require_approval: false,
            permission_preset: preset,
            flags: if preset == PermissionPreset::Own { flags(permissions) } else { BTreeMap::new() },
        }
    }

    /// What the choices come to. Errors: [`Fault::Invalid`] with every refused field, by its name in the form.
    pub fn chosen(&self) -> Result<Chosen, Fault> {
        let mut problems = FieldProblem::list();
        let tags = self.tags_checked(&mut problems);
        let icon = if self.icon.is_empty() { ICONS[0] } else { self.icon.as_str() };
        problems.require(ICONS.contains(&icon), "icon", "Choose an icon from the list.");
        let volumes_ok = self.backing_track_volume <= 100 && self.master_volume <= 100;
        problems.require(volumes_ok, "volume", "A volume goes from 0 to 100 %.");
        problems.require(
            matches!(self.default_role, Role::Performer | Role::Member | Role::Listener),
            "default_role",
            "Newcomers become performers, members or listeners.",
        );
        let default_permissions = self.permissions(&mut problems);
        let rules = self.rules().checked();
        let settings = self.settings().checked();
        let faults =
            [problems.into_result().err(), rules.as_ref().err().cloned(), settings.as_ref().err().cloned()];
        match (faults.into_iter().fold(None, merged), rules, settings) {
            (None, Ok(rules), Ok(settings)) => Ok(Chosen {
                tags,
                icon: icon.to_owned(),
                rules,
                settings,
                default_role: self.default_role,
                require_approval: self.require_approval,
                default_permissions,
            }),
            (fault, ..) => {
                Err(fault.unwrap_or_else(|| Fault::invalid("form", "Some of the form was refused.")))
            }
        }
    }

    fn tags_checked(&self, problems: &mut FieldProblems) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
                tags.push(tag.to_owned());
            }
        }
        let fits = |tag: &String| tag.chars().count() <= TAG_CHARS_MAX && !tag.chars().any(char::is_control);
        problems.require(
            tags.len() <= TAGS_MAX && tags.iter().all(fits),
            "tags",
            "Use at most 10 tags of up to 30 characters.",
        );
        tags
    }

    fn permissions(&self, problems: &mut FieldProblems) -> PermissionChanges {
        if let Some(changes) = self.permission_preset.changes() {
            return changes;
        }
        let mut changes = PermissionChanges::default();
        for (key, value) in &self.flags {
            let known = Permission::ALL.iter().find(|permission| key_of(**permission) == *key);
            match (known, value.as_str()) {
                (Some(_), "") => {}
                (Some(permission), "allow" | "deny") => changes = changes.with(*permission, value == "allow"),
                _ => problems.require(false, "permissions", "Choose each permission from its list."),
            }
        }
        changes
    }

    fn rules(&self) -> RoomRules {
        RoomRules {
            allow_backing_tracks: self.allow_backing_tracks,
            allow_ai_generation: self.allow_ai_generation,
            allow_stem_separation: self.allow_stem_separation,
            allow_recording: self.allow_recording,
            require_mic_check: self.require_mic_check,
            custom_rules: self.custom_rules.lines().map(str::to_owned).collect(),
        }
    }

    fn settings(&self) -> RoomSettings {
        RoomSettings {
            sample_rate: self.sample_rate,
            bit_depth: self.bit_depth,
            buffer_size: self.buffer_size,
            auto_jitter_buffer: self.auto_jitter_buffer,
            backing_track_volume: f32::from(self.backing_track_volume) / 100.0,
            master_volume: f32::from(self.master_volume) / 100.0,
            network_mode: self.network_mode,
            max_performers: self.max_performers,
            allow_listeners: self.allow_listeners,
            slow_mode_seconds: self.slow_mode_seconds,
        }
    }
}

/// A share as whole percent.
fn percent(share: f32) -> u8 {
    // `as` stops at 0 and 255, and makes 0 of what is no number.
    (share * 100.0).round() as u8
}

/// A permission's name in the form: `chat.sendMessages`.
pub fn key_of(permission: Permission) -> String {
    let (group, flag) = permission.keys();
    format!("{group}.{flag}")
}

fn flags(changes: &PermissionChanges) -> BTreeMap<String, String> {
    let word = |allowed: bool| if allowed { "allow" } else { "deny" };
    Permission::ALL
        .iter()
        .filter_map(|permission| Some((key_of(*permission), word(changes.get(*permission)?).to_owned())))
        .collect()
}

#[cfg(test)]
mod tests;
