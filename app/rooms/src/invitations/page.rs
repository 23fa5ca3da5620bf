//! `/room/{code}/invitations`: inviting on a page of its own, also without wasm.

use super::panel::InvitePanel;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use model_rooms::RoomCode;
use ui::{EmptyState, IconName, LinkButton};

/// The page.
#[component]
pub fn RoomInvitationsPage() -> impl IntoView {
    let params = use_params_map();
    let code = params.with_untracked(|params| RoomCode::parse(&params.get("code").unwrap_or_default()));
    view! {
        <Title text="Invite to a room"/>
        <div class="page" data-width="read">
            {match code {
                Ok(code) => {
                    let path = format!("/room/{code}");
                    view! {
                        <div class="page-head">
                            <div>
                                <h1>"Invite"</h1>
                                <p class="lead">"Somebody by name, an address, or anybody with a link."</p>
                            </div>
                            <LinkButton href=path icon=IconName::ArrowLeft>"To the room"</LinkButton>
                        </div>
                        <InvitePanel code=code/>
                    }
                        .into_any()
                }
                Err(_) => {
                    view! {
                        <h1 class="heard-only">"Invite"</h1>
                        <EmptyState icon=IconName::Link title="There is no such room">
                            <p>"Check the code."</p>
                        </EmptyState>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}
