//! The list of public rooms, asked for again while somebody looks at it.

use super::api::lobby_rooms;
use app_kit::ApiError;
use leptos::prelude::*;
use model_rooms::{LobbyRoom, RoomCode};
use std::time::Duration;
use ui::{Notice, Tone};

/// How often the counts are asked for again.
pub(super) const EVERY: Duration = Duration::from_secs(5);

/// The public rooms, liveliest first.
#[derive(Clone, Copy)]
pub(crate) struct LobbyRooms {
    asked: Resource<Result<Vec<LobbyRoom>, ApiError>>,
    last_good: StoredValue<Option<Vec<LobbyRoom>>>,
}

/// What a page shows of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shown {
    /// The rooms; none when they could not be had even once.
    pub rooms: Option<Vec<LobbyRoom>>,
    /// Why the last question was not answered: the rooms are from a moment before.
    pub problem: Option<String>,
}

impl LobbyRooms {
    /// What is to be shown now; `None` while the first question is open. Read it inside `<Transition>`.
    pub fn shown(&self) -> Option<Shown> {
        let answer = self.asked.get()?;
        if let Ok(rooms) = &answer {
            self.last_good.set_value(Some(rooms.clone()));
        }
        Some(shown(answer, self.last_good.get_value()))
    }
}

fn shown(answer: Result<Vec<LobbyRoom>, ApiError>, last_good: Option<Vec<LobbyRoom>>) -> Shown {
    match answer {
        Ok(rooms) => Shown { rooms: Some(rooms), problem: None },
        Err(error) => Shown { rooms: last_good, problem: Some(error.to_string()) },
    }
}

/// Asks for the public rooms; they are in the page's first HTML, and kept fresh while the page is visible.
pub(crate) fn use_lobby_rooms() -> LobbyRooms {
    let asked = Resource::new_blocking(|| (), |()| async { lobby_rooms().await });
    refresh_while_visible(asked);
    LobbyRooms { asked, last_good: StoredValue::new(None) }
}

fn refresh_while_visible(rooms: Resource<Result<Vec<LobbyRoom>, ApiError>>) {
    Effect::new(move |_| {
        let tick = move || {
            if !document().hidden() {
                rooms.refetch();
            }
        };
        // Without a timer the page still shows what it was loaded with.
        if let Ok(timer) = set_interval_with_handle(tick, EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// Says that what is shown is not from now, or that there is nothing to show.
#[component]
pub(crate) fn RoomsProblem(problem: String, has_rooms: bool) -> impl IntoView {
    let tone = if has_rooms { Tone::Caution } else { Tone::Danger };
    let rest = if has_rooms { " The rooms shown are from a moment ago." } else { "" };
    view! {
        <Notice tone=tone>
            <p>{problem} {rest}</p>
        </Notice>
    }
}

/// The rooms in the order in which they were shown, with what is new about them: counts change in place, and nothing
/// jumps under a finger. Rooms that were not there yet come behind the ones with people in them, or at the end. But the
/// first row is alive while any is.
pub(super) fn settled(shown: &[LobbyRoom], fresh: Vec<LobbyRoom>) -> Vec<LobbyRoom> {
    let mut fresh: Vec<Option<LobbyRoom>> = fresh.into_iter().map(Some).collect();
    let mut take = |code: &RoomCode| {
        fresh
            .iter_mut()
            .find(|room| room.as_ref().is_some_and(|room| room.room.code == *code))
            .and_then(Option::take)
    };
    let mut rooms: Vec<LobbyRoom> = shown.iter().filter_map(|room| take(&room.room.code)).collect();
    for room in fresh.into_iter().flatten() {
        let place = if is_alive(&room) {
            rooms.iter().take_while(|room| is_alive(room)).count()
        } else {
            rooms.len()
        };
        rooms.insert(place, room);
    }
    if !rooms.first().is_some_and(is_alive) && rooms.iter().any(is_alive) {
        rooms.sort_by_key(|room| !is_alive(room));
    }
    rooms
}

/// Whether anybody is in it.
pub(super) fn is_alive(room: &LobbyRoom) -> bool {
    !room.performers.is_empty() || room.listeners > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lobby::presence::tests::room;
    use model_rooms::Instrument;

    #[test]
    fn a_failed_question_keeps_the_rooms_that_were_there() {
        let (failed, rooms) = (Err(ApiError(model::Fault::NotFound)), vec![room("jam", &[], 1)]);
        let kept = shown(failed.clone(), Some(rooms.clone()));
        assert_eq!((kept.rooms, kept.problem.is_some()), (Some(rooms.clone()), true));
        assert_eq!(shown(failed, None).rooms, None);
        assert_eq!(shown(Ok(rooms.clone()), None), Shown { rooms: Some(rooms), problem: None });
    }

    fn named(code: &str, playing: usize) -> LobbyRoom {
        let mut room = room(code, &vec![Instrument::Bass; playing], 0);
        room.room.code = RoomCode::parse(code).unwrap();
        room
    }

    fn codes(rooms: &[LobbyRoom]) -> Vec<&str> {
        rooms.iter().map(|room| room.room.code.as_str()).collect()
    }

    #[test]
    fn counts_change_in_place_and_nothing_jumps() {
        let shown = [named("aaaaaaaa", 1), named("bbbbbbbb", 3), named("cccccccc", 0)];
        let fresh = vec![named("bbbbbbbb", 5), named("aaaaaaaa", 2), named("cccccccc", 0)];
        let now = settled(&shown, fresh);
        assert_eq!(codes(&now), ["aaaaaaaa", "bbbbbbbb", "cccccccc"]);
        assert_eq!(now[1].performers.len(), 5);
        let with_new =
            vec![named("dddddddd", 1), named("aaaaaaaa", 1), named("cccccccc", 0), named("eeeeeeee", 0)];
        assert_eq!(codes(&settled(&shown, with_new)), ["aaaaaaaa", "dddddddd", "cccccccc", "eeeeeeee"]);
    }

    #[test]
    fn the_first_row_is_alive() {
        let shown = [named("aaaaaaaa", 1), named("bbbbbbbb", 1)];
        let now = settled(&shown, vec![named("bbbbbbbb", 1), named("aaaaaaaa", 0)]);
        assert_eq!(codes(&now), ["bbbbbbbb", "aaaaaaaa"]);
    }
}
