//! One room as a place: its name, who plays what in it now, and the ways in.

use super::presence::{Presence, presence_words};
use crate::new_room::genre::genre_label;
use leptos::prelude::*;
use model_rooms::{Instrument, LobbyRoom};
use ui::{ButtonKind, IconName, InstrumentAvatar, LinkButton, RelativeTime};

/// Instruments drawn; the rest is a number.
const SHOWN: usize = 6;

/// A row of the lobby.
#[component]
pub(crate) fn RoomRow(room: LobbyRoom) -> impl IntoView {
    let path = format!("/room/{}", room.room.code);
    let live = !room.performers.is_empty();
    let words = presence_words(&room);
    let name = room.room.name.clone();
    let listen_label = format!("Listen in on {name}");
    let join_label = format!("Join {name}");
    view! {
        <li class="room-row" data-accent=room.room.color.clone() data-live=live.to_string()>
            <div class="room-row-what">
                <h3>
                    <a href=path.clone()>{name}</a>
                </h3>
                {(!room.room.description.is_empty())
                    .then(|| view! { <p class="room-row-description">{room.room.description.clone()}</p> })}
                <p class="room-row-facts faint">
                    {room.room.genre.as_deref().map(|genre| view! { <span>{genre_label(genre)}</span> })}
                    <span>"by " {room.room.creator_name.clone()}</span>
                    <span>"active " <RelativeTime at=room.last_activity/></span>
                </p>
            </div>
            <div class="room-row-now">
                <Instruments performers=room.performers.clone()/>
                <p class="number">
                    <Presence live=live/>
                    {words}
                </p>
            </div>
            <div class="room-row-ways">
                {live
                    .then(|| {
                        view! {
                            <LinkButton
                                href=format!("{path}?listen=1")
                                kind=ButtonKind::Quiet
                                icon=IconName::Headphones
                                attr:aria-label=listen_label
                            >
                                "Listen in"
                            </LinkButton>
                        }
                    })}
                <LinkButton href=path.clone() attr:aria-label=join_label>
                    "Join"
                </LinkButton>
            </div>
        </li>
    }
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
