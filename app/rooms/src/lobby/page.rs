//! The lobby's page.

use super::{
    filter::Filter,
    live::{RoomsProblem, Shown, use_lobby_rooms},
    room_row::RoomRow,
};
use crate::new_room::genre::{GENRE_LABELS, genre_label};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};
use model_rooms::LobbyRoom;
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Skeleton, SkeletonShape};

/// Public rooms, the liveliest first, with who plays in them now.
#[component]
pub fn LobbyPage() -> impl IntoView {
    let rooms = use_lobby_rooms();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(Filter::from_query));
    view! {
        <Title text="Lobby"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1>"Lobby"</h1>
                    <p class="lead">"Public rooms. Listen in, or join with a name."</p>
                </div>
                <LinkButton href="/rooms/new" kind=ButtonKind::Primary icon=IconName::Plus>
                    "Open a room"
                </LinkButton>
            </div>
            <FilterLine filter=filter/>
            <Transition fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=4/> }>
                {move || rooms.shown().map(|shown| view! { <RoomList shown=shown filter=filter.get()/> })}
            </Transition>
        </div>
    }
}

/// Works without wasm (a form that gets); with it, choosing is enough.
#[component]
fn FilterLine(filter: Memo<Filter>) -> impl IntoView {
    let now = filter.get_untracked();
    let genres = GENRE_LABELS
        .iter()
        .map(|(value, label)| view! { <option value=*value selected=now.genre == *value>{*label}</option> })
        .collect_view();
    let form_id = "lobby-filter";
    let apply = move |_| {
        use leptos::wasm_bindgen::JsCast;
        let form =
            document().get_element_by_id(form_id).and_then(|e| e.dyn_into::<web_sys::HtmlFormElement>().ok());
        // A form that has just left the page has nothing to apply.
        let _ = form.map(|form| form.request_submit());
    };
    view! {
        <Form method="get" action="/lobby" attr:id=form_id attr:class="lobby-filter" attr:role="search">
            <label class="heard-only" for="lobby-text">"Search rooms"</label>
            <input
                class="input"
                id="lobby-text"
                type="search"
                name="q"
                value=now.text
                prop:value=move || filter.get().text
                maxlength="100"
                placeholder="Search rooms"
                on:change=apply
            />
            <label class="heard-only" for="lobby-genre">"Genre"</label>
            <select
                class="input"
                id="lobby-genre"
                name="genre"
                prop:value=move || filter.get().genre
                on:change=apply
            >
                <option value="">"All genres"</option>
                {genres}
            </select>
            <label class="lobby-live">
                <input
                    type="checkbox"
                    name="live"
                    value="1"
                    checked=now.live
                    prop:checked=move || filter.get().live
                    on:change=apply
                />
                "Playing now"
            </label>
            // As text: what is in it is not parsed into elements where scripts run.
            <noscript inner_html="<button class='button' data-kind='plain'>Filter</button>"></noscript>
        </Form>
    }
}

#[component]
fn RoomList(shown: Shown, filter: Filter) -> impl IntoView {
    let has_rooms = shown.rooms.is_some();
    let problem = shown.problem.map(|problem| view! { <RoomsProblem problem=problem has_rooms=has_rooms/> });
    view! {
        {problem}
        {shown.rooms.map(|rooms| filtered(rooms, filter))}
    }
}

fn filtered(rooms: Vec<LobbyRoom>, filter: Filter) -> AnyView {
    if rooms.is_empty() {
        return view! { <NoRooms/> }.into_any();
    }
    let fitting: Vec<_> = rooms.into_iter().filter(|room| filter.shows(room)).collect();
    if fitting.is_empty() {
        return view! { <NothingFound filter=filter/> }.into_any();
    }
    let rows = fitting.into_iter().map(|room| view! { <RoomRow room=room/> }).collect::<Vec<_>>();
    view! {
        <h2 class="heard-only">"Open rooms"</h2>
        <ul class="room-list">{rows}</ul>
    }
    .into_any()
}

#[component]
fn NoRooms() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Other title="No public room is open">
            <p>"Open one: it will be here for others to find, for as long as you like."</p>
            <div class="row">
                <LinkButton href="/rooms/new" icon=IconName::Plus>"Open a room"</LinkButton>
            </div>
        </EmptyState>
    }
}

#[component]
fn NothingFound(filter: Filter) -> impl IntoView {
    let genre = (!filter.genre.is_empty()).then(|| genre_label(&filter.genre));
    view! {
        <EmptyState icon=IconName::Search title="No room fits">
            <p>
                {match genre {
                    Some(genre) => format!("No {genre} room is open that fits what you chose."),
                    None => "No room is open that fits what you chose.".to_owned(),
                }}
            </p>
            <div class="row">
                <LinkButton href="/lobby">"Show all rooms"</LinkButton>
            </div>
        </EmptyState>
    }
}
