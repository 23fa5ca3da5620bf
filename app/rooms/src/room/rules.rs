//! What a room's host allows and asks for, shown before one comes in.

use leptos::prelude::*;
use model_rooms::RoomRules;
use ui::{Icon, IconName};

/// The rules; nothing when there are none.
#[component]
pub fn RulesAtTheDoor(rules: RoomRules) -> impl IntoView {
    let asked = asked(&rules);
    if asked.is_empty() && rules.custom_rules.is_empty() {
        return ().into_any();
    }
    let own = rules.custom_rules.into_iter().map(|rule| view! { <li>{rule}</li> }).collect_view();
    let asked = asked
        .into_iter()
        .map(|words| {
            view! {
                <li class="door-rule-set">
                    <Icon name=IconName::Info/>
                    {words}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="door-rules" aria-label="Rules of this room">
            <h2>"In this room"</h2>
            <ul>{own} {asked}</ul>
        </section>
    }
    .into_any()
}

/// What is set, in words.
fn asked(rules: &RoomRules) -> Vec<&'static str> {
    let all = [
        (rules.require_mic_check, "Who plays does the sound check first."),
        (!rules.allow_recording, "Nothing is recorded."),
        (!rules.allow_backing_tracks, "No backing tracks."),
        (!rules.allow_stem_separation, "Tracks are not taken apart."),
        (!rules.allow_ai_generation, "No generated music."),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_out_of_the_ordinary_is_said() {
        assert_eq!(asked(&RoomRules::default()), [""; 0]);
        let strict = RoomRules { require_mic_check: true, allow_recording: false, ..RoomRules::default() };
        assert_eq!(asked(&strict).len(), 2);
    }
}
