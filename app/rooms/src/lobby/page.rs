//! The lobby's page.

use super::api::find_rooms;
use super::filter::{ask_of, is_filtered};
use super::list::RoomList;
use super::live::RoomsProblem;
use super::yours::YourRooms;
use crate::new_room::genre::{GENRE_LABELS, genre_label};
use crate::saved::api::your_rooms;
use app_kit::use_viewer;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};
use model_people::Viewer;
use model_rooms::{LobbyAsk, LobbySort};
use ui::{ButtonKind, EmptyState, IconName, LinkButton, Skeleton, SkeletonShape};

/// One's own rooms, then the public rooms, with who plays in them now.
#[component]
pub fn LobbyPage() -> impl IntoView {
    let (query, viewer) = (use_query_map(), use_viewer());
    let ask = Memo::new(move |_| query.with(ask_of));
    let found = Resource::new_blocking(move || ask.get(), find_rooms);
    let yours = Resource::new_blocking(|| (), |()| your_rooms());
    let stranger = move || matches!(viewer.get(), Some(Viewer::Anonymous) | None);
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
            <Suspense>{move || yours.get().and_then(Result::ok).map(|yours| view! { <YourRooms yours=yours/> })}</Suspense>
            <FilterLine ask=ask/>
            <Transition fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=4/> }>
                {move || {
                    let (found, stranger, ask) = (found.get()?, stranger(), ask.get_untracked());
                    Some(match found {
                        Ok(page) if page.items.is_empty() => view! { <Nothing ask=ask/> }.into_any(),
                        Ok(page) => view! { <RoomList ask=ask page=page stranger=stranger/> }.into_any(),
                        Err(error) => view! { <RoomsProblem problem=error.to_string() has_rooms=false/> }.into_any(),
                    })
                }}
            </Transition>
        </div>
    }
}

/// Works without wasm (a form that gets); with it, choosing is enough.
#[component]
fn FilterLine(ask: Memo<LobbyAsk>) -> impl IntoView {
    let now = ask.get_untracked();
    let genres = GENRE_LABELS
        .iter()
        .map(|(value, label)| view! { <option value=*value selected=now.genre == *value>{*label}</option> })
        .collect_view();
    let sorts = LobbySort::ALL
        .map(|sort| view! { <option value=sort.as_str() selected=now.sort == sort>{sort_label(sort)}</option> })
        .into_iter()
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
                prop:value=move || ask.get().text
                maxlength="100"
                placeholder="Search rooms"
                on:change=apply
            />
            <label class="heard-only" for="lobby-genre">"Genre"</label>
            <select class="input" id="lobby-genre" name="genre" prop:value=move || ask.get().genre on:change=apply>
                <option value="">"All genres"</option>
                {genres}
            </select>
            <label class="heard-only" for="lobby-sort">"Order"</label>
            <select
                class="input"
                id="lobby-sort"
                name="sort"
                prop:value=move || ask.get().sort.as_str()
                on:change=apply
            >
                {sorts}
            </select>
            <label class="lobby-live">
                <input
                    type="checkbox"
                    name="live"
                    value="1"
                    checked=now.live
                    prop:checked=move || ask.get().live
                    on:change=apply
                />
                "Playing now"
            </label>
            // As text: what is in it is not parsed into elements where scripts run.
            <noscript inner_html="<button class='button' data-kind='plain'>Filter</button>"></noscript>
        </Form>
    }
}

fn sort_label(sort: LobbySort) -> &'static str {
    match sort {
        LobbySort::Active => "Liveliest first",
        LobbySort::Recent => "Newest first",
        LobbySort::Name => "By name",
    }
}

#[component]
fn Nothing(ask: LobbyAsk) -> impl IntoView {
    if is_filtered(&ask) {
        view! { <NothingFound ask=ask/> }.into_any()
    } else {
        view! { <NoRooms/> }.into_any()
    }
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
fn NothingFound(ask: LobbyAsk) -> impl IntoView {
    let genre = (!ask.genre.is_empty()).then(|| genre_label(&ask.genre));
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
