//! A stage seen from the hall: who plays what, on a shallow arc, with empty seats where nobody plays yet.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;
use model_rooms::Instrument;

/// Seats drawn at least (an empty stage still looks like one), and at most (the rest is a number).
const SEATS: std::ops::RangeInclusive<usize> = 3..=5;

/// The performers of a room now, without names.
#[component]
pub fn StageArc(
    /// What each connected performer plays, in order of arrival.
    performers: Vec<Instrument>,
) -> impl IntoView {
    let (seated, more) = seats(&performers);
    // The number of those without a seat takes the last one.
    let count = seated.len() + usize::from(more > 0);
    let seats = seated
        .into_iter()
        .enumerate()
        .map(|(at, instrument)| seat(instrument, depth(at, count)))
        .collect_view();
    view! {
        <ul class="stage-arc" aria-label="On stage">
            {seats}
            {(more > 0)
                .then(|| {
                    view! {
                        <li class="stage-seat" data-depth="0" data-instrument="other">
                            <span class="stage-disc number">{format!("+{more}")}</span>
                            <span>"more"</span>
                        </li>
                    }
                })}
        </ul>
    }
}

fn seat(instrument: Option<Instrument>, depth: usize) -> AnyView {
    match instrument {
        Some(instrument) => view! {
            <li class="stage-seat" data-depth=depth.to_string() data-instrument=instrument.as_str()>
                <span class="stage-disc">
                    <Icon name=IconName::from(instrument)/>
                </span>
                <span>{instrument.label()}</span>
            </li>
        }
        .into_any(),
        None => view! {
            <li class="stage-seat" data-depth=depth.to_string() data-empty="">
                <span class="stage-disc"></span>
                <span>"Free"</span>
            </li>
        }
        .into_any(),
    }
}

/// The seats to draw, empty ones as none, and how many performers found no seat.
fn seats(performers: &[Instrument]) -> (Vec<Option<Instrument>>, usize) {
    let shown = if performers.len() > *SEATS.end() { SEATS.end() - 1 } else { performers.len() };
    let mut seats: Vec<_> = performers[..shown].iter().copied().map(Some).collect();
    while seats.len() < *SEATS.start() {
        seats.push(None);
    }
    (seats, performers.len() - shown)
}

/// How far back a seat stands: 0 in front (the ends of the arc), up to 2 in the middle.
fn depth(at: usize, count: usize) -> usize {
    at.min(count - 1 - at).min(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_stage_has_seats_and_a_full_one_counts_the_rest() {
        assert_eq!(seats(&[]), (vec![None; 3], 0));
        let five = [Instrument::Bass; 5];
        assert_eq!(seats(&five), (vec![Some(Instrument::Bass); 5], 0));
        assert_eq!(seats(&[Instrument::Bass; 9]), (vec![Some(Instrument::Bass); 4], 5));
    }

    #[test]
    fn the_arc_is_symmetric() {
        let arc = |count| (0..count).map(|at| depth(at, count)).collect::<Vec<_>>();
        assert_eq!(arc(5), [0, 1, 2, 1, 0]);
        assert_eq!(arc(4), [0, 1, 1, 0]);
        assert_eq!(arc(1), [0]);
    }
}
