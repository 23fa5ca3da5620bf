//! The page that opens a room.

use super::api::OpenRoom;
use crate::saved::api::keeping_limit;
use crate::settings::fields::{Basics, FIELDS};
use crate::settings::{More, kept::shown_first, regular::Regular};
use app_kit::{FormState, use_viewer};
use leptos::{form::ActionForm, html::Form, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model_people::Viewer;
use model_rooms::room::DEFAULT_COLOR;
use model_rooms::{KeepingLimit, NewRoom, RegularChoices, RoomChoices};
use ui::{
    Button, ButtonKind, EmptyState, IconName, LinkButton, Notice, Skeleton, SkeletonShape, Tone,
    focus_first_problem,
};

/// What the form proposes: a band and some listeners.
const PROPOSED_USERS: i32 = 10;

/// A name is enough; everything else has a good default.
#[component]
pub fn NewRoomPage() -> impl IntoView {
    let viewer = use_viewer();
    let limit = Resource::new_blocking(|| (), |()| keeping_limit());
    view! {
        <Title text="Open a room"/>
        <div class="page" data-width="read">
            <Suspense fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=3/> }>
                {move || Suspend::new(async move {
                    let limit = limit.await.unwrap_or_default();
                    match viewer.resource().await {
                        Ok(Viewer::Member { .. }) => view! { <NewRoomForm limit=limit/> }.into_any(),
                        _ => view! { <AccountFirst/> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

#[component]
fn NewRoomForm(limit: KeepingLimit) -> impl IntoView {
    let action = ServerAction::<OpenRoom>::new();
    let form = FormState::of(action);
    let node = NodeRef::<Form>::new();
    let regular = use_query_map().with_untracked(|query| query.get("regular").is_some());
    let values = shown_first(proposed(regular));
    let color = RwSignal::new(values.color.clone());
    let failed = form.has_failed();
    let message = form.message(FIELDS);
    Effect::new(move |_| {
        if failed.get() && !form.busy().get() {
            focus_first_problem(node)
        }
    });
    view! {
        <div class="new-room" data-accent=move || color.get()>
            <div class="page-head">
                <div>
                    <h1>"Open a room"</h1>
                    <p class="lead">"It stays yours: the same link works tomorrow."</p>
                </div>
            </div>
            <ActionForm action=action node_ref=node>
                <div class="stack" data-gap="8">
                    {move || message.get().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
                    <Basics values=values.clone() form=form color=color/>
                    <More values=values.choices.clone().unwrap_or_default() form=form/>
                    <Regular values=values.regular.clone().unwrap_or_default() form=form limit=limit/>
                    <div class="row">
                        <Button kind=ButtonKind::Primary submit=true large=true busy=form.busy()>
                            "Open room"
                        </Button>
                        <LinkButton href="/lobby" kind=ButtonKind::Quiet>
                            "Cancel"
                        </LinkButton>
                    </div>
                </div>
            </ActionForm>
        </div>
    }
}

/// A new room as the form proposes it.
fn proposed(regular: bool) -> NewRoom {
    NewRoom {
        color: DEFAULT_COLOR.to_owned(),
        visibility: "public".to_owned(),
        max_users: PROPOSED_USERS,
        choices: Some(RoomChoices::default()),
        regular: Some(RegularChoices { keep: regular, ..RegularChoices::default() }),
        ..NewRoom::default()
    }
}

/// A room has an owner, so opening one needs an account.
#[component]
fn AccountFirst() -> impl IntoView {
    view! {
        <h1 class="heard-only">"Open a room"</h1>
        <EmptyState icon=IconName::Key title="A room needs an owner">
            <p>"Create an account to open rooms of your own. To play in a public room, a name is enough."</p>
            <div class="row">
                <LinkButton href="/sign-up?next=/rooms/new" kind=ButtonKind::Primary>"Create account"</LinkButton>
                <LinkButton href="/sign-in?next=/rooms/new">"Sign in"</LinkButton>
                <LinkButton href="/lobby" kind=ButtonKind::Quiet>"Find a public room"</LinkButton>
            </div>
        </EmptyState>
    }
}
