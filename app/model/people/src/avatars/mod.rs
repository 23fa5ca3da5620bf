//! Avatars: what they are made of ([`Category`], [`Palette`], [`Component`]), what unlocks a part ([`UnlockRule`]), and
//! how somebody composed theirs ([`Canvas`]).

mod canvas;
mod parts;
mod unlock;

pub use canvas::{Background, BackgroundKind, CANVAS_LAYERS_MAX, CANVAS_SIDE, Canvas, Layer, Transform};
pub use parts::{Category, Component, Frame, Palette, Rarity, Thumbnails, is_color};
pub use unlock::{Comparison, Condition, Statistic, UnlockRule};
