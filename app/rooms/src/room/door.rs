//! The door: a name for those who have none, the sound check, and the room behind it.

use super::action::{Act, Action};
use super::closed::ClosedRoom;
use super::frame::DoorFrame;
use super::rules::RulesAtTheDoor;
use super::sound_check::SoundCheck;
use super::stage::Inside;
use super::store::{Phase, RoomStore};
use super::waiting::AtTheDoor;
use app_kit::use_viewer;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::Fault;
use model_people::Viewer;
use model_rooms::{Room, RoomEntrance};
use ui::{Button, ButtonKind, Field, Icon, IconName, LinkButton, Notice, Tone};

/// Asks for a name when there is none; else opens.
#[component]
pub fn Door(entrance: RoomEntrance, listen: bool) -> impl IntoView {
    let viewer = use_viewer();
    let entrance = StoredValue::new(entrance);
    let known = Memo::new(move |_| viewer.get().is_some_and(|viewer| viewer != Viewer::Anonymous));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                // Read once it is there: a guest who has just given a name goes straight on.
                let _ = viewer.resource().await;
                let entrance = entrance.get_value();
                if known.get() {
                    view! { <RoomView entrance=entrance listen=listen/> }.into_any()
                } else {
                    view! { <NameDoor room=entrance.room listen=listen/> }.into_any()
                }
            })}
        </Suspense>
    }
}

/// One room, one session.
#[component]
fn RoomView(entrance: RoomEntrance, listen: bool) -> impl IntoView {
    let at_door = StoredValue::new(entrance.clone());
    let store = RoomStore::new(entrance);
    let (act, actions) = Act::channel();
    provide_context(store);
    provide_context(act);
    start(store, act, actions, listen);
    let accent = move || store.room.with(|room| room.color.clone());
    let phase = Memo::new(move |_| store.phase.get());
    let navigate = use_navigate();
    Effect::new(move |_| {
        if phase.get() == Phase::Left {
            navigate("/lobby", NavigateOptions::default());
        }
    });
    let title = move || {
        let name = store.room.with(|room| room.name.clone());
        match store.unread() {
            0 => name,
            n => format!("({n}) {name}"),
        }
    };
    view! {
        <Title text=title/>
        <div
            class="room"
            data-accent=accent
            data-connection=move || store.link.get().as_str()
            data-media=move || store.sound.get().as_str()
        >
            {move || match phase.get() {
                Phase::SoundCheck => view! { <SoundCheck entrance=at_door.get_value() listen=listen/> }.into_any(),
                Phase::Entering => view! { <Opening/> }.into_any(),
                Phase::Waiting => view! { <AtTheDoor/> }.into_any(),
                Phase::Inside => view! { <Inside/> }.into_any(),
                Phase::Left => ().into_any(),
                Phase::Closed(fault) => view! { <ClosedRoom fault=fault/> }.into_any(),
            }}
        </div>
    }
}

/// Starts the session in the browser; ends it with the page.
fn start(
    store: RoomStore,
    act: Act,
    actions: futures::channel::mpsc::UnboundedReceiver<Action>,
    listen: bool,
) {
    let mut actions = Some(actions);
    // An effect: runs in the browser only, and after the page has been hydrated.
    Effect::new(move |_| {
        let Some(actions) = actions.take() else { return };
        #[cfg(target_arch = "wasm32")]
        leptos::task::spawn_local(super::session::run(store, act, actions, listen));
        #[cfg(not(target_arch = "wasm32"))]
        let _ = (store, act, actions, listen);
    });
}

/// Between the door and the room.
#[component]
fn Opening() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let name = store.room.with_untracked(|room| room.name.clone());
    view! {
        <main class="room-opening" aria-busy="true">
            <h1>{name}</h1>
            <p class="quiet" role="status">"Opening the door…"</p>
            <Button kind=ButtonKind::Quiet on:click=move |_| act.send(Action::Leave)>"Cancel"</Button>
        </main>
    }
}

/// Where the name form goes.
const NAME_PATH: &str = "/api/enter_as_guest";

/// For somebody whom we do not know: a name is enough. A plain form, so it works before the wasm has loaded.
#[component]
fn NameDoor(room: Room, listen: bool) -> impl IntoView {
    let query = use_query_map();
    let next = format!("/room/{}{}", room.code, if listen { "?listen=1" } else { "" });
    let sign_in = format!("/sign-in?next=/room/{}", room.code);
    let accent = room.color.clone();
    let problem =
        Signal::derive(move || query.with(|query| name_problem(query.get("__path"), query.get("__err"))));
    let verb = if listen { "Listen as guest" } else { "Join as guest" };
    view! {
        <div data-accent=accent>
            <DoorFrame>
                <RoomHead room=room.clone()/>
                <RulesAtTheDoor rules=room.rules/>
                <form class="stack" method="post" action=NAME_PATH>
                    <Field
                        label="Your name"
                        name="form[name]"
                        id="guest-name"
                        hint="The others see it. No account needed."
                        autocomplete="nickname"
                        max_chars=model::limits::DISPLAY_NAME_CHARS_MAX
                        problem=problem
                        verbatim=true
                        autofocus=true
                    />
                    <input type="hidden" name="form[next]" value=next/>
                    <Button kind=ButtonKind::Primary submit=true large=true block=true>{verb}</Button>
                </form>
                <p class="quiet">
                    "Have an account? " <a href=sign_in>"Sign in"</a> " to keep your rooms."
                </p>
            </DoorFrame>
        </div>
    }
}

/// What was wrong with the name, after the form came back.
fn name_problem(path: Option<String>, error: Option<String>) -> Option<String> {
    use server_fn::error::ServerFnUrlError;
    let error = error.filter(|_| path.as_deref() == Some(NAME_PATH))?;
    let error = ServerFnUrlError::<app_kit::ApiError>::decode_err(&error);
    Some(error.problem_with("name").unwrap_or_else(|| error.0.to_string()))
}

/// A room's name and what it is, above a form.
#[component]
pub fn RoomHead(room: Room) -> impl IntoView {
    let private = !room.is_public;
    view! {
        <header class="door-head">
            <p class="door-kind">
                <Icon name=if private { IconName::Lock } else { IconName::Globe }/>
                {if private { "Private room" } else { "Public room" }}
                <span class="door-code">{room.code.to_string()}</span>
            </p>
            <h1>{room.name}</h1>
            {(!room.description.is_empty()).then(|| view! { <p class="quiet">{room.description}</p> })}
        </header>
    }
}

/// Why there is no way in.
#[component]
pub fn NoEntry(fault: Fault) -> impl IntoView {
    let (title, text) = match &fault {
        Fault::NotFound => (
            "There is no such room",
            "Check the code. If the room is private, sign in with the account that was invited.".to_owned(),
        ),
        Fault::Unauthenticated | Fault::Forbidden { .. } => {
            ("This room is not open to you", fault.to_string())
        }
        Fault::Unavailable { .. } => ("The room cannot be reached", fault.to_string()),
        _ => ("Something is in the way", fault.to_string()),
    };
    let severe = matches!(fault, Fault::Internal { .. } | Fault::Unavailable { .. });
    view! {
        <DoorFrame>
            <header class="door-head">
                <h1>{title}</h1>
            </header>
            {if severe {
                view! { <Notice tone=Tone::Danger>{text}</Notice> }.into_any()
            } else {
                view! { <p class="lead">{text}</p> }.into_any()
            }}
            <div class="row">
                <LinkButton href="/lobby" kind=ButtonKind::Primary>"See open rooms"</LinkButton>
                <LinkButton href="/rooms/new">"Open a room"</LinkButton>
            </div>
        </DoorFrame>
    }
}
