//! One's own rooms at the top of the lobby.

use super::live::is_alive;
use super::presence::{Presence, presence_words};
use crate::saved::{meeting::MeetingTime, tie_words};
use leptos::prelude::*;
use model_rooms::YourRoom;
use ui::{Icon, IconName};

/// Rooms shown; the page of one's rooms has all.
const SHOWN: usize = 4;

/// The liveliest of one's own rooms; nothing for who has none.
#[component]
pub(super) fn YourRooms(yours: Vec<YourRoom>) -> impl IntoView {
    (!yours.is_empty()).then(|| {
        let rows =
            yours.into_iter().take(SHOWN).map(|yours| view! { <Row yours=yours/> }).collect::<Vec<_>>();
        view! {
            <section class="your-rooms" aria-labelledby="your-rooms-title">
                <div class="row" data-ends="">
                    <h2 id="your-rooms-title">"Your rooms"</h2>
                    <a href="/rooms/saved">"All your rooms"</a>
                </div>
                <ul>{rows}</ul>
            </section>
        }
    })
}

#[component]
fn Row(yours: YourRoom) -> impl IntoView {
    let room = yours.room;
    let alive = is_alive(&room);
    let path = format!("/room/{}", room.room.code);
    view! {
        <li class="your-room" data-accent=room.room.color.clone()>
            <a href=path>{room.room.name.clone()}</a>
            <p class="quiet">{tie_words(yours.tie)}</p>
            <p class="number">
                {match room.next_meeting {
                    Some(at) if !alive => {
                        view! {
                            <Icon name=IconName::Clock/>
                            " "
                            <MeetingTime at=at/>
                        }
                            .into_any()
                    }
                    _ => {
                        view! {
                            <Presence live=alive/>
                            " "
                            {presence_words(&room)}
                        }
                            .into_any()
                    }
                }}
            </p>
        </li>
    }
}
