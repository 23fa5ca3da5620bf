//! `/invitations`: one's own that are open.

use super::answer::Answer;
use super::api::my_invitations;
use app_kit::use_viewer;
use leptos::prelude::*;
use leptos_meta::Title;
use model_people::Viewer;
use model_rooms::MyInvitation;
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Notice, RelativeTime, Skeleton, SkeletonShape, Tone};

/// Who invites one where.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let viewer = use_viewer();
    let mine = Resource::new_blocking(|| (), |()| my_invitations());
    view! {
        <Title text="Invitations"/>
        <div class="page" data-width="read">
            <div class="page-head">
                <h1>"Invitations"</h1>
            </div>
            <Suspense fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=3/> }>
                {move || Suspend::new(async move {
                    if !matches!(viewer.resource().await, Ok(Viewer::Member { .. })) {
                        return view! { <SignInFirst/> }.into_any();
                    }
                    match mine.await {
                        Ok(mine) if mine.is_empty() => view! { <Nothing/> }.into_any(),
                        Ok(mine) => {
                            let rows = mine.into_iter().map(|one| view! { <Row one=one/> }).collect::<Vec<_>>();
                            view! { <ul class="pending-list">{rows}</ul> }.into_any()
                        }
                        Err(error) => view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

#[component]
fn Row(one: MyInvitation) -> impl IntoView {
    let by = one.inviter_name.clone().unwrap_or_else(|| "Somebody".to_owned());
    view! {
        <li class="pending">
            <div class="pending-what">
                <h2>{one.room_name.clone()}</h2>
                <p class="quiet">{by} " invites you, " <RelativeTime at=one.created_at/></p>
                {(!one.message.is_empty()).then(|| view! { <p class="invitation-message">{one.message.clone()}</p> })}
            </div>
            <Answer id=one.id may_decline=true/>
        </li>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Link title="No open invitations">
            <p>"When somebody invites you to their room, you will find it here."</p>
            <div class="row">
                <LinkButton href="/lobby">"Find a room"</LinkButton>
            </div>
        </EmptyState>
    }
}

#[component]
fn SignInFirst() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Key title="Sign in to see your invitations">
            <p>"Invitations are for people with an account."</p>
            <div class="row">
                <LinkButton href="/sign-in?next=/invitations" kind=ButtonKind::Primary>"Sign in"</LinkButton>
                <LinkButton href="/sign-up?next=/invitations">"Create account"</LinkButton>
            </div>
        </EmptyState>
    }
}
