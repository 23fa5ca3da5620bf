//! A person as a disc: initials, and a ring in the hue of what they play.

use crate::icon::{Icon, IconName};
use leptos::prelude::*;
use model_rooms::Instrument;

/// A person's initials; the name itself must stand beside it.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: Signal<String>,
    /// What they play: the ring.
    #[prop(optional, into)]
    instrument: Signal<Option<Instrument>>,
    /// `small` (28 px), `large` (64 px), else 36 px.
    #[prop(optional)]
    size: Option<&'static str>,
) -> impl IntoView {
    view! {
        <span
            class="avatar"
            data-size=size
            data-instrument=move || instrument.get().map(Instrument::as_str)
            aria-hidden="true"
        >
            {move || initials(&name.get())}
        </span>
    }
}

/// An instrument in its ring: somebody who plays it, without a name. Says the instrument to who listens to the page.
#[component]
pub fn InstrumentAvatar(
    /// Which.
    instrument: Instrument,
    /// `small` (28 px), `large` (64 px), else 36 px.
    #[prop(optional)]
    size: Option<&'static str>,
) -> impl IntoView {
    view! {
        <span
            class="avatar"
            data-size=size
            data-instrument=instrument.as_str()
            role="img"
            aria-label=instrument.label()
            title=instrument.label()
        >
            <Icon name=IconName::from(instrument)/>
        </span>
    }
}

/// One or two capitals: of the first and the last word; `?` when the name has no letter or digit.
pub fn initials(name: &str) -> String {
    let words: Vec<char> =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric())).collect();
    let upper = |c: &char| c.to_uppercase().collect::<String>();
    match words.as_slice() {
        [] => "?".to_owned(),
        [only] => upper(only),
        [first, .., last] => upper(first) + &upper(last),
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_take_first_and_last_word() {
        assert_eq!(initials("Nina Simone"), "NS");
        assert_eq!(initials("  björk "), "B");
        assert_eq!(initials("Jean-Michel de la Motte"), "JM");
        assert_eq!(initials("¡!"), "?");
        assert_eq!(initials("ßeta"), "SS");
        assert_eq!(initials(""), "?");
    }
}
