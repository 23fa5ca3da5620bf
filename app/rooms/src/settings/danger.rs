//! What is done to a room as a whole: another one like it, and its end.

use super::api::{DeleteRoom, DuplicateRoom};
use app_kit::FormState;
use leptos::{form::ActionForm, prelude::*};
use model_rooms::Room;
use ui::{Button, ButtonKind, Field, Icon, IconName, Notice, Tone};

/// Copying a room, and deleting it by typing its name.
#[component]
pub(super) fn Danger(room: Room, may_delete: bool) -> impl IntoView {
    let copy = ServerAction::<DuplicateRoom>::new();
    let copying = FormState::of(copy);
    let code = room.code.to_string();
    view! {
        <section class="room-whole stack" data-gap="6" aria-labelledby="room-whole-title">
            <h2 id="room-whole-title">"The whole room"</h2>
            <ActionForm action=copy>
                <input type="hidden" name="code" value=code/>
                <div class="row">
                    <Button submit=true icon=IconName::Copy busy=copying.busy()>"Open another like it"</Button>
                    <p class="quiet">"The same settings; no people, chat or music."</p>
                </div>
                {move || copying.message(&[]).get().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
            </ActionForm>
            {may_delete.then(|| view! { <Delete room=room/> })}
        </section>
    }
}

#[component]
fn Delete(room: Room) -> impl IntoView {
    let action = ServerAction::<DeleteRoom>::new();
    let form = FormState::of(action);
    let failed = form.has_failed();
    view! {
        <details class="more" open=move || failed.get()>
            <summary>
                <Icon name=IconName::ChevronDown/>
                "Delete this room"
            </summary>
            <ActionForm action=action>
                <div class="stack" data-gap="4">
                    <p>
                        "Everybody in it leaves, and its chat, songs, tracks and invitations are gone for good. To delete it, type its name: "
                        <strong>{room.name.clone()}</strong>
                    </p>
                    <input type="hidden" name="code" value=room.code.to_string()/>
                    <Field label="The room's name" name="typed" id="typed" verbatim=true problem=form.problem("typed")/>
                    {move || form.message(&["typed"]).get().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
                    <div class="row">
                        <Button kind=ButtonKind::Danger submit=true busy=form.busy()>"Delete for good"</Button>
                    </div>
                </div>
            </ActionForm>
        </details>
    }
}
