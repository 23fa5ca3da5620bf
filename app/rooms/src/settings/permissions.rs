//! What newcomers are, and what people below co-host may do.

use super::more::newcomers_roles;
use app_kit::FormState;
use leptos::prelude::*;
use model_rooms::form::key_of;
use model_rooms::{Permission, PermissionPreset, RoomChoices};
use ui::{IconName, RadioCards, RadioChoice, Select};

/// The groups of permissions, by their key, as people read them.
const GROUPS: [(&str, &str); 9] = [
    ("transport", "Transport"),
    ("tempo", "Tempo, key and click"),
    ("tracks", "Queue and songs"),
    ("mixer", "Mixer"),
    ("effects", "Effects"),
    ("recording", "Recording and loops"),
    ("ai", "Helpers"),
    ("chat", "Chat"),
    ("room", "The room itself"),
];

/// The role of newcomers and the permissions of everybody below co-host.
#[component]
pub(super) fn DefaultPermissions(values: RoomChoices, form: FormState, fixed: bool) -> impl IntoView {
    if fixed {
        return view! { <Fixed values=values/> }.into_any();
    }
    view! {
        <fieldset class="choices">
            <legend>"Newcomers"</legend>
            <Select
                label="They come in as"
                name="form[choices][default_role]"
                id="default_role"
                value=values.default_role.as_str()
                choices=newcomers_roles()
                problem=form.problem("default_role")
            />
            <RadioCards
                legend="People below co-host may"
                name="form[choices][permission_preset]"
                id="permissions"
                choices=presets()
                value=values.permission_preset.as_str()
                problem=form.problem("permissions")
            />
            <Flags values=values/>
        </fieldset>
    }
    .into_any()
}

/// What somebody may not change goes back as it came.
#[component]
fn Fixed(values: RoomChoices) -> impl IntoView {
    let flags = values
        .flags
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=format!("form[choices][flags][{key}]") value=value/> })
        .collect_view();
    view! {
        <input type="hidden" name="form[choices][default_role]" value=values.default_role.as_str()/>
        <input type="hidden" name="form[choices][permission_preset]" value=values.permission_preset.as_str()/>
        {flags}
        <p class="quiet">"What newcomers are and may do is changed by those who give roles."</p>
    }
}

fn presets() -> Vec<RadioChoice> {
    vec![
        RadioChoice {
            value: PermissionPreset::Roles.as_str(),
            label: "As their role says",
            meaning: "Good for most rooms.",
            icon: IconName::People,
        },
        RadioChoice {
            value: PermissionPreset::OpenJam.as_str(),
            label: "Open jam",
            meaning: "Everybody runs the song, the tempo and the loops.",
            icon: IconName::Guitar,
        },
        RadioChoice {
            value: PermissionPreset::Concert.as_str(),
            label: "Concert",
            meaning: "No links, no calls, no recording.",
            icon: IconName::Headphones,
        },
        RadioChoice {
            value: PermissionPreset::Own.as_str(),
            label: "As chosen below",
            meaning: "One by one.",
            icon: IconName::Settings,
        },
    ]
}

/// Each permission: as the role has it, allowed, or not.
#[component]
fn Flags(values: RoomChoices) -> impl IntoView {
    let is_own = values.permission_preset == PermissionPreset::Own;
    let groups = GROUPS.map(|(group, title)| {
        let rows = Permission::ALL
            .iter()
            .filter(|permission| permission.keys().0 == group)
            .map(|permission| flag(*permission, values.flags.get(&key_of(*permission)).map(String::as_str)))
            .collect_view();
        view! {
            <fieldset class="flags">
                <legend>{title}</legend>
                {rows}
            </fieldset>
        }
    });
    view! {
        <details class="more" open=is_own>
            <summary>
                <ui::Icon name=IconName::ChevronDown/>
                "One by one"
            </summary>
            <p class="field-hint">"These count when \u{201c}As chosen below\u{201d} is chosen."</p>
            <div class="flag-groups">{groups.into_iter().collect_view()}</div>
        </details>
    }
}

fn flag(permission: Permission, now: Option<&str>) -> impl IntoView + use<> {
    let (key, now) = (key_of(permission), now.unwrap_or_default().to_owned());
    let id = format!("flag-{}", key.replace('.', "-"));
    let options = [("", "As the role"), ("allow", "May"), ("deny", "May not")]
        .map(|(value, label)| view! { <option value=value selected=now == value>{label}</option> })
        .into_iter()
        .collect_view();
    view! {
        <div class="flag">
            <label for=id.clone()>{permission.words().trim_end_matches('.')}</label>
            <select class="input" id=id name=format!("form[choices][flags][{key}]")>
                {options}
            </select>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_in_a_group() {
        for permission in Permission::ALL {
            assert!(GROUPS.iter().any(|(group, _)| *group == permission.keys().0), "{permission:?}");
        }
    }
}
