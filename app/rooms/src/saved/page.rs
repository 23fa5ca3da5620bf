//! `/rooms/saved`: one's regular rooms, those at hand, and all others that one belongs to.

use super::api::{keeping_limit, regular_rooms, rooms_at_hand, your_rooms};
use super::rows::{AtHandRow, OtherRow, RegularRow};
use crate::settings::regular::limit_words;
use app_kit::ApiError;
use leptos::prelude::*;
use leptos_meta::Title;
use model::Page;
use model_rooms::{BookmarkedRoom, KeepingLimit, SavedRoom, YourRoom};
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Notice, Skeleton, SkeletonShape, Tone};

/// Everything that the page shows.
type Kept = (KeepingLimit, Page<SavedRoom>, Page<BookmarkedRoom>, Vec<YourRoom>);

/// Your rooms.
#[component]
pub fn SavedRoomsPage() -> impl IntoView {
    // Raised whenever something was kept or given up.
    let changed = RwSignal::new(0_u32);
    let kept = Resource::new_blocking(move || changed.get(), |_| load());
    view! {
        <Title text="Your rooms"/>
        <div class="page" data-width="read">
            <div class="page-head">
                <div>
                    <h1>"Your rooms"</h1>
                    <p class="lead">"Rooms that you keep, and rooms that you belong to."</p>
                </div>
                <LinkButton href="/rooms/new?regular=1" kind=ButtonKind::Primary icon=IconName::Plus>
                    "New regular room"
                </LinkButton>
            </div>
            <Transition fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=4/> }>
                {move || {
                    kept.get()
                        .map(|kept| match kept {
                            Ok(kept) => view! { <Lists kept=kept changed=changed/> }.into_any(),
                            Err(error) => view! { <Refused error=error/> }.into_any(),
                        })
                }}
            </Transition>
        </div>
    }
}

async fn load() -> Result<Kept, ApiError> {
    let (limit, regular) = (keeping_limit().await?, regular_rooms(None).await?);
    Ok((limit, regular, rooms_at_hand(None).await?, your_rooms().await?))
}

#[component]
fn Refused(error: ApiError) -> impl IntoView {
    if error.0 == model::Fault::Unauthenticated {
        return view! {
            <EmptyState icon=IconName::Key title="Sign in to see your rooms">
                <p>"An account keeps your rooms, their times and what happened in them."</p>
                <div class="row">
                    <LinkButton href="/sign-in?next=/rooms/saved" kind=ButtonKind::Primary>"Sign in"</LinkButton>
                    <LinkButton href="/sign-up?next=/rooms/saved">"Create account"</LinkButton>
                </div>
            </EmptyState>
        }
        .into_any();
    }
    view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }.into_any()
}

#[component]
fn Lists(kept: Kept, changed: RwSignal<u32>) -> impl IntoView {
    let (limit, regular, at_hand, yours) = kept;
    let listed: Vec<String> = regular
        .items
        .iter()
        .map(|room| room.code.to_string())
        .chain(at_hand.items.iter().map(|room| room.room.to_string()))
        .collect();
    let others: Vec<YourRoom> =
        yours.into_iter().filter(|yours| !listed.contains(&yours.room.room.code.to_string())).collect();
    let nothing = regular.items.is_empty() && at_hand.items.is_empty() && others.is_empty();
    let may_keep = limit.has_room();
    view! {
        <p class="kept-limit number">{limit_words(limit)}</p>
        {nothing
            .then(|| {
                view! {
                    <EmptyState icon=IconName::Other title="No rooms yet">
                        <p>"Rooms that you open or join will be here."</p>
                        <div class="row">
                            <LinkButton href="/rooms/new" icon=IconName::Plus>"Open a room"</LinkButton>
                            <LinkButton href="/lobby" kind=ButtonKind::Quiet>"Find a room"</LinkButton>
                        </div>
                    </EmptyState>
                }
            })}
        {listed_rooms("Regular rooms", "regular-rooms", regular.items, move |room| view! { <RegularRow room=room changed=changed/> }.into_any())}
        {listed_rooms("At hand", "rooms-at-hand", at_hand.items, move |room| view! { <AtHandRow room=room changed=changed/> }.into_any())}
        {listed_rooms("Other rooms of yours", "other-rooms", others, move |room| view! { <OtherRow yours=room changed=changed may_keep=may_keep/> }.into_any())}
    }
}

/// A list under its heading; nothing when it is empty.
fn listed_rooms<T>(
    title: &'static str,
    id: &'static str,
    rooms: Vec<T>,
    row: impl Fn(T) -> AnyView,
) -> Option<impl IntoView> {
    (!rooms.is_empty()).then(|| {
        let rows = rooms.into_iter().map(row).collect::<Vec<_>>();
        view! {
            <section class="kept" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <ul class="kept-list">{rows}</ul>
            </section>
        }
    })
}
