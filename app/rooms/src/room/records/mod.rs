//! What the room keeps about people, in a dialog for those who look after it: members, bans, and what was done.

mod api;
mod list;
mod words;

use super::action::{Act, Action, Deed};
use super::care::{MemberMenu, role_name};
use super::store::RoomStore;
use leptos::prelude::*;
use list::Pages;
use model_rooms::{LogEntry, RoomBan, RoomMember};
use realtime::Command;
use ui::{Avatar, Button, Dialog, Icon, IconName, RelativeTime};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shelf {
    Members,
    Bans,
    Log,
}

impl Shelf {
    const ALL: [Shelf; 3] = [Shelf::Members, Shelf::Bans, Shelf::Log];

    fn label(self) -> &'static str {
        match self {
            Shelf::Members => "Members",
            Shelf::Bans => "Banned",
            Shelf::Log => "What was done",
        }
    }
}

/// Whether the dialog is shown: it outlives the panel that opens it.
#[derive(Clone, Copy)]
pub struct RecordsOpen(pub RwSignal<bool>);

/// The dialog; it asks the server when it is opened.
#[component]
pub fn Records(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let shelf = RwSignal::new(Shelf::Members);
    let tabs = Shelf::ALL.map(|one| {
        view! {
            <button
                class="side-tab"
                type="button"
                aria-pressed=move || (shelf.get() == one).to_string()
                on:click=move |_| shelf.set(one)
            >
                {one.label()}
            </button>
        }
    });
    view! {
        <Dialog title="Members, bans and log" id="records-title" open=open>
            <div class="side-tabs records-tabs">{tabs.into_iter().collect_view()}</div>
            <Show when=move || open.get()>
                {move || match shelf.get() {
                    Shelf::Members => view! { <Members/> }.into_any(),
                    Shelf::Bans => view! { <Bans/> }.into_any(),
                    Shelf::Log => view! { <Log/> }.into_any(),
                }}
            </Show>
        </Dialog>
    }
}

#[component]
fn Members() -> impl IntoView {
    let code = expect_context::<RoomStore>().code();
    let load = move |after| api::room_members(code.clone(), after);
    view! { <Pages load=load empty="Nobody belongs to this room yet." item=member/> }
}

fn member(member: RoomMember) -> AnyView {
    let role = member.role;
    view! {
        <li class="person">
            <Avatar name=Signal::stored(member.name.clone())/>
            <div class="person-words">
                <p class="people-name">{member.name.clone()}</p>
                <p class="people-does">{role_name(role)} ", here " <RelativeTime at=member.last_active_at/></p>
            </div>
            <Icon name=IconName::from(role)/>
            <MemberMenu member=member/>
        </li>
    }
    .into_any()
}

#[component]
fn Bans() -> impl IntoView {
    let code = expect_context::<RoomStore>().code();
    let load = move |after| api::room_bans(code.clone(), after);
    view! { <Pages load=load empty="Nobody is kept out." item=ban/> }
}

fn ban(ban: RoomBan) -> AnyView {
    let act = expect_context::<Act>();
    let lifted = RwSignal::new(false);
    let name = if ban.name.is_empty() { "Somebody".to_owned() } else { ban.name.clone() };
    let done = format!("{name} may come back.");
    let user_id = ban.user_id.clone();
    let lift = move |_| {
        let command = Command::Unban { user_id: user_id.clone() };
        act.send(Action::Moderate(Box::new(Deed::new(command, done.clone()))));
        lifted.set(true);
    };
    let until = match ban.expires_at {
        Some(at) => view! { "until " {words::moment(at)} }.into_any(),
        None => "for good".into_any(),
    };
    view! {
        <li class="person">
            <Avatar name=Signal::stored(name.clone())/>
            <div class="person-words">
                <p class="people-name">{name}</p>
                <p class="people-does">"By " {words::or_somebody(&ban.banned_by_name)} ", " {until}</p>
                {(!ban.reason.is_empty()).then(|| view! { <p class="record-reason">{ban.reason.clone()}</p> })}
            </div>
            <Button disabled=lifted on:click=lift>"Let come back"</Button>
        </li>
    }
    .into_any()
}

#[component]
fn Log() -> impl IntoView {
    let code = expect_context::<RoomStore>().code();
    let load = move |after| api::room_log(code.clone(), after);
    view! { <Pages load=load empty="Nothing was done to anybody yet." item=entry/> }
}

fn entry(entry: LogEntry) -> AnyView {
    let words = words::entry(&entry);
    let details = words::changes(&entry);
    view! {
        <li class="record">
            <p>{words}</p>
            {(!details.is_empty())
                .then(|| {
                    view! {
                        <ul class="record-changes">
                            {details.into_iter().map(|one| view! { <li>{one}</li> }).collect_view()}
                        </ul>
                    }
                })}
            <p class="faint"><RelativeTime at=entry.created_at/></p>
        </li>
    }
    .into_any()
}
