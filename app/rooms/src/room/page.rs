//! `/room/{code}`: who may come in sees the door; who may not, why.

use super::api::room_entrance;
use super::door::{Door, NoEntry};
use app_kit::ApiError;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use model_rooms::{RoomCode, RoomEntrance};
use ui::{Skeleton, SkeletonShape};

/// The room's page.
#[component]
pub fn RoomPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let listen = move || query.with_untracked(|query| query.get("listen").is_some());
    // Blocking: the title, the status and the name form are in the first HTML.
    let entrance = Resource::new_blocking(move || code.get(), load);
    view! {
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                match entrance.await {
                    Ok(entrance) => {
                        view! {
                            <Title text=entrance.room.name.clone()/>
                            <Door entrance=entrance listen=listen()/>
                        }
                            .into_any()
                    }
                    Err(error) => {
                        refuse(&error);
                        view! {
                            <Title text="No way in"/>
                            <NoEntry fault=error.0/>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

async fn load(code: String) -> Result<RoomEntrance, ApiError> {
    // A code that cannot exist is a room that does not exist.
    let code = RoomCode::parse(&code).map_err(|_| ApiError(model::Fault::NotFound))?;
    room_entrance(code).await
}

/// The page's HTTP status is the fault's.
pub(crate) fn refuse(error: &ApiError) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(error.0.status()))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// The shape of the door.
#[component]
fn Waiting() -> impl IntoView {
    view! {
        <main class="page" data-width="form" aria-busy="true">
            <div class="stack" data-gap="6">
                <Skeleton shape=SkeletonShape::Title/>
                <Skeleton shape=SkeletonShape::Row/>
            </div>
        </main>
    }
}
