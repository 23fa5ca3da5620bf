//! The form that changes a room: on its page and in the room's dialog. Two people who change a room at once do not undo
//! each other: who comes second is shown what changed, and keeps what they typed.

use super::api::{EditRoom, room_settings};
use super::fields::{Basics, FIELDS};
use super::kept::shown_first;
use super::regular::Regular;
use super::{More, danger::Danger};
use app_kit::{ApiError, FormState};
use leptos::{form::ActionForm, html::Form, prelude::*};
use model::Fault;
use model_rooms::{NewRoom, RegularChoices, RoomCode, RoomToEdit};
use ui::{Button, ButtonKind, Notice, Skeleton, SkeletonShape, Tone, focus_first_problem, use_toasts};

/// The settings of the room `code`, for who may change them; says so to others.
#[component]
pub fn RoomSettingsForm(
    /// The room.
    #[prop(into)]
    code: RoomCode,
) -> impl IntoView {
    let asked = Resource::new_blocking(move || code.clone(), room_settings);
    view! {
        <Suspense fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=4/> }>
            {move || Suspend::new(async move {
                match asked.await {
                    Ok(found) => view! { <EditForm found=found/> }.into_any(),
                    Err(error) => view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
pub(super) fn EditForm(found: RoomToEdit) -> impl IntoView {
    let action = ServerAction::<EditRoom>::new();
    let form = FormState::of(action);
    let node = NodeRef::<Form>::new();
    let code = found.room.code.clone();
    let now = RwSignal::new(now_of(&found));
    let values = shown_first(now.get_untracked());
    let color = RwSignal::new(values.color.clone());
    after_answer(action, node, code.clone(), now);
    let base = StoredValue::new(now.get_untracked());
    let changed_by_others = move || {
        let conflict = action.value().with(is_conflict);
        conflict.then(|| differences(&base.get_value(), &now.get()))
    };
    let message = form.message(FIELDS);
    let plain_message = move || message.get().filter(|_| !action.value().with(is_conflict));
    let regular = values.regular.clone().filter(|_| found.is_owner);
    let only_name = found.may_rename && !found.may_edit;
    view! {
        <div class="room-settings stack" data-gap="8" data-accent=move || color.get()>
            <ActionForm action=action node_ref=node>
                <input type="hidden" name="code" value=code.to_string()/>
                <input type="hidden" name="seen" value=now.get_untracked().mark() prop:value=move || now.with(NewRoom::mark)/>
                <div class="stack" data-gap="8">
                    {move || plain_message().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
                    {move || changed_by_others().map(|list| view! { <Conflict list=list/> })}
                    {only_name.then(|| view! { <p class="quiet">"You may change this room's name."</p> })}
                    <Basics values=values.clone() form=form color=color fixed_name=!found.may_rename/>
                    <More values=values.choices.clone().unwrap_or_default() form=form fixed_roles=!found.may_manage_roles/>
                    {regular.map(|regular| view! { <Regular values=regular form=form limit=found.limit/> })}
                    <div class="row">
                        <Button kind=ButtonKind::Primary submit=true large=true busy=form.busy()>"Save settings"</Button>
                    </div>
                </div>
            </ActionForm>
            <Danger room=found.room.clone() may_delete=found.may_delete/>
        </div>
    }
}

/// The room as the form shows it.
fn now_of(found: &RoomToEdit) -> NewRoom {
    let regular = found.is_owner.then(|| match &found.saved {
        Some(saved) => saved.choices.clone(),
        None => RegularChoices::default(),
    });
    NewRoom { regular, ..NewRoom::of(&found.room) }
}

/// Saved: says so. Refused: to the first problem. Either way the room is looked at again, so that the next attempt
/// starts from what it is now.
fn after_answer(action: ServerAction<EditRoom>, node: NodeRef<Form>, code: RoomCode, now: RwSignal<NewRoom>) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        let Some(answer) = action.value().get() else { return };
        match &answer {
            Ok(()) => toasts.say("The settings are saved."),
            Err(_) => focus_first_problem(node),
        }
        if answer.is_ok() || is_conflict(&Some(answer)) {
            let code = code.clone();
            leptos::task::spawn_local(async move {
                // When it cannot be had now, the next attempt says so.
                if let Ok(found) = room_settings(code).await {
                    now.set(now_of(&found));
                }
            });
        }
    });
}

fn is_conflict(answer: &Option<Result<(), ApiError>>) -> bool {
    matches!(answer, Some(Err(ApiError(Fault::Conflict { message }))) if message.contains("meantime"))
}

/// What somebody else changed, in words.
#[component]
fn Conflict(list: Vec<String>) -> impl IntoView {
    view! {
        <Notice tone=Tone::Caution>
            <p>
                "Somebody else changed this room while you did. What you typed is still here: save again to keep yours."
            </p>
            <ul>{list.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </Notice>
    }
}

/// Every field that differs, with the value that it has now.
fn differences(before: &NewRoom, now: &NewRoom) -> Vec<String> {
    let mut list = Vec::new();
    let mut note = |label: &str, was: &str, is: &str| {
        if was != is {
            list.push(format!("{label}: now \u{201c}{is}\u{201d}"));
        }
    };
    note("Name", &before.name, &now.name);
    note("Who can come in", &before.visibility, &now.visibility);
    note("Description", &before.description, &now.description);
    note("Genre", &before.genre, &now.genre);
    note("Most people at once", &before.max_users.to_string(), &now.max_users.to_string());
    note("Colour", &before.color, &now.color);
    if let (Some(was), Some(is)) = (&before.choices, &now.choices) {
        note("Tags", &was.tags, &is.tags);
        note("Icon", &was.icon, &is.icon);
        note("House rules", &was.custom_rules, &is.custom_rules);
        note("Most people who play", &was.max_performers.to_string(), &is.max_performers.to_string());
        note("Slow mode", &was.slow_mode_seconds.to_string(), &is.slow_mode_seconds.to_string());
        note("Newcomers", was.default_role.as_str(), is.default_role.as_str());
        let quiet = |choices: &model_rooms::RoomChoices| model_rooms::RoomChoices {
            tags: String::new(),
            icon: String::new(),
            custom_rules: String::new(),
            max_performers: 0,
            slow_mode_seconds: 0,
            default_role: model_rooms::Role::Member,
            ..choices.clone()
        };
        if quiet(was) != quiet(is) {
            list.push("Some of the other choices".to_owned());
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use model_rooms::{Room, RoomChoices};

    #[test]
    fn what_others_changed_is_named_with_its_value() {
        let before = NewRoom::of(&Room::plain(RoomCode::parse("abcd1234").unwrap(), "Blue"));
        assert!(differences(&before, &before).is_empty());
        let choices = RoomChoices { allow_listeners: false, ..before.choices.clone().unwrap() };
        let now = NewRoom { name: "Red".into(), max_users: 4, choices: Some(choices), ..before.clone() };
        assert_eq!(
            differences(&before, &now),
            [
                "Name: now \u{201c}Red\u{201d}",
                "Most people at once: now \u{201c}4\u{201d}",
                "Some of the other choices"
            ]
        );
    }

    #[test]
    fn only_a_lost_race_is_a_conflict_of_two_people() {
        let conflict = |message: &str| Some(Err(ApiError(Fault::conflict(message))));
        assert!(is_conflict(&conflict("Somebody else changed this room in the meantime.")));
        assert!(!is_conflict(&conflict("You keep as many rooms as your plan allows.")));
        assert!(!is_conflict(&Some(Ok(()))) && !is_conflict(&None));
    }
}
