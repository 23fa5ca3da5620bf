//! Everything else about a room, behind a disclosure: most rooms are good as they come.

use super::permissions::DefaultPermissions;
use app_kit::FormState;
use leptos::prelude::*;
use model_rooms::room::{ICONS, TAG_CHARS_MAX, TAGS_MAX};
use model_rooms::rules::{CUSTOM_RULE_CHARS_MAX, CUSTOM_RULES_MAX};
use model_rooms::settings::SLOW_MODE_S_MAX;
use model_rooms::{NetworkMode, Role, RoomChoices};
use ui::{CheckBox, Choice, Field, Icon, IconName, Select, TextArea};

/// The rest of a room's fields.
#[component]
pub(crate) fn More(
    /// What stands in them at first.
    values: RoomChoices,
    /// What is wrong with them.
    form: FormState,
    /// Whether it is shown from the start.
    #[prop(optional)]
    open: bool,
    /// What newcomers are and may do is not theirs to change.
    #[prop(optional)]
    fixed_roles: bool,
) -> impl IntoView {
    // A problem inside is seen.
    let has_failed = form.has_failed();
    view! {
        <details class="more" open=move || open || has_failed.get()>
            <summary>
                <Icon name=IconName::ChevronDown/>
                "More choices"
            </summary>
            <div class="stack" data-gap="8">
                <Looks values=values.clone() form=form/>
                <Stage values=values.clone() form=form/>
                <Rules values=values.clone() form=form/>
                <Sound values=values.clone() form=form/>
                <DefaultPermissions values=values form=form fixed=fixed_roles/>
            </div>
        </details>
    }
}

#[component]
fn Looks(values: RoomChoices, form: FormState) -> impl IntoView {
    let icons = ICONS.iter().map(|icon| Choice::new(*icon, capitalised(icon))).collect();
    view! {
        <div class="new-room-pair">
            <Field
                label="Tags"
                name="form[choices][tags]"
                id="tags"
                value=Some(values.tags)
                hint="Separated by commas; people find the room by them."
                max_chars=TAGS_MAX * (TAG_CHARS_MAX + 2)
                required=false
                problem=form.problem("tags")
            />
            <Select
                label="Icon"
                name="form[choices][icon]"
                id="icon"
                value=values.icon
                choices=icons
                problem=form.problem("icon")
            />
        </div>
    }
}

#[component]
fn Stage(values: RoomChoices, form: FormState) -> impl IntoView {
    view! {
        <fieldset class="choices">
            <legend>"Stage and audience"</legend>
            <div class="new-room-pair">
                <Field
                    label="Most people who play"
                    name="form[choices][max_performers]"
                    id="max_performers"
                    type_="number"
                    range=(1, 20)
                    value=Some(values.max_performers.to_string())
                    problem=form.problem("maxPerformers")
                />
                <Field
                    label="Slow mode in the chat, seconds"
                    name="form[choices][slow_mode_seconds]"
                    id="slow_mode_seconds"
                    type_="number"
                    range=(0, i32::from(SLOW_MODE_S_MAX))
                    value=Some(values.slow_mode_seconds.to_string())
                    hint="How long somebody waits between two messages. 0: no waiting."
                    problem=form.problem("slowModeSeconds")
                />
            </div>
            <CheckBox
                label="People may come to listen"
                name="form[choices][allow_listeners]"
                id="allow_listeners"
                checked=values.allow_listeners
            />
            <CheckBox
                label="Newcomers wait at the door"
                name="form[choices][require_approval]"
                id="require_approval"
                checked=values.require_approval
                hint="You or a co-host let them in. Members and invited people come straight in."
            />
        </fieldset>
    }
}

#[component]
fn Rules(values: RoomChoices, form: FormState) -> impl IntoView {
    let rules = [
        (
            "Backing tracks may be played",
            "form[choices][allow_backing_tracks]",
            "allow_backing_tracks",
            values.allow_backing_tracks,
        ),
        (
            "Music and words may be generated",
            "form[choices][allow_ai_generation]",
            "allow_ai_generation",
            values.allow_ai_generation,
        ),
        (
            "Tracks may be taken apart into stems",
            "form[choices][allow_stem_separation]",
            "allow_stem_separation",
            values.allow_stem_separation,
        ),
        (
            "The room may be recorded",
            "form[choices][allow_recording]",
            "allow_recording",
            values.allow_recording,
        ),
        (
            "Whoever plays has done the sound check",
            "form[choices][require_mic_check]",
            "require_mic_check",
            values.require_mic_check,
        ),
    ];
    let boxes = rules
        .map(|(label, name, id, checked)| view! { <CheckBox label=label name=name id=id checked=checked/> })
        .into_iter()
        .collect_view();
    view! {
        <fieldset class="choices">
            <legend>"House rules"</legend>
            {boxes}
            <TextArea
                label="In your own words"
                name="form[choices][custom_rules]"
                id="custom_rules"
                value=Some(values.custom_rules).filter(|text| !text.is_empty())
                hint="One rule in each line, up to 10. Shown at the door."
                max_chars=CUSTOM_RULES_MAX * (CUSTOM_RULE_CHARS_MAX + 2)
                problem=form.problem("customRules")
            />
        </fieldset>
    }
}

#[component]
fn Sound(values: RoomChoices, form: FormState) -> impl IntoView {
    let of = |numbers: &[u32], unit: &str| -> Vec<Choice> {
        numbers.iter().map(|n| Choice::new(n.to_string(), format!("{n} {unit}"))).collect()
    };
    let ways =
        vec![Choice::new("auto", "As suits the people"), Choice::new("sfu", "Always through the server")];
    let way = if values.network_mode == NetworkMode::Auto { "auto" } else { "sfu" };
    view! {
        <fieldset class="choices">
            <legend>"Sound"</legend>
            <div class="new-room-pair">
                <Select label="Sample rate" name="form[choices][sample_rate]" id="sample_rate" value=values.sample_rate.to_string() choices=of(&[44100, 48000], "Hz") problem=form.problem("sampleRate")/>
                <Select label="Depth" name="form[choices][bit_depth]" id="bit_depth" value=values.bit_depth.to_string() choices=of(&[16, 24], "bits") problem=form.problem("bitDepth")/>
                <Select label="Buffer" name="form[choices][buffer_size]" id="buffer_size" value=values.buffer_size.to_string() choices=of(&[32, 64, 128, 256, 512, 1024], "samples") problem=form.problem("bufferSize")/>
                <Select label="Way of the sound" name="form[choices][network_mode]" id="network_mode" value=way choices=ways/>
                <Field label="Backing tracks, %" name="form[choices][backing_track_volume]" id="backing_track_volume" type_="number" range=(0, 100) value=Some(values.backing_track_volume.to_string()) problem=form.problem("volume")/>
                <Field label="Everything, %" name="form[choices][master_volume]" id="master_volume" type_="number" range=(0, 100) value=Some(values.master_volume.to_string()) problem=form.problem("volume")/>
            </div>
            <CheckBox
                label="Jitter buffers find their own size"
                name="form[choices][auto_jitter_buffer]"
                id="auto_jitter_buffer"
                checked=values.auto_jitter_buffer
            />
        </fieldset>
    }
}

/// A word as a label: `fire` becomes `Fire`.
fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The roles of newcomers, as a list shows them.
pub(super) fn newcomers_roles() -> Vec<Choice> {
    [
        (Role::Performer, "Performer: plays, records, adds music"),
        (Role::Member, "Member: plays and chats"),
        (Role::Listener, "Listener: listens and chats"),
    ]
    .map(|(role, label)| Choice::new(role.as_str(), label))
    .into()
}
