//! Icons: one sprite (`public/icons.svg`), drawn for OpenStudio with lines only.
//!
//! An icon alone means nothing to somebody who listens to the page: it is hidden from them, and the words stand beside
//! it or in the control's label.

use leptos::prelude::*;
use model_rooms::{Instrument, Reaction, Role};

macro_rules! icons {
    ($($name:ident = $id:literal),* $(,)?) => {
        /// The icons there are; each is a symbol of the sprite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IconName { $(#[doc = concat!("`", $id, "`")] $name),* }

        impl IconName {
            /// All of them.
            pub const ALL: &[IconName] = &[$(IconName::$name),*];

            /// The symbol's id in the sprite.
            pub fn id(self) -> &'static str {
                match self { $(IconName::$name => $id),* }
            }
        }
    };
}

icons! {
    Guitar = "guitar", Bass = "bass", Drums = "drums", Keyboard = "keyboard", Vocals = "vocals", Other = "other",
    Mic = "mic", MicOff = "mic-off", Headphones = "headphones", Volume = "volume", VolumeOff = "volume-off",
    Chat = "chat", Send = "send", People = "people", Person = "person", Settings = "settings", Copy = "copy",
    Link = "link", Lock = "lock", Globe = "globe", ArrowRight = "arrow-right", ArrowLeft = "arrow-left",
    ChevronDown = "chevron-down", Plus = "plus", Search = "search", SignOut = "sign-out", Signal = "signal",
    Offline = "offline", Clock = "clock", Warning = "warning", Info = "info", Check = "check", X = "x",
    Sun = "sun", Moon = "moon", Auto = "auto", Menu = "menu", Key = "key", Device = "device",
    Crown = "crown", Star = "star", Eye = "eye", Shield = "shield", More = "more", Door = "door", Ban = "ban", Trash = "trash",
    Undo = "undo", ArrowDown = "arrow-down", ReactFire = "react-fire", ReactClap = "react-clap", ReactShred = "react-shred",
    ReactLove = "react-love", ReactMindblown = "react-mindblown", ReactMagic = "react-magic",
}

impl From<Instrument> for IconName {
    fn from(instrument: Instrument) -> Self {
        match instrument {
            Instrument::Guitar => IconName::Guitar,
            Instrument::Bass => IconName::Bass,
            Instrument::Drums => IconName::Drums,
            Instrument::Keyboard => IconName::Keyboard,
            Instrument::Vocals => IconName::Vocals,
            Instrument::Other => IconName::Other,
        }
    }
}

impl From<Role> for IconName {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => IconName::Crown,
            Role::CoHost => IconName::Star,
            Role::Performer => IconName::Guitar,
            Role::Member => IconName::Person,
            Role::Listener => IconName::Eye,
        }
    }
}

impl From<Reaction> for IconName {
    fn from(reaction: Reaction) -> Self {
        match reaction {
            Reaction::Fire => IconName::ReactFire,
            Reaction::Clap => IconName::ReactClap,
            Reaction::Shred => IconName::ReactShred,
            Reaction::Love => IconName::ReactLove,
            Reaction::Mindblown => IconName::ReactMindblown,
            Reaction::Magic => IconName::ReactMagic,
        }
    }
}

/// An icon, as tall as the text around it (`large`: 28 px), in its colour.
#[component]
pub fn Icon(
    /// Which one; may change.
    #[prop(into)]
    name: Signal<IconName>,
    /// 28 px instead of 1.25 em.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <svg class="icon" data-icon=move || name.get().id() data-size=large.then_some("large") aria-hidden="true">
            <use href=move || format!("/icons.svg#{}", name.get().id())></use>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::IconName;

    #[test]
    fn every_icon_is_in_the_sprite_once() {
        let sprite = include_str!("../../../../public/icons.svg");
        for icon in IconName::ALL {
            let symbol = format!("<symbol id=\"{}\"", icon.id());
            assert_eq!(sprite.matches(&symbol).count(), 1, "{}", icon.id());
        }
        assert_eq!(sprite.matches("<symbol ").count(), IconName::ALL.len(), "a symbol has no name here");
    }
}
