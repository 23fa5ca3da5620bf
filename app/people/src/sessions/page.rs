//! The list of places where one is signed in, part of the account's page.

use super::api;
use crate::accounts::entry::FormMessage;
use app_kit::FormState;
use leptos::{form::ActionForm, prelude::*};
use model_people::LoginSession;
use ui::{Button, ButtonKind, Icon, IconName, RelativeTime, Skeleton, SkeletonShape, use_toasts};

/// One's sessions, newest use first, each with a way to end it.
#[component]
pub fn SessionList(
    /// Rises when sessions changed in another way (a new password ends the others).
    #[prop(into)]
    changed: Signal<u32>,
) -> impl IntoView {
    let revoke = ServerAction::<api::RevokeLoginSession>::new();
    let revoke_others = ServerAction::<api::RevokeOtherLoginSessions>::new();
    let sessions = Resource::new_blocking(
        move || (changed.get(), revoke.version().get(), revoke_others.version().get()),
        |_| api::login_sessions(),
    );
    let (one_ended, others_ended, toasts) =
        (FormState::of(revoke).done(), FormState::of(revoke_others).done(), use_toasts());
    Effect::new(move |_| {
        let _ = revoke.version().get();
        if one_ended.get() {
            toasts.say("That device is signed out.");
        }
    });
    Effect::new(move |_| {
        if others_ended.get() {
            toasts.say("Every other device is signed out.")
        }
    });
    view! {
        <div class="stack">
            <FormMessage message=FormState::of(revoke).message(&[])/>
            <FormMessage message=FormState::of(revoke_others).message(&[])/>
            <Transition fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=2/> }>
                {move || {
                    sessions
                        .get()
                        .map(|found| match found {
                            Ok(list) => view! { <Sessions list=list revoke=revoke revoke_others=revoke_others/> }.into_any(),
                            Err(error) => view! { <FormMessage message=Signal::stored(Some(error.to_string()))/> }.into_any(),
                        })
                }}
            </Transition>
        </div>
    }
}

#[component]
fn Sessions(
    list: Vec<LoginSession>,
    revoke: ServerAction<api::RevokeLoginSession>,
    revoke_others: ServerAction<api::RevokeOtherLoginSessions>,
) -> impl IntoView {
    let others = list.iter().filter(|session| !session.is_current).count();
    let busy = FormState::of(revoke_others).busy();
    let rows =
        list.into_iter().map(|session| view! { <SessionRow session=session revoke=revoke/> }).collect_view();
    view! {
        <ul class="sessions">{rows}</ul>
        {(others > 1)
            .then(|| {
                view! {
                    <ActionForm action=revoke_others>
                        <Button kind=ButtonKind::Danger submit=true busy=busy>
                            {format!("Sign out of the {others} others")}
                        </Button>
                    </ActionForm>
                }
            })}
    }
}

#[component]
fn SessionRow(session: LoginSession, revoke: ServerAction<api::RevokeLoginSession>) -> impl IntoView {
    let address = session.ip_address.map(|ip| format!(" · {ip}"));
    let label = format!("Sign out {}", session.device);
    view! {
        <li class="session">
            <Icon name=IconName::Device/>
            <div class="session-what">
                <strong>{session.device}</strong>
                <span class="quiet">
                    "Last used " <RelativeTime at=session.last_active_at/> {address}
                </span>
            </div>
            {if session.is_current {
                view! { <span class="session-here"><Icon name=IconName::Check/>"This device"</span> }.into_any()
            } else {
                view! {
                    <ActionForm action=revoke>
                        <input type="hidden" name="id" value=session.id.to_string()/>
                        <Button submit=true attr:aria-label=label>"Sign out"</Button>
                    </ActionForm>
                }
                .into_any()
            }}
        </li>
    }
}
