//! How a room's invitations stand.

use super::api::{RevokeInvitation, RoomInvitations, room_invitations};
use app_kit::FormState;
use leptos::{form::ActionForm, prelude::*};
use model::Cursor;
use model_rooms::{Invitation, InvitationStatus, Invitee, MailState, RoomCode};
use ui::{Button, ButtonKind, Icon, IconName, Notice, RelativeTime, Tone};

/// Latest first, the open ones with their link.
#[component]
pub(super) fn InvitationList(
    code: RoomCode,
    found: RoomInvitations,
    changed: RwSignal<u32>,
) -> impl IntoView {
    let items = RwSignal::new(found.page.items);
    let next = RwSignal::new(found.page.next);
    let mails = found.mails;
    let is_empty = move || items.with(Vec::is_empty);
    let more_code = code.clone();
    let more = Action::new(move |after: &Cursor| {
        let (code, after) = (more_code.clone(), after.clone());
        async move {
            // What could not be loaded stays offered.
            if let Ok(found) = room_invitations(code, Some(after)).await {
                items.update(|items| items.extend(found.page.items));
                next.set(found.page.next);
            }
        }
    });
    let row_code = StoredValue::new(code);
    view! {
        <section class="invitation-list" aria-labelledby="invitations-title">
            <h2 id="invitations-title">"Invitations to this room"</h2>
            {(!mails)
                .then(|| view! { <p class="quiet">"This site sends no mail: copy an invitation's link and send it yourself."</p> })}
            {move || is_empty().then(|| view! { <p class="quiet">"Nobody is invited yet."</p> })}
            <ul>
                <For each=move || items.get() key=|invitation| (invitation.id, invitation.status as u8, invitation.uses) let:invitation>
                    <Row code=row_code.get_value() invitation=invitation mails=mails changed=changed/>
                </For>
            </ul>
            {move || {
                next.get()
                    .map(|after| {
                        view! {
                            <Button busy=more.pending() on:click=move |_| drop(more.dispatch(after.clone()))>
                                "More invitations"
                            </Button>
                        }
                    })
            }}
        </section>
    }
}

#[component]
fn Row(code: RoomCode, invitation: Invitation, mails: bool, changed: RwSignal<u32>) -> impl IntoView {
    let revoke = ServerAction::<RevokeInvitation>::new();
    let form = FormState::of(revoke);
    Effect::new(move |_| {
        if form.done().get() {
            changed.update(|n| *n += 1);
        }
    });
    let open = invitation.status == InvitationStatus::Pending;
    let who = match &invitation.invitee {
        Invitee::Link => "Anybody with the link".to_owned(),
        Invitee::Person(_) | Invitee::Address(_) => invitation.invitee_name.clone(),
    };
    let state = state_words(&invitation);
    view! {
        <li class="invitation" data-open=open.to_string()>
            <p class="invitation-who">{who.clone()}</p>
            <p class="faint number">
                {state}
                ", made "
                <RelativeTime at=invitation.created_at/>
                {mail_words(invitation.mail, mails, &invitation.invitee).map(|words| format!(", {words}"))}
            </p>
            {(!invitation.message.is_empty()).then(|| view! { <p class="quiet invitation-message">{invitation.message.clone()}</p> })}
            {open
                .then(|| {
                    view! {
                        <CopyLink path=link_path(&invitation)/>
                        <ActionForm action=revoke>
                            <input type="hidden" name="code" value=code.to_string()/>
                            <input type="hidden" name="id" value=invitation.id.to_string()/>
                            <Button
                                kind=ButtonKind::Quiet
                                submit=true
                                busy=form.busy()
                                attr:aria-label=format!("Take back the invitation of {who}")
                            >
                                "Take back"
                            </Button>
                        </ActionForm>
                    }
                })}
            {move || form.message(&[]).get().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
        </li>
    }
}

/// The path that an invitation's link has.
pub(super) fn link_path(invitation: &Invitation) -> String {
    format!("/invite/{}", invitation.code)
}

fn state_words(invitation: &Invitation) -> String {
    let used_up = invitation.uses_max.is_some_and(|max| invitation.uses >= max);
    let state = match invitation.status {
        InvitationStatus::Pending => "open",
        InvitationStatus::Accepted => "accepted",
        InvitationStatus::Declined => "declined",
        InvitationStatus::Expired if used_up => "used up",
        InvitationStatus::Expired => "expired",
        InvitationStatus::Revoked => "taken back",
    };
    match (&invitation.invitee, invitation.uses, invitation.uses_max) {
        (Invitee::Link, uses, Some(max)) => format!("{state}, used {uses} of {max} times"),
        (Invitee::Link, 1, None) => format!("{state}, used once"),
        (Invitee::Link, uses, None) if uses > 0 => format!("{state}, used {uses} times"),
        _ => state.to_owned(),
    }
}

fn mail_words(mail: MailState, mails: bool, invitee: &Invitee) -> Option<&'static str> {
    match (mail, invitee) {
        (MailState::Sent, _) => Some("mailed"),
        (MailState::Waiting, _) if mails => Some("the mail is on its way"),
        (MailState::Waiting, _) => Some("not mailed"),
        (MailState::Failed, _) => Some("the mail could not be sent; copy the link"),
        (MailState::None, Invitee::Address(_)) => Some("not mailed"),
        (MailState::None, _) => None,
    }
}

/// A link as text that can be selected, and a button that copies it.
#[component]
pub(super) fn CopyLink(
    /// The path on this site.
    #[prop(into)]
    path: String,
) -> impl IntoView {
    let address = RwSignal::new(path.clone());
    let copied = RwSignal::new(None::<bool>);
    {
        let path = path.clone();
        // An effect: only a browser knows under which address it sees us.
        Effect::new(move |_| address.set(browser::clipboard::address_of(&path)));
    }
    let copy = move |_| {
        let text = address.get_untracked();
        leptos::task::spawn_local(async move { copied.set(Some(browser::clipboard::copy(&text).await)) });
    };
    view! {
        <div class="copy-link">
            <code>{move || address.get()}</code>
            <Button icon=IconName::Copy on:click=copy>"Copy link"</Button>
            <span class="faint" role="status">
                {move || {
                    copied
                        .get()
                        .map(|done| match done {
                            true => view! { <Icon name=IconName::Check/> " Copied" }.into_any(),
                            false => view! { "Select the link and copy it." }.into_any(),
                        })
                }}
            </span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    fn link(uses: i32, uses_max: Option<i32>, status: InvitationStatus) -> Invitation {
        Invitation {
            id: Uuid::nil(),
            room: RoomCode::parse("abcd1234").unwrap(),
            invitee: Invitee::Link,
            invited_by: String::new(),
            status,
            code: "ABCDEFGHJKLM".into(),
            message: String::new(),
            expires_at: None,
            created_at: DateTime::UNIX_EPOCH,
            invitee_name: String::new(),
            uses,
            uses_max,
            mail: MailState::None,
        }
    }

    #[test]
    fn a_link_says_how_often_it_was_used() {
        assert_eq!(state_words(&link(0, None, InvitationStatus::Pending)), "open");
        assert_eq!(state_words(&link(1, None, InvitationStatus::Pending)), "open, used once");
        assert_eq!(state_words(&link(3, Some(5), InvitationStatus::Pending)), "open, used 3 of 5 times");
        assert_eq!(state_words(&link(5, Some(5), InvitationStatus::Expired)), "used up, used 5 of 5 times");
        assert_eq!(link_path(&link(0, None, InvitationStatus::Pending)), "/invite/ABCDEFGHJKLM");
    }
}
