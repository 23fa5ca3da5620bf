//! `/room/{code}/settings`: for who may change the room.

use super::api::room_settings;
use super::form::EditForm;
use app_kit::ApiError;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use model::Fault;
use model_rooms::{RoomCode, RoomToEdit};
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Skeleton, SkeletonShape};

/// The settings' page.
#[component]
pub fn RoomSettingsPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let found = Resource::new_blocking(move || code.get(), load);
    view! {
        <div class="page" data-width="read">
            <Suspense fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=4/> }>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(found) => view! { <Settings found=found/> }.into_any(),
                        Err(error) => {
                            crate::room::page::refuse(&error);
                            view! { <Refused fault=error.0 code=code.get_untracked()/> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </div>
    }
}

async fn load(code: String) -> Result<RoomToEdit, ApiError> {
    // A code that cannot exist is a room that does not exist.
    let code = RoomCode::parse(&code).map_err(|_| ApiError(Fault::NotFound))?;
    room_settings(code).await
}

#[component]
fn Settings(found: RoomToEdit) -> impl IntoView {
    let path = format!("/room/{}", found.room.code);
    let name = found.room.name.clone();
    view! {
        <Title text=format!("Settings of {name}")/>
        <div class="page-head">
            <div>
                <h1>"Room settings"</h1>
                <p class="lead">{name}</p>
            </div>
            <LinkButton href=path icon=IconName::ArrowLeft>"To the room"</LinkButton>
        </div>
        <EditForm found=found/>
    }
}

#[component]
fn Refused(fault: Fault, code: String) -> impl IntoView {
    let sign_in = format!("/sign-in?next=/room/{code}/settings");
    let (title, text) = match &fault {
        Fault::Unauthenticated => {
            ("Sign in to change a room", "The room's owner and co-hosts change its settings.".to_owned())
        }
        Fault::NotFound => ("There is no such room", "Check the code.".to_owned()),
        other => ("Not yours to change", other.to_string()),
    };
    let may_sign_in = fault == Fault::Unauthenticated;
    view! {
        <Title text=title/>
        <h1 class="heard-only">"Room settings"</h1>
        <EmptyState icon=IconName::Lock title=title>
            <p>{text}</p>
            <div class="row">
                {may_sign_in.then(|| view! { <LinkButton href=sign_in kind=ButtonKind::Primary>"Sign in"</LinkButton> })}
                <LinkButton href="/lobby">"See open rooms"</LinkButton>
            </div>
        </EmptyState>
    }
}
