//! The rooms of the lobby: counts that keep up in place, and more of them on demand.

use super::api::find_rooms;
use super::filter::next_page;
use super::live::{EVERY, RoomsProblem, settled};
use super::room_row::RoomRow;
use leptos::prelude::*;
use model::Page;
use model_rooms::lobby::{LOBBY_PAGE, LOBBY_PAGE_MAX};
use model_rooms::{LobbyAsk, LobbyRoom, RoomCode};
use ui::{ButtonKind, LinkButton};

/// What is shown, and how it goes on.
#[derive(Clone, Copy)]
struct Shown {
    rooms: RwSignal<Vec<LobbyRoom>>,
    next: RwSignal<Option<model::Cursor>>,
    problem: RwSignal<Option<String>>,
    ask: StoredValue<LobbyAsk>,
}

/// The rooms of one question.
#[component]
pub(super) fn RoomList(ask: LobbyAsk, page: Page<LobbyRoom>, stranger: bool) -> impl IntoView {
    let shown = Shown {
        rooms: RwSignal::new(page.items),
        next: RwSignal::new(page.next),
        problem: RwSignal::new(None),
        ask: StoredValue::new(ask),
    };
    keep_up(shown);
    let codes = Memo::new(move |_| {
        shown.rooms.with(|rooms| rooms.iter().map(|room| room.room.code.clone()).collect::<Vec<_>>())
    });
    let more = Action::new(move |after: &model::Cursor| load_more(shown, after.clone()));
    let more_address =
        move || shown.next.get().map(|after| shown.ask.with_value(|ask| next_page(ask, &after)));
    view! {
        {move || shown.problem.get().map(|problem| view! { <RoomsProblem problem=problem has_rooms=true/> })}
        <h2 class="heard-only">"Open rooms"</h2>
        <ul class="room-list">
            <For each=move || codes.get() key=|code| code.clone() let:code>
                {room_signal(shown.rooms, code).map(|room| view! { <RoomRow room=room stranger=stranger/> })}
            </For>
        </ul>
        {move || {
            more_address()
                .map(|address| {
                    view! {
                        <div class="row more-rooms">
                            // A link, so that it works without wasm; with it, the rooms come to this list.
                            <LinkButton
                                href=address
                                kind=ButtonKind::Plain
                                attr:aria-busy=move || more.pending().get().then_some("true")
                                on:click=move |event| {
                                    event.prevent_default();
                                    if let Some(after) = shown.next.get_untracked() && !more.pending().get_untracked() {
                                        more.dispatch(after);
                                    }
                                }
                            >
                                "More rooms"
                            </LinkButton>
                        </div>
                    }
                })
        }}
    }
}

/// One room of the list, as it is now; as it was last, while it leaves the list.
fn room_signal(rooms: RwSignal<Vec<LobbyRoom>>, code: RoomCode) -> Option<Signal<LobbyRoom>> {
    let find = move |rooms: &[LobbyRoom]| rooms.iter().find(|room| room.room.code == code).cloned();
    let first = rooms.with_untracked(|rooms| find(rooms))?;
    let room = Memo::new(move |last: Option<&LobbyRoom>| {
        rooms.with(|rooms| find(rooms)).or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    Some(room.into())
}

async fn load_more(shown: Shown, after: model::Cursor) {
    let ask = LobbyAsk { after: Some(after), ..shown.ask.get_value() };
    match find_rooms(ask).await {
        Ok(page) => {
            shown.rooms.update(|rooms| {
                let known: Vec<RoomCode> = rooms.iter().map(|room| room.room.code.clone()).collect();
                rooms.extend(page.items.into_iter().filter(|room| !known.contains(&room.room.code)));
            });
            shown.next.set(page.next);
            shown.problem.set(None);
        }
        Err(error) => shown.problem.set(Some(error.to_string())),
    }
}

/// Asks again every few seconds while somebody looks.
fn keep_up(shown: Shown) {
    Effect::new(move |_| {
        let tick = move || {
            if !document().hidden() {
                leptos::task::spawn_local(refresh(shown));
            }
        };
        // Without a timer the list still shows what it was loaded with.
        if let Ok(timer) = set_interval_with_handle(tick, EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
}

async fn refresh(shown: Shown) {
    // The page may be gone by now, and its signals with it.
    let Some(ask) = shown.ask.try_get_value() else { return };
    let Some(count) = shown.rooms.try_with_untracked(Vec::len) else { return };
    let limit = u32::try_from(count).unwrap_or(LOBBY_PAGE_MAX).clamp(LOBBY_PAGE, LOBBY_PAGE_MAX);
    let answer = find_rooms(LobbyAsk { limit, ..ask }).await;
    let outcome = match answer {
        Ok(page) => {
            shown.rooms.try_update(|rooms| {
                // What lies behind the most that can be asked for at once stays as it is.
                let behind: Vec<LobbyRoom> = rooms.iter().skip(LOBBY_PAGE_MAX as usize).cloned().collect();
                *rooms = settled(rooms, page.items);
                let known: Vec<RoomCode> = rooms.iter().map(|room| room.room.code.clone()).collect();
                rooms.extend(behind.into_iter().filter(|room| !known.contains(&room.room.code)));
            });
            None
        }
        Err(error) => Some(error.to_string()),
    };
    let _the_page_is_gone = shown.problem.try_set(outcome);
}
