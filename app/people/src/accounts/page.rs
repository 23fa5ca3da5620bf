//! The pages around an account: the ways in, and the account itself.

pub use super::{sign_in::SignInPage, sign_up::SignUpPage};

use super::{api, password_form::PasswordForm};
use crate::sessions::page::SessionList;
use app_kit::use_viewer;
use leptos::prelude::*;
use leptos_meta::Title;
use model_people::Viewer;
use server_fn::ServerFn;
use ui::{Avatar, Button, ButtonKind, EmptyState, IconName, LinkButton, Panel, Skeleton, SkeletonShape};

/// Who one is, where one is signed in, and the password.
#[component]
pub fn AccountPage() -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <Title text="Your account"/>
        <div class="page" data-width="read">
            <Suspense fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=3/> }>
                {move || {
                    viewer
                        .get()
                        .map(|viewer| match viewer {
                            Viewer::Member { username, name, .. } => {
                                view! { <Account username=username name=name/> }.into_any()
                            }
                            _ => view! { <NobodyHere/> }.into_any(),
                        })
                }}
            </Suspense>
        </div>
    }
}

#[component]
fn Account(username: String, name: String) -> impl IntoView {
    let sessions_changed = RwSignal::new(0_u32);
    let handle = format!("@{username}");
    let sign_out = <api::SignOut as ServerFn>::PATH;
    view! {
        <div class="stack" data-gap="6">
            <div class="account-head">
                <Avatar name=name.clone() size="large"/>
                <div class="account-names">
                    <h1>{name}</h1>
                    <p class="quiet">{handle}</p>
                </div>
                // A plain form: signing out loads a fresh page, so nothing of the account stays in memory.
                <form method="post" action=sign_out>
                    <Button icon=IconName::SignOut submit=true>"Sign out"</Button>
                </form>
            </div>
            <Panel title="Where you are signed in" id="sessions">
                <SessionList changed=sessions_changed/>
            </Panel>
            <Panel title="Password" id="password-change">
                <PasswordForm username=username on_changed=move |()| sessions_changed.update(|n| *n += 1)/>
            </Panel>
        </div>
    }
}

#[component]
fn NobodyHere() -> impl IntoView {
    view! {
        <h1 class="heard-only">"Your account"</h1>
        <EmptyState icon=IconName::Person title="You are not signed in">
            <p>"Here you will find where you are signed in, and change your password."</p>
            <div class="row">
                <LinkButton href="/sign-in?next=/account" kind=ButtonKind::Primary>"Sign in"</LinkButton>
                <LinkButton href="/sign-up">"Create account"</LinkButton>
            </div>
        </EmptyState>
    }
}
