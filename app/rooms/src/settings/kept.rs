//! What stood in a room's form when it was refused without wasm: the server leads back with it in the address.

use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use model_rooms::{NewRoom, Permission, PermissionPreset, RegularChoices, RoomChoices, SavedRoomType};

/// What the form shows at first: `now`, unless it was refused a moment ago; then what was typed.
pub(crate) fn shown_first(now: NewRoom) -> NewRoom {
    let query = use_query_map();
    query.with_untracked(|query| if query.get("__err").is_some() { typed(query, now) } else { now })
}

fn typed(query: &ParamsMap, now: NewRoom) -> NewRoom {
    let Some(name) = query.get("form[name]") else { return now };
    let text = |field: &str| query.get(&format!("form[{field}]")).unwrap_or_default();
    NewRoom {
        name,
        description: text("description"),
        genre: text("genre"),
        color: text("color"),
        visibility: text("visibility"),
        max_users: text("max_users").parse().unwrap_or(now.max_users),
        choices: Some(choices(query, now.choices.unwrap_or_default())),
        regular: now.regular.map(|regular| regular_typed(query, regular)),
    }
}

fn choices(query: &ParamsMap, now: RoomChoices) -> RoomChoices {
    let text = |field: &str| query.get(&format!("form[choices][{field}]"));
    // A list is always sent, so without it the whole part was not.
    if text("sample_rate").is_none() {
        return now;
    }
    let on = |field: &str| text(field).is_some();
    let words = |field: &str| text(field).unwrap_or_default();
    let flags = Permission::ALL.iter().map(|permission| model_rooms::form::key_of(*permission));
    let preset = words("permission_preset");
    RoomChoices {
        tags: words("tags"),
        icon: words("icon"),
        allow_backing_tracks: on("allow_backing_tracks"),
        allow_ai_generation: on("allow_ai_generation"),
        allow_stem_separation: on("allow_stem_separation"),
        allow_recording: on("allow_recording"),
        require_mic_check: on("require_mic_check"),
        custom_rules: words("custom_rules"),
        sample_rate: words("sample_rate").parse().unwrap_or(now.sample_rate),
        bit_depth: words("bit_depth").parse().unwrap_or(now.bit_depth),
        buffer_size: words("buffer_size").parse().unwrap_or(now.buffer_size),
        auto_jitter_buffer: on("auto_jitter_buffer"),
        backing_track_volume: words("backing_track_volume").parse().unwrap_or(now.backing_track_volume),
        master_volume: words("master_volume").parse().unwrap_or(now.master_volume),
        network_mode: now.network_mode,
        max_performers: words("max_performers").parse().unwrap_or(now.max_performers),
        allow_listeners: on("allow_listeners"),
        slow_mode_seconds: words("slow_mode_seconds").parse().unwrap_or(now.slow_mode_seconds),
        default_role: model_rooms::Role::from_stored(&words("default_role")),
        require_approval: on("require_approval"),
        permission_preset: PermissionPreset::ALL
            .into_iter()
            .find(|known| known.as_str() == preset)
            .unwrap_or(now.permission_preset),
        flags: flags.filter_map(|key| Some((key.clone(), text(&format!("flags][{key}"))?))).collect(),
    }
}

fn regular_typed(query: &ParamsMap, now: RegularChoices) -> RegularChoices {
    let text = |field: &str| query.get(&format!("form[regular][{field}]"));
    let words = |field: &str| text(field).unwrap_or_default();
    let Some(room_type) = text("room_type") else { return now };
    RegularChoices {
        keep: text("keep").is_some(),
        room_type: SavedRoomType::from_stored(&room_type),
        skill_level: words("skill_level"),
        min_level: words("min_level").parse().unwrap_or(now.min_level),
        welcome_message: words("welcome_message"),
        banner_url: words("banner_url"),
        starts_at: words("starts_at"),
        repeats: words("repeats"),
        time_zone: words("time_zone"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_shown_again_and_what_was_switched_off_stays_off() {
        let mut query = ParamsMap::new();
        for (name, value) in [
            ("form[name]", "Late jam"),
            ("form[visibility]", "private"),
            ("form[max_users]", "7"),
            ("form[choices][sample_rate]", "44100"),
            ("form[choices][allow_recording]", "true"),
            ("form[choices][flags][chat.sendMessages]", "deny"),
        ] {
            query.insert(name, value.to_owned());
        }
        let shown = typed(&query, NewRoom { choices: Some(RoomChoices::default()), ..NewRoom::default() });
        assert_eq!((shown.name.as_str(), shown.max_users), ("Late jam", 7));
        let choices = shown.choices.unwrap();
        assert!(choices.allow_recording && !choices.allow_backing_tracks && !choices.allow_listeners);
        assert_eq!((choices.sample_rate, choices.max_performers), (44100, 8));
        assert_eq!(choices.flags.get("chat.sendMessages").map(String::as_str), Some("deny"));
    }
}
