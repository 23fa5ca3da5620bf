//! A room to listen in on, right on the home page.

use crate::lobby::presence::{Presence, presence_words};
use crate::lobby::room_row::ListenIn;
use leptos::prelude::*;
use model_rooms::LobbyRoom;
use ui::{ButtonKind, LinkButton, StageArc};

/// The liveliest public room: its stage now, and the way to listen or to join.
#[component]
pub fn LiveRoom(
    /// The room.
    room: LobbyRoom,
    /// Whoever looks has no name yet.
    stranger: bool,
) -> impl IntoView {
    let path = format!("/room/{}", room.room.code);
    let live = !room.performers.is_empty();
    view! {
        <section class="live-room" data-accent=room.room.color.clone() aria-labelledby="live-room-name">
            <header class="live-room-head">
                <p class="live-room-state">
                    <Presence live=live/>
                    {if live { "Playing now" } else { "The stage is free" }}
                </p>
                <h2 id="live-room-name">{room.room.name.clone()}</h2>
            </header>
            <StageArc performers=room.performers.clone()/>
            <footer class="live-room-foot">
                <p class="quiet number">{presence_words(&room)}</p>
                <div class="row">
                    {live
                        .then(|| {
                            view! { <ListenIn path=format!("{path}?listen=1") name=room.room.name.clone() stranger=stranger/> }
                        })}
                    <LinkButton href=path.clone() kind=ButtonKind::Quiet>
                        {if live { "Join" } else { "Take the stage" }}
                    </LinkButton>
                </div>
            </footer>
        </section>
    }
}
