//! What is said to those who do not see the stage: who comes and goes, who asks to come in, reactions to oneself.

use super::action::{Act, Action};
use super::store::RoomStore;
use super::store::reaction::ShownReaction;
use leptos::prelude::*;
use model::{ParticipantId, UserId};

/// A region that is only read out.
#[component]
pub fn ComingsAndGoings() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let news = RwSignal::new(String::new());
    Effect::new(move |before: Option<Vec<(ParticipantId, String)>>| {
        let now: Vec<(ParticipantId, String)> = store.people.with(|people| {
            people
                .iter()
                .map(|person| (person.id, person.state.with_untracked(|state| state.name.clone())))
                .collect()
        });
        if let Some(text) = before.as_deref().and_then(|before| difference(before, &now)) {
            news.set(text);
        }
        now
    });
    view! {
        <p class="heard-only" role="status">{move || news.get()}</p>
        <Reacted/>
        <Knocks/>
    }
}

/// Reactions to oneself.
#[component]
fn Reacted() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let latest = Memo::new(move |_| {
        let for_you = |list: &Vec<ShownReaction>| list.iter().rev().find(|one| one.to_you).cloned();
        store.reactions.with(for_you).map(|one| format!("{} to you: {}", one.by, one.reaction.label()))
    });
    view! { <p class="heard-only" role="status">{move || latest.get()}</p> }
}

/// Who asks to come in: told with the way to let them in at once.
#[component]
fn Knocks() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    Effect::new(move |before: Option<Vec<UserId>>| {
        let here: Vec<(UserId, String)> = store.at_the_door.with(|people| {
            people.iter().filter(|one| one.present).map(|one| (one.person, one.name.clone())).collect()
        });
        let before = before.unwrap_or_default();
        for (person, name) in here.iter().filter(|(person, _)| !before.contains(person)) {
            let person = *person;
            store.toasts.offer(format!("{name} asks to come in."), "Let in", move || {
                act.send(Action::Decide { person, admit: true });
            });
        }
        here.into_iter().map(|(person, _)| person).collect()
    });
}

/// In words, what is different; none when nobody came or went.
fn difference(before: &[(ParticipantId, String)], now: &[(ParticipantId, String)]) -> Option<String> {
    let missing_in = |list: &[(ParticipantId, String)], id| list.iter().all(|(known, _)| *known != id);
    let came =
        now.iter().filter(|(id, _)| missing_in(before, *id)).map(|(_, name)| format!("{name} came in."));
    let went = before.iter().filter(|(id, _)| missing_in(now, *id)).map(|(_, name)| format!("{name} left."));
    let sentences: Vec<String> = came.chain(went).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn people(names: &[&str]) -> Vec<(ParticipantId, String)> {
        let id = |name: &str| ParticipantId(Uuid::from_u128(u128::from(name.as_bytes()[0])));
        names.iter().map(|name| (id(name), (*name).to_owned())).collect()
    }

    #[test]
    fn who_came_and_went_is_said_once() {
        let said = difference(&people(&["Ana", "Ben"]), &people(&["Ana", "Cy"]));
        assert_eq!(said.as_deref(), Some("Cy came in. Ben left."));
        assert_eq!(difference(&people(&["Ana"]), &people(&["Ana"])), None);
    }
}
