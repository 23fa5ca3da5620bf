//! One room as a place: its name, who plays what in it now, and the ways in.

use super::presence::{Presence, presence_words};
use crate::new_room::genre::genre_label;
use crate::saved::meeting::MeetingTime;
use leptos::prelude::*;
use model_rooms::{Instrument, LobbyRoom};
use ui::{Button, ButtonKind, IconName, InstrumentAvatar, LinkButton, RelativeTime};

/// Instruments drawn; the rest is a number.
const SHOWN: usize = 6;

/// Where the form of somebody without a name goes.
const GUEST_PATH: &str = "/api/enter_as_guest";

/// A row of the lobby. What is said about who is there keeps up in place.
#[component]
pub(crate) fn RoomRow(
    /// The room.
    #[prop(into)]
    room: Signal<LobbyRoom>,
    /// Whoever looks has no name yet: listening in makes one up.
    #[prop(optional)]
    stranger: bool,
) -> impl IntoView {
    let first = room.get_untracked();
    let path = format!("/room/{}", first.room.code);
    let live = Memo::new(move |_| room.with(|room| !room.performers.is_empty()));
    let performers = Memo::new(move |_| room.with(|room| room.performers.clone()));
    let words = Memo::new(move |_| room.with(presence_words));
    let name = first.room.name.clone();
    let join_label = format!("Join {name}");
    let (listen_path, listen_name) = (format!("{path}?listen=1"), name.clone());
    view! {
        <li class="room-row" data-accent=first.room.color.clone() data-live=move || live.get().to_string()>
            <div class="room-row-what">
                <h3>
                    <a href=path.clone()>{name}</a>
                </h3>
                {(!first.room.description.is_empty())
                    .then(|| view! { <p class="room-row-description">{first.room.description.clone()}</p> })}
                <p class="room-row-facts faint">
                    {first.room.genre.as_deref().map(|genre| view! { <span>{genre_label(genre)}</span> })}
                    {(!first.room.tags.is_empty()).then(|| view! { <span>{first.room.tags.join(", ")}</span> })}
                    <span>"by " {first.room.creator_name.clone()}</span>
                    {match first.next_meeting {
                        Some(at) => view! { <span>"meets " <MeetingTime at=at/></span> }.into_any(),
                        None => view! { <span>"active " <RelativeTime at=first.last_activity/></span> }.into_any(),
                    }}
                </p>
            </div>
            <div class="room-row-now">
                {move || view! { <Instruments performers=performers.get()/> }}
                <p class="number">
                    {move || view! { <Presence live=live.get()/> }}
                    {move || words.get()}
                </p>
            </div>
            <div class="room-row-ways">
                {move || {
                    live.get()
                        .then(|| view! { <ListenIn path=listen_path.clone() name=listen_name.clone() stranger=stranger/> })
                }}
                <LinkButton href=path.clone() attr:aria-label=join_label>
                    "Join"
                </LinkButton>
            </div>
        </li>
    }
}

/// One click to the sound: a name is made up for whoever has none.
#[component]
pub(crate) fn ListenIn(path: String, name: String, stranger: bool) -> impl IntoView {
    let label = format!("Listen in on {name}");
    if !stranger {
        return view! {
            <LinkButton href=path kind=ButtonKind::Quiet icon=IconName::Headphones attr:aria-label=label>
                "Listen in"
            </LinkButton>
        }
        .into_any();
    }
    view! {
        <form method="post" action=GUEST_PATH>
            <input type="hidden" name="form[made_up]" value="true"/>
            <input type="hidden" name="form[next]" value=path/>
            <Button kind=ButtonKind::Quiet submit=true icon=IconName::Headphones attr:aria-label=label>
                "Listen in"
            </Button>
        </form>
    }
    .into_any()
}

#[component]
fn Instruments(performers: Vec<Instrument>) -> impl IntoView {
    let more = performers.len().saturating_sub(SHOWN);
    let shown = performers
        .into_iter()
        .take(SHOWN)
        .map(|instrument| view! { <li><InstrumentAvatar instrument=instrument size="small"/></li> })
        .collect::<Vec<_>>();
    (!shown.is_empty()).then(|| {
        view! {
            <ul class="room-row-instruments" aria-label="Playing">
                {shown}
                {(more > 0).then(|| view! { <li class="quiet number">{format!("+{more}")}</li> })}
            </ul>
        }
    })
}
