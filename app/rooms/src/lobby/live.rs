//! The list of public rooms, asked for again while somebody looks at it.

use super::api::lobby_rooms;
use app_kit::ApiError;
use leptos::prelude::*;
use model_rooms::LobbyRoom;
use std::time::Duration;
use ui::{Notice, Tone};

/// How often the counts are asked for again.
const EVERY: Duration = Duration::from_secs(5);

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
    let asked = Resource::new_blocking(
        || (),
        |()| async {
            lobby_rooms().await.map(|mut rooms| {
                liveliest_first(&mut rooms);
                rooms
            })
        },
    );
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

/// The first row is always the most alive: most performers, then most people, then the latest to stir.
fn liveliest_first(rooms: &mut [LobbyRoom]) {
    rooms.sort_by_key(|room| std::cmp::Reverse((room.performers.len(), room.listeners, room.last_activity)));
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

    #[test]
    fn the_first_row_is_alive() {
        let mut rooms = [room("quiet", &[], 0), room("crowd", &[], 9), room("band", &[Instrument::Bass], 0)];
        liveliest_first(&mut rooms);
        assert_eq!(rooms.map(|r| r.room.name), ["band", "crowd", "quiet"]);
    }
}
