//! What invitations ask the server.

use app_kit::ApiError;
use leptos::prelude::*;
use model::{Cursor, Page};
use model_rooms::{Invitation, InvitationSeen, MyInvitation, NewInvitation, RoomCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A room's invitations, and whether this site sends mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomInvitations {
    /// Latest first.
    pub page: Page<Invitation>,
    /// Whether invitations to addresses are mailed; else their link is there to copy.
    pub mails: bool,
}

/// A room's invitations as the asker may see them: all for moderators, their own for others who may invite. Errors:
/// `Unauthenticated`.
#[server(name = ListRoomInvitations, prefix = "/api", endpoint = "room_invitations")]
pub async fn room_invitations(code: RoomCode, after: Option<Cursor>) -> Result<RoomInvitations, ApiError> {
    if expect_context::<db::Actor>().user_id().is_none() {
        return Err(model::Fault::Unauthenticated.into());
    }
    let mails = expect_context::<server_rooms::Rooms>().sends_mail();
    let page = app_kit::run(async |session| {
        server_rooms::invitations::queries::of_room(session, &code, after.as_ref()).await
    })
    .await?;
    Ok(RoomInvitations { page, mails })
}

/// Invites to a room; answers the invitation with its link's code. Errors: `Invalid` by field, `Forbidden`, `Conflict`,
/// `TooMany`.
#[server(prefix = "/api", endpoint = "invite_to_room")]
pub async fn invite_to_room(code: RoomCode, form: NewInvitation) -> Result<Invitation, ApiError> {
    let rooms = expect_context::<server_rooms::Rooms>();
    let mails = rooms.sends_mail();
    let invitation = app_kit::run(async |session| {
        let id = server_rooms::invitations::commands::invite(session, &code, form, mails).await?;
        server_rooms::invitations::queries::one(session, id).await
    })
    .await?;
    rooms.mail_is_waiting();
    Ok(invitation)
}

/// Takes an open invitation back. Errors: `NotFound`.
#[server(prefix = "/api", endpoint = "revoke_invitation")]
pub async fn revoke_invitation(code: RoomCode, id: Uuid) -> Result<(), ApiError> {
    app_kit::run(async |session| server_rooms::invitations::commands::revoke(session, &code, id).await).await
}

/// The asker's own open invitations, latest first; nobody without an account has any.
#[server(prefix = "/api", endpoint = "my_invitations")]
pub async fn my_invitations() -> Result<Vec<MyInvitation>, ApiError> {
    if expect_context::<db::Actor>().user_id().is_none() {
        return Ok(Vec::new());
    }
    app_kit::run(async |session| server_rooms::invitations::queries::mine(session).await).await
}

/// What an invitation's link opens. Errors: `NotFound`, also when it is over or used up.
#[server(prefix = "/api", endpoint = "seen_invitation")]
pub async fn seen_invitation(code: String) -> Result<InvitationSeen, ApiError> {
    expect_context::<server_rooms::Rooms>().invitation_by_code(&code).await.map_err(app_kit::fault)
}

/// Accepts an invitation and goes into the room. Errors: `Unauthenticated` for guests, `NotFound` when it is over or not
/// theirs.
#[server(prefix = "/api", endpoint = "accept_invitation")]
pub async fn accept_invitation(id: Uuid) -> Result<(), ApiError> {
    let (rooms, actor) = (expect_context::<server_rooms::Rooms>(), expect_context::<db::Actor>());
    let code = rooms.accept_invitation(&actor, id).await.map_err(app_kit::fault)?;
    leptos_axum::redirect(&format!("/room/{code}"));
    Ok(())
}

/// Says no to one's own invitation, and shows the others. Errors: `NotFound`.
#[server(prefix = "/api", endpoint = "decline_invitation")]
pub async fn decline_invitation(id: Uuid) -> Result<(), ApiError> {
    app_kit::run(async |session| server_rooms::invitations::commands::decline(session, id).await).await?;
    leptos_axum::redirect("/invitations");
    Ok(())
}
