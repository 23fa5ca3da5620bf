//! A regular room: kept by its owner, with a type, a level, a welcome, a picture and a time.

use app_kit::FormState;
use leptos::prelude::*;
use model_rooms::keeping::{BANNER_CHARS_MAX, MIN_LEVEL_MAX, WELCOME_CHARS_MAX};
use model_rooms::{KeepingLimit, RegularChoices, Repeats, SavedRoomType};
use ui::{CheckBox, Choice, Field, Icon, IconName, Select, TextArea};

/// The fields of a regular room, behind a disclosure.
#[component]
pub(crate) fn Regular(
    /// What stands in them at first.
    values: RegularChoices,
    /// What is wrong with them.
    form: FormState,
    /// How many rooms the owner keeps.
    limit: KeepingLimit,
    /// Whether it is shown from the start.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let has_failed = form.has_failed();
    let open = open || values.keep;
    let zone =
        RwSignal::new(if values.time_zone.is_empty() { "UTC".to_owned() } else { values.time_zone.clone() });
    tell_zone(zone, values.time_zone.is_empty());
    view! {
        <details class="more" id="regular" open=move || open || has_failed.get()>
            <summary>
                <Icon name=IconName::ChevronDown/>
                "Keep it as a regular room"
            </summary>
            <div class="stack" data-gap="6">
                <p class="quiet">{limit_words(limit)}</p>
                <CheckBox
                    label="A regular room"
                    name="form[regular][keep]"
                    id="regular_keep"
                    checked=values.keep
                    hint="With its own times, level and statistics. It stays a room like any other."
                />
                <Select label="Kind" name="form[regular][room_type]" id="room_type" value=values.room_type.as_str() choices=kinds()/>
                <div class="new-room-pair">
                    <Field label="First meeting" name="form[regular][starts_at]" id="starts_at" type_="datetime-local" required=false value=Some(values.starts_at) problem=form.problem("starts_at")/>
                    <Select label="Meets again" name="form[regular][repeats]" id="repeats" value=values.repeats choices=repeats() required=false problem=form.problem("repeats")/>
                </div>
                <TimeZone zone=zone problem=form.problem("time_zone")/>
                <div class="new-room-pair">
                    <Select label="For whom" name="form[regular][skill_level]" id="skill_level" value=values.skill_level choices=levels() required=false problem=form.problem("skill_level")/>
                    <Field label="From level" name="form[regular][min_level]" id="min_level" type_="number" range=(0, MIN_LEVEL_MAX) value=Some(values.min_level.to_string()) problem=form.problem("min_level")/>
                </div>
                <TextArea
                    label="Welcome"
                    name="form[regular][welcome_message]"
                    id="welcome_message"
                    value=Some(values.welcome_message).filter(|text| !text.is_empty())
                    hint="Said to people when they come for the first time."
                    max_chars=WELCOME_CHARS_MAX
                    problem=form.problem("welcome_message")
                />
                <Field
                    label="Picture"
                    name="form[regular][banner_url]"
                    id="banner_url"
                    value=Some(values.banner_url)
                    hint="An address that begins with https://."
                    max_chars=BANNER_CHARS_MAX
                    required=false
                    verbatim=true
                    problem=form.problem("banner_url")
                />
            </div>
        </details>
    }
}

/// A zone is typed rather than chosen from six hundred; the browser proposes its own.
#[component]
fn TimeZone(zone: RwSignal<String>, problem: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for="time_zone">"Time zone"</label>
            <input
                class="input"
                id="time_zone"
                name="form[regular][time_zone]"
                value=zone.get_untracked()
                prop:value=move || zone.get()
                on:input=move |event| zone.set(event_target_value(&event))
                maxlength="64"
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby="time_zone-problem time_zone-hint"
            />
            <p class="field-hint" id="time_zone-hint">"For example Europe/Berlin. The hour stays the same there all year."</p>
            <ui::Problem id="time_zone" problem=problem/>
        </div>
    }
}

/// Proposes the reader's own zone where none was chosen yet.
fn tell_zone(zone: RwSignal<String>, is_new: bool) {
    // An effect: only a browser knows.
    Effect::new(move |_| {
        if is_new && let Some(own) = browser::zone::time_zone() {
            zone.set(own);
        }
    });
}

/// `You keep 2 of 3 rooms.`
pub(crate) fn limit_words(limit: KeepingLimit) -> String {
    match limit.allowed {
        Some(allowed) => format!("You keep {} of {allowed} rooms.", limit.kept),
        None => format!("You keep {} rooms; there is no limit.", limit.kept),
    }
}

fn kinds() -> Vec<Choice> {
    [
        (SavedRoomType::Private, "Private: for its members and whom you invite"),
        (SavedRoomType::Friends, "For your friends"),
        (SavedRoomType::Public, "Public: in the lobby"),
        (SavedRoomType::Scheduled, "At a certain time"),
        (SavedRoomType::Recurring, "Again and again"),
    ]
    .map(|(kind, label)| Choice::new(kind.as_str(), label))
    .into()
}

fn repeats() -> Vec<Choice> {
    std::iter::once(Choice::new("", "Once"))
        .chain(Repeats::ALL.map(|repeats| Choice::new(repeats.as_str(), repeats.label())))
        .collect()
}

fn levels() -> Vec<Choice> {
    [
        ("", "Not said"),
        ("any", "Everybody"),
        ("beginner", "Beginners"),
        ("intermediate", "Some years of playing"),
        ("advanced", "Advanced players"),
    ]
    .map(|(value, label)| Choice::new(value, label))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_said() {
        assert_eq!(limit_words(KeepingLimit { kept: 2, allowed: Some(3) }), "You keep 2 of 3 rooms.");
        assert_eq!(
            limit_words(KeepingLimit { kept: 2, allowed: None }),
            "You keep 2 rooms; there is no limit."
        );
    }
}
