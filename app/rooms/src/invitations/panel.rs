//! Inviting to a room: the form, and how the invitations stand. Stands on a page of its own and in the room's side panel.

use super::api::{InviteToRoom, room_invitations};
use super::form::InviteForm;
use super::list::InvitationList;
use leptos::prelude::*;
use model_rooms::RoomCode;
use ui::{Notice, Skeleton, SkeletonShape, Tone};

/// Invitations to the room `code`, for who may invite.
#[component]
pub fn InvitePanel(
    /// The room.
    #[prop(into)]
    code: RoomCode,
) -> impl IntoView {
    let invite = ServerAction::<InviteToRoom>::new();
    // Raised when one was taken back.
    let changed = RwSignal::new(0_u32);
    let asked = {
        let code = code.clone();
        Resource::new_blocking(
            move || (invite.version().get(), changed.get()),
            move |_| room_invitations(code.clone(), None),
        )
    };
    let list_code = code.clone();
    view! {
        <div class="invite-panel stack" data-gap="6">
            <InviteForm code=code invite=invite/>
            <Transition fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=2/> }>
                {move || {
                    asked
                        .get()
                        .map(|found| match found {
                            Ok(found) => {
                                view! { <InvitationList code=list_code.clone() found=found changed=changed/> }.into_any()
                            }
                            Err(error) => view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }.into_any(),
                        })
                }}
            </Transition>
        </div>
    }
}
