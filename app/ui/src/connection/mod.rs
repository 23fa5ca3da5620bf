//! How good somebody's connection is: bars that fill, and the measured round trip. The number of bars says what the
//! colour says, and the words say both.

use leptos::prelude::*;
use model_rooms::ConnectionQuality;

/// Bars drawn.
const BARS: u8 = 4;

/// How many of the four bars are filled; none measured: none.
pub fn filled(quality: Option<ConnectionQuality>) -> u8 {
    match quality {
        None => 0,
        Some(ConnectionQuality::Poor) => 1,
        Some(ConnectionQuality::Fair) => 2,
        Some(ConnectionQuality::Good) => 3,
        Some(ConnectionQuality::Excellent) => 4,
    }
}

/// In words, for example "Good connection, 28 ms".
pub fn in_words(quality: Option<ConnectionQuality>, rtt_ms: Option<f32>) -> String {
    match (quality, rtt_ms) {
        (Some(quality), Some(ms)) => format!("{} connection, {}", quality.label(), shown_ms(ms)),
        (Some(quality), None) => format!("{} connection", quality.label()),
        (None, Some(ms)) => format!("Round trip {}", shown_ms(ms)),
        (None, None) => "Connection not measured yet".to_owned(),
    }
}

/// Under 10 ms a tenth counts; above, it is noise.
fn shown_ms(ms: f32) -> String {
    if ms < 9.95 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") }
}

/// Bars and milliseconds.
#[component]
pub fn ConnectionBars(
    /// The quality, as measured; none before the first measurement.
    #[prop(into)]
    quality: Signal<Option<ConnectionQuality>>,
    /// Round trip in milliseconds.
    #[prop(into)]
    rtt_ms: Signal<Option<f32>>,
    /// More to say in the tooltip, for example jitter and loss.
    #[prop(optional, into)]
    more: Signal<Option<String>>,
) -> impl IntoView {
    let quality = Memo::new(move |_| quality.get());
    let ms = Memo::new(move |_| rtt_ms.get().map_or_else(|| "—".to_owned(), shown_ms));
    let words = Memo::new(move |_| {
        let words = in_words(quality.get(), rtt_ms.get());
        more.get().map_or(words.clone(), |more| format!("{words}, {more}"))
    });
    let bars = (1..=BARS)
        .map(|bar| {
            let lit = move || (filled(quality.get()) >= bar).then_some("");
            view! { <i class="connection-bar" data-lit=lit></i> }
        })
        .collect_view();
    view! {
        <span
            class="connection"
            role="img"
            data-quality=move || quality.get().map(|q| q.label().to_lowercase())
            aria-label=move || words.get()
            title=move || words.get()
        >
            <span class="connection-bars">{bars}</span>
            <span class="number">{move || ms.get()}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_the_bars_say() {
        assert_eq!(in_words(Some(ConnectionQuality::Good), Some(28.4)), "Good connection, 28 ms");
        assert_eq!(in_words(None, None), "Connection not measured yet");
        let better = [ConnectionQuality::Poor, ConnectionQuality::Fair, ConnectionQuality::Good];
        assert!(better.windows(2).all(|pair| filled(Some(pair[0])) < filled(Some(pair[1]))));
        assert_eq!(filled(Some(ConnectionQuality::Excellent)), BARS);
    }
}
