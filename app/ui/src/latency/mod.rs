//! A measured round trip. Never a modelled one: without a measurement it shows a dash.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;

/// What a round trip means for playing together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Up to 30 ms: as if in one room.
    Tight,
    /// Up to 60 ms: playable with a click.
    Loose,
    /// More: for listening, and for slow songs.
    Far,
}

impl Grade {
    /// The grade of a round trip in milliseconds.
    pub fn of(rtt_ms: f32) -> Grade {
        match rtt_ms {
            ms if ms <= 30.0 => Grade::Tight,
            ms if ms <= 60.0 => Grade::Loose,
            _ => Grade::Far,
        }
    }

    /// In a word; also the value of `data-grade` in the style.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Tight => "tight",
            Grade::Loose => "loose",
            Grade::Far => "far",
        }
    }
}

/// A round trip in milliseconds, with a sign of what it means.
#[component]
pub fn LatencyBadge(
    /// Milliseconds, as measured; none before the first measurement.
    #[prop(into)]
    rtt_ms: Signal<Option<f32>>,
) -> impl IntoView {
    let grade = Memo::new(move |_| rtt_ms.get().map(Grade::of));
    let text = Memo::new(move |_| rtt_ms.get().map_or_else(|| "—".to_owned(), shown));
    let said = move || match grade.get() {
        Some(grade) => format!("Round trip {}, {}", text.get(), grade.as_str()),
        None => "Round trip not measured yet".to_owned(),
    };
    view! {
        <span class="latency" data-grade=move || grade.get().map(Grade::as_str) title=said>
            <Icon name=IconName::Signal/>
            <span class="heard-only">{said}</span>
            <span aria-hidden="true">{move || text.get()}</span>
        </span>
    }
}

/// Under 10 ms a tenth counts; above, it is noise.
fn shown(ms: f32) -> String {
    if ms < 9.95 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_a_unit_and_no_noise() {
        assert_eq!(shown(3.44), "3.4 ms");
        assert_eq!(shown(9.97), "10 ms");
        assert_eq!(shown(28.6), "29 ms");
    }

    #[test]
    fn grades_have_documented_bounds() {
        assert_eq!(
            [Grade::of(30.0), Grade::of(30.1), Grade::of(60.1)],
            [Grade::Tight, Grade::Loose, Grade::Far]
        );
    }
}
