//! The home page.

use super::{code_form::CodeForm, live_room::LiveRoom};
use crate::lobby::{
    live::{RoomsProblem, Shown, use_lobby_rooms},
    room_row::RoomRow,
};
use app_kit::use_viewer;
use leptos::prelude::*;
use leptos_meta::Title;
use model_people::Viewer;
use model_rooms::LobbyRoom;
use ui::{ButtonKind, EmptyState, Icon, IconName, LinkButton, Skeleton, SkeletonShape};

/// Rooms listed under the first one.
const MORE_ROOMS: usize = 3;

/// What this is in a sentence, a button, a code field, and a room that plays.
#[component]
pub fn HomePage() -> impl IntoView {
    let rooms = use_lobby_rooms();
    let viewer = use_viewer();
    let stranger = move || matches!(viewer.get(), Some(Viewer::Anonymous) | None);
    view! {
        <Title text=""/>
        <div class="page home">
            <section class="home-start" aria-labelledby="home-title">
                <h1 id="home-title">"A rehearsal room in your browser, for playing together live."</h1>
                <p class="lead">"Open a room, send the link, plug in. Others join with a name, without an account."</p>
                <div class="home-ways">
                    <LinkButton href="/rooms/new" kind=ButtonKind::Primary large=true icon=IconName::Plus>
                        "Open a room"
                    </LinkButton>
                    <CodeForm/>
                </div>
            </section>
            <Transition fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=3/> }>
                {move || rooms.shown().map(|shown| view! { <Rooms shown=shown stranger=stranger()/> })}
            </Transition>
            <BeforeYouPlay/>
        </div>
    }
}

#[component]
fn Rooms(shown: Shown, stranger: bool) -> impl IntoView {
    let has_rooms = shown.rooms.is_some();
    let problem = shown.problem.map(|problem| view! { <div class="home-problem"><RoomsProblem problem=problem has_rooms=has_rooms/></div> });
    view! {
        {shown.rooms.map(|rooms| open_rooms(rooms, stranger))}
        {problem}
    }
}

fn open_rooms(rooms: Vec<LobbyRoom>, stranger: bool) -> AnyView {
    let mut rooms = rooms.into_iter();
    let Some(first) = rooms.next() else {
        return view! {
            <EmptyState icon=IconName::Other title="No public room is open">
                <p>"The first one that opens will be here, for everybody to listen in on."</p>
            </EmptyState>
        }
        .into_any();
    };
    let more = rooms
        .take(MORE_ROOMS)
        .map(|room| view! { <RoomRow room=Signal::stored(room) stranger=stranger/> })
        .collect::<Vec<_>>();
    view! {
        <LiveRoom room=first stranger=stranger/>
        {(!more.is_empty())
            .then(|| {
                view! {
                    <section class="home-more" aria-labelledby="home-more-title">
                        <div class="row" data-ends="">
                            <h2 id="home-more-title">"More open rooms"</h2>
                            <a href="/lobby">"All rooms"</a>
                        </div>
                        <ul class="room-list">{more}</ul>
                    </section>
                }
            })}
    }
    .into_any()
}

/// What makes the difference between hearing and playing together.
#[component]
fn BeforeYouPlay() -> impl IntoView {
    let tips = [
        (
            IconName::Headphones,
            "Headphones",
            "So that the others do not hear themselves coming back from your room.",
        ),
        (
            IconName::Mic,
            "A microphone or interface",
            "The built-in one works. An audio interface answers faster.",
        ),
        (
            IconName::Signal,
            "A cable",
            "Wireless networks make pauses of many milliseconds; a network cable does not.",
        ),
    ];
    let tips = tips.map(|(icon, title, text)| {
        view! {
            <li>
                <Icon name=icon large=true/>
                <div>
                    <h3>{title}</h3>
                    <p class="quiet">{text}</p>
                </div>
            </li>
        }
    });
    view! {
        <section class="home-tips" aria-labelledby="home-tips-title">
            <h2 id="home-tips-title">"Before you play"</h2>
            <ul>{tips.into_iter().collect_view()}</ul>
        </section>
    }
}
