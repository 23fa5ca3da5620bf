//! How an avatar is composed: `user_avatar_canvas.canvas_data`, `homepage_characters.canvas_data`.

use super::parts::is_color;
use model::Fault;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Width and height of the canvas, in its own units.
pub const CANVAS_SIDE: f32 = 512.0;
/// Most layers on a canvas.
pub const CANVAS_LAYERS_MAX: usize = 64;
/// How far outside the canvas a layer may lie or reach, in canvas units.
const REACH: f32 = 2.0 * CANVAS_SIDE;
/// Longest id of a layer, part, category or colour variant, in characters.
const ID_CHARS_MAX: usize = 100;

/// A composition. Unknown keys are refused; see [`Canvas::from_stored`] for reading what was written long ago.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Canvas {
    /// Of the format: 1.
    pub version: u8,
    /// Parts, in any order; `z_index` says what is in front.
    pub layers: Vec<Layer>,
    /// What is behind the parts.
    pub background: Background,
}

/// A part on the canvas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Layer {
    /// Unique on the canvas.
    pub id: String,
    /// `avatar_components.id`.
    pub component_id: String,
    /// The component's category.
    pub category_id: String,
    /// Where and how it is drawn.
    pub transform: Transform,
    /// A key of the component's colour variants; none for its own colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color_variant: Option<String>,
    /// Higher is in front.
    pub z_index: i32,
}

/// Where and how a part is drawn, in canvas units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Transform {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width, above 0.
    pub width: f32,
    /// Height, above 0.
    pub height: f32,
    /// Degrees, clockwise, around the middle.
    pub rotation: f32,
    /// Mirrored left to right.
    pub flip_x: bool,
    /// Mirrored top to bottom.
    pub flip_y: bool,
    /// 0 (invisible) to 1.
    pub opacity: f32,
}

/// What is behind the parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Background {
    /// Kind.
    #[serde(rename = "type")]
    pub kind: BackgroundKind,
    /// The colour (`#rrggbb`) or the image's URL; none for a transparent one.
    pub value: Option<String>,
}

/// Kinds of background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackgroundKind {
    /// One colour.
    Color,
    /// A picture.
    Image,
    /// Nothing.
    Transparent,
}

impl Default for Canvas {
    fn default() -> Self {
        let background = Background { kind: BackgroundKind::Transparent, value: None };
        Canvas { version: 1, layers: Vec::new(), background }
    }
}

impl Canvas {
    /// Refuses what the editor cannot make. Whether the parts exist and may be worn is the database's to say.
    ///
    /// # Errors
    /// [`Fault::Invalid`] for the field `canvas`.
    pub fn validate(&self) -> Result<(), Fault> {
        let refuse = |problem: &str| Err(Fault::invalid("canvas", problem));
        if self.version != 1 {
            return refuse("This avatar was made with a newer OpenStudio. Reload the page.");
        }
        if self.layers.len() > CANVAS_LAYERS_MAX {
            return refuse("Use at most 64 parts.");
        }
        let mut ids: Vec<&str> = self.layers.iter().map(|layer| layer.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != self.layers.len() {
            return refuse("Two parts have the same id.");
        }
        if !self.layers.iter().all(Layer::is_valid) {
            return refuse("A part lies outside the canvas.");
        }
        if !self.background.is_valid() {
            return refuse("The background is not a colour or a picture.");
        }
        Ok(())
    }

    /// Reads what the database holds, keys that this version does not know left out.
    ///
    /// # Errors
    /// When it is not a canvas at all.
    pub fn from_stored(mut stored: Value) -> Result<Self, serde_json::Error> {
        keep(&mut stored, &["version", "layers", "background"]);
        if let Some(background) = stored.get_mut("background") {
            keep(background, &["type", "value"]);
        }
        for layer in stored.get_mut("layers").and_then(Value::as_array_mut).into_iter().flatten() {
            keep(layer, &["id", "componentId", "categoryId", "transform", "colorVariant", "zIndex"]);
            if let Some(transform) = layer.get_mut("transform") {
                keep(transform, &["x", "y", "width", "height", "rotation", "flipX", "flipY", "opacity"]);
            }
        }
        serde_json::from_value(stored)
    }
}

fn keep(object: &mut Value, keys: &[&str]) {
    if let Some(object) = object.as_object_mut() {
        object.retain(|key, _| keys.contains(&key.as_str()));
    }
}

impl Layer {
    fn is_valid(&self) -> bool {
        let is_id = |id: &str| !id.is_empty() && id.chars().count() <= ID_CHARS_MAX;
        let Transform { x, y, width, height, rotation, opacity, .. } = self.transform;
        is_id(&self.id)
            && is_id(&self.component_id)
            && is_id(&self.category_id)
            && self.color_variant.as_deref().is_none_or(is_id)
            && [x, y].iter().all(|edge| (-REACH..=REACH).contains(edge))
            && [width, height].iter().all(|side| (1.0..=REACH).contains(side))
            && (-360.0..=360.0).contains(&rotation)
            && (0.0..=1.0).contains(&opacity)
    }
}

impl Background {
    fn is_valid(&self) -> bool {
        match (self.kind, self.value.as_deref()) {
            (BackgroundKind::Transparent, None) => true,
            (BackgroundKind::Color, Some(color)) => is_color(color),
            // A file of ours: nobody's avatar fetches from elsewhere.
            (BackgroundKind::Image, Some(url)) => {
                url.starts_with('/') && !url.starts_with("//") && url.len() <= 500
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stored() -> Value {
        json!({
            "version": 1,
            "layers": [{
                "id": "l1", "componentId": "cap", "categoryId": "headwear", "zIndex": 3,
                "transform": {"x": 156.0, "y": 156.0, "width": 200.0, "height": 200.0, "rotation": 0.0,
                    "flipX": false, "flipY": false, "opacity": 1.0}
            }],
            "background": {"type": "color", "value": "#c084fc"}
        })
    }

    #[test]
    fn a_stored_canvas_comes_back_as_it_was() {
        let canvas = Canvas::from_stored(stored()).unwrap();
        canvas.validate().unwrap();
        assert_eq!(serde_json::to_value(&canvas).unwrap(), stored());
        assert_eq!(
            serde_json::to_value(Canvas::default()).unwrap(),
            json!({"version": 1, "layers": [], "background": {"type": "transparent", "value": null}})
        );
    }

    #[test]
    fn unknown_keys_are_refused_when_written_and_left_out_when_read() {
        for path in ["", "/background", "/layers/0", "/layers/0/transform"] {
            let mut value = stored();
            value.pointer_mut(path).unwrap()["sparkle"] = json!(true);
            assert!(serde_json::from_value::<Canvas>(value.clone()).is_err(), "{path}");
            assert_eq!(serde_json::to_value(Canvas::from_stored(value).unwrap()).unwrap(), stored());
        }
        assert!(Canvas::from_stored(json!({"layers": 3})).is_err());
    }

    #[test]
    fn what_the_editor_cannot_make_is_refused() {
        let change = |path: &str, to: Value| {
            let mut value = stored();
            *value.pointer_mut(path).unwrap() = to;
            Canvas::from_stored(value).unwrap().validate()
        };
        for (path, to) in [
            ("/version", json!(2)),
            ("/layers/0/transform/opacity", json!(1.5)),
            ("/layers/0/transform/width", json!(0.0)),
            ("/layers/0/transform/x", json!(5000.0)),
            ("/layers/0/id", json!("")),
            ("/background/value", json!("red")),
            ("/background", json!({"type": "image", "value": "//elsewhere.example/x.png"})),
            ("/background", json!({"type": "transparent", "value": "#ffffff"})),
        ] {
            assert!(change(path, to.clone()).is_err(), "{path} {to}");
        }
        let mut twice = Canvas::from_stored(stored()).unwrap();
        twice.layers.push(twice.layers[0].clone());
        assert!(twice.validate().is_err());
        let mut nan = Canvas::from_stored(stored()).unwrap();
        nan.layers[0].transform.x = f32::NAN;
        assert!(nan.validate().is_err());
    }
}
