//! What avatars are made of.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether this is a colour as palettes hold them: `#rrggbb`, in lower case.
pub fn is_color(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(is_digit)
}

/// Colours to choose from (`avatar_color_palettes`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Palette {
    /// For example `hair`.
    pub id: String,
    /// For people.
    pub display_name: String,
    /// See [`is_color`].
    pub colors: Vec<String>,
}

/// A rectangle on the canvas, in canvas units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// A kind of part (`avatar_categories`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// For example `hair_front`.
    pub id: String,
    /// For people.
    pub display_name: String,
    /// Lower is behind.
    pub layer_order: i32,
    /// Whether an avatar needs one.
    pub is_required: bool,
    /// Most parts of this kind on one avatar.
    pub max_selections: i32,
    /// Whether its parts come in the palette's colours.
    pub supports_color_variants: bool,
    /// The [`Palette`] of its parts.
    pub palette: Option<String>,
    /// Where its parts are drawn at first.
    pub frame: Frame,
}

/// How rare a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rarity {
    /// Everywhere.
    Common,
    /// Seldom.
    Rare,
    /// Very seldom.
    Epic,
    /// Hardly ever.
    Legendary,
}

impl Rarity {
    /// Every rarity, the most common first.
    pub const ALL: [Rarity; 4] = [Rarity::Common, Rarity::Rare, Rarity::Epic, Rarity::Legendary];

    /// As the database writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Rarity::Common => "common",
            Rarity::Rare => "rare",
            Rarity::Epic => "epic",
            Rarity::Legendary => "legendary",
        }
    }
}

/// A part (`avatar_components`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Unique.
    pub id: String,
    /// Its [`Category`].
    pub category_id: String,
    /// For people.
    pub name: String,
    /// Picture.
    pub image_url: String,
    /// Small picture.
    pub thumbnail_url: Option<String>,
    /// For searching.
    pub tags: Vec<String>,
    /// How rare it is.
    pub rarity: Rarity,
    /// Pictures in other colours, by the variant's name.
    pub color_variants: BTreeMap<String, String>,
    /// The colour of its own picture.
    pub base_color: Option<String>,
}

/// URLs of the small pictures of an avatar, by their side in pixels (`user_avatar_canvas.thumbnail_urls`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thumbnails {
    /// 32.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xs: Option<String>,
    /// 48.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sm: Option<String>,
    /// 64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md: Option<String>,
    /// 128.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lg: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_six_hex_digits_in_lower_case() {
        assert!(is_color("#00ff9a"));
        for bad in ["#00FF9A", "00ff9a", "#00ff9", "#00ff9g", "#00ff9ab", "", "#é0ff9"] {
            assert!(!is_color(bad), "{bad}");
        }
    }

    #[test]
    fn rarities_are_written_as_the_interface_reads_them() {
        for rarity in Rarity::ALL {
            assert_eq!(serde_json::to_value(rarity).unwrap(), rarity.as_str());
        }
    }
}
