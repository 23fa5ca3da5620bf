//! `/invite/{code}`: what an invitation's link opens, for everybody who has it; and the two answers.

use super::api::{AcceptInvitation, DeclineInvitation, seen_invitation};
use app_kit::{FormState, use_viewer};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use model::Fault;
use model_people::Viewer;
use model_rooms::InvitationSeen;
use server_fn::ServerFn;
use ui::{
    Button, ButtonKind, EmptyState, IconName, LinkButton, Notice, RelativeTime, Skeleton, SkeletonShape, Tone,
};
use uuid::Uuid;

/// The link's page.
#[component]
pub fn InvitePage() -> impl IntoView {
    let params = use_params_map();
    let viewer = use_viewer();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let seen = Resource::new_blocking(move || code.get(), seen_invitation);
    view! {
        <div class="page" data-width="form">
            <Suspense fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=2/> }>
                {move || Suspend::new(async move {
                    let is_member = matches!(viewer.resource().await, Ok(Viewer::Member { .. }));
                    match seen.await {
                        Ok(seen) => view! { <Seen seen=seen code=code.get_untracked() is_member=is_member/> }.into_any(),
                        Err(error) => {
                            crate::room::page::refuse(&error);
                            view! { <Over fault=error.0/> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </div>
    }
}

#[component]
fn Seen(seen: InvitationSeen, code: String, is_member: bool) -> impl IntoView {
    let InvitationSeen { invitation, color, description, is_link } = seen;
    let by = invitation.inviter_name.clone().unwrap_or_else(|| "Somebody".to_owned());
    let next = format!("/invite/{code}");
    view! {
        <Title text=format!("Invitation to {}", invitation.room_name)/>
        <article class="invite" data-accent=color>
            <p class="quiet">{by} " invites you to"</p>
            <h1>{invitation.room_name.clone()}</h1>
            {(!description.is_empty()).then(|| view! { <p class="lead">{description}</p> })}
            {(!invitation.message.is_empty())
                .then(|| view! { <blockquote class="invitation-message">{invitation.message.clone()}</blockquote> })}
            <p class="faint">"Invited " <RelativeTime at=invitation.created_at/></p>
            {if is_member {
                view! { <Answer id=invitation.id may_decline=!is_link/> }.into_any()
            } else {
                view! { <AccountFirst next=next/> }.into_any()
            }}
        </article>
    }
}

/// Whoever is invited belongs to the room from then on, and for that they need an account.
#[component]
fn AccountFirst(next: String) -> impl IntoView {
    view! {
        <p>"Sign in to come in; you will be back here. Who is invited belongs to the room, also tomorrow."</p>
        <div class="row">
            <LinkButton href=format!("/sign-up?next={next}") kind=ButtonKind::Primary>"Create account"</LinkButton>
            <LinkButton href=format!("/sign-in?next={next}")>"Sign in"</LinkButton>
        </div>
    }
}

/// Yes and no. No is a plain form: the list and the number in the header are loaded anew with the page.
#[component]
pub(super) fn Answer(id: Uuid, may_decline: bool) -> impl IntoView {
    let accept = ServerAction::<AcceptInvitation>::new();
    let accepting = FormState::of(accept);
    let problem = accepting.message(&[]);
    let decline_path = <DeclineInvitation as ServerFn>::PATH;
    view! {
        <div class="row">
            <ActionForm action=accept>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button kind=ButtonKind::Primary submit=true busy=accepting.busy()>"Come in"</Button>
            </ActionForm>
            {may_decline
                .then(|| {
                    view! {
                        <form method="post" action=decline_path>
                            <input type="hidden" name="id" value=id.to_string()/>
                            <Button kind=ButtonKind::Quiet submit=true>"No, thanks"</Button>
                        </form>
                    }
                })}
        </div>
        {move || {
            problem
                .get()
                .map(|_| {
                    view! {
                        <Notice tone=Tone::Danger>
                            <p>"This invitation is not open to you: it is over, it was used up, or it is for somebody else."</p>
                        </Notice>
                    }
                })
        }}
    }
}

#[component]
fn Over(fault: Fault) -> impl IntoView {
    let text = match &fault {
        Fault::NotFound => "It may have expired, been used up or taken back. Ask for a new one.".to_owned(),
        other => other.to_string(),
    };
    view! {
        <Title text="Invitation"/>
        <h1 class="heard-only">"Invitation"</h1>
        <EmptyState icon=IconName::Link title="This invitation is over">
            <p>{text}</p>
            <div class="row">
                <LinkButton href="/lobby" kind=ButtonKind::Primary>"See open rooms"</LinkButton>
            </div>
        </EmptyState>
    }
}
