//! The form that invites: a person, an address, or whoever has the link.

use super::api::InviteToRoom;
use super::list::{CopyLink, link_path};
use app_kit::{FormState, kept_value};
use leptos::{form::ActionForm, html::Form, prelude::*};
use model::limits;
use model_rooms::invitation::{MESSAGE_CHARS_MAX, USES_MAX};
use model_rooms::{Invitation, Invitee, RoomCode};
use ui::{Button, ButtonKind, Choice, Field, IconName, Notice, Select, TextArea, Tone, focus_first_problem};

const FIELDS: &[&str] = &["username", "email", "message", "expires_in_hours", "uses_max"];

/// One form for the three kinds: with neither name nor address it makes a link.
#[component]
pub(super) fn InviteForm(code: RoomCode, invite: ServerAction<InviteToRoom>) -> impl IntoView {
    let form = FormState::of(invite);
    let node = NodeRef::<Form>::new();
    let message = form.message(FIELDS);
    Effect::new(move |_| match invite.value().get() {
        // What was sent is not there to be sent twice.
        Some(Ok(_)) => {
            if let Some(form) = node.get_untracked() {
                form.reset();
            }
        }
        Some(Err(_)) => focus_first_problem(node),
        None => {}
    });
    let made = move || invite.value().get().and_then(Result::ok);
    view! {
        <ActionForm action=invite node_ref=node>
            <div class="stack" data-gap="4">
                <input type="hidden" name="code" value=code.to_string()/>
                {move || message.get().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
                <Field
                    label="User name"
                    name="form[username]"
                    id="invite-username"
                    hint="Leave name and address empty to make a link for anybody."
                    max_chars=*limits::USERNAME_CHARS.end()
                    required=false
                    verbatim=true
                    value=kept_value("username")
                    problem=form.problem("username")
                />
                <Field
                    label="Or an e-mail address"
                    name="form[email]"
                    id="invite-email"
                    type_="email"
                    max_chars=limits::EMAIL_BYTES_MAX
                    required=false
                    verbatim=true
                    problem=form.problem("email")
                />
                <TextArea
                    label="Message"
                    name="form[message]"
                    id="invite-message"
                    rows=2
                    max_chars=MESSAGE_CHARS_MAX
                    problem=form.problem("message")
                />
                <div class="new-room-pair">
                    <Select
                        label="Open for"
                        name="form[expires_in_hours]"
                        id="invite-expires"
                        choices=lives()
                        value="168"
                        problem=form.problem("expires_in_hours")
                    />
                    <Field
                        label="A link may be used"
                        name="form[uses_max]"
                        id="invite-uses"
                        type_="number"
                        range=(1, USES_MAX)
                        placeholder="Any number of times"
                        required=false
                        problem=form.problem("uses_max")
                    />
                </div>
                <div class="row">
                    <Button kind=ButtonKind::Primary submit=true icon=IconName::Link busy=form.busy()>"Invite"</Button>
                </div>
                {move || made().map(|made| view! { <Made made=made/> })}
            </div>
        </ActionForm>
    }
}

/// What was made a moment ago, with its link.
#[component]
fn Made(made: Invitation) -> impl IntoView {
    let words = match &made.invitee {
        Invitee::Person(_) => format!("{} is invited and sees it under Invitations.", made.invitee_name),
        Invitee::Address(address) => format!("{address} is invited."),
        Invitee::Link => "The link is ready.".to_owned(),
    };
    view! {
        <Notice tone=Tone::Good>
            <p>{words}</p>
            <CopyLink path=link_path(&made)/>
        </Notice>
    }
}

fn lives() -> Vec<Choice> {
    [
        ("1", "1 hour"),
        ("24", "1 day"),
        ("168", "1 week"),
        ("720", "30 days"),
        ("2160", "90 days"),
        ("", "For good"),
    ]
    .map(|(hours, label)| Choice::new(hours, label))
    .into()
}
