//! Reading JSON columns. What is written has a type that refuses unknown keys; what is read may have been written by
//! another build of the server, so it is read leniently: keys that this build does not know are left out, and what cannot
//! be read at all is the default, with a line in the log.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A stored value as this build understands it; every key of the type has a default. `what` names the column in the
/// log.
pub fn read<T: DeserializeOwned + Default>(value: Value, what: &'static str) -> T {
    let mut known = value;
    keep_readable(&mut known, &|value| serde_json::from_value::<T>(value.clone()).is_ok());
    serde_json::from_value(known).unwrap_or_else(|error| {
        tracing::warn!(what, %error, "a stored value cannot be read; the default is used");
        T::default()
    })
}

/// [`read`], for a column that may be null.
pub fn read_some<T: DeserializeOwned + Default>(value: Option<Value>, what: &'static str) -> Option<T> {
    value.filter(|value| !value.is_null()).map(|value| read(value, what))
}

/// A stored array; elements that cannot be read are left out, with one line in the log.
pub fn read_list<T: DeserializeOwned>(value: Value, what: &'static str) -> Vec<T> {
    let Value::Array(elements) = value else {
        tracing::warn!(what, "a stored array is none");
        return Vec::new();
    };
    let stored = elements.len();
    let read: Vec<T> =
        elements.into_iter().filter_map(|element| serde_json::from_value(element).ok()).collect();
    if read.len() < stored {
        tracing::warn!(what, lost = stored - read.len(), "elements of a stored array cannot be read");
    }
    read
}

/// Takes out of an object what does not fit: each key is tried by itself, with what is in it taken apart the same way.
fn keep_readable(value: &mut Value, fits: &dyn Fn(&Value) -> bool) {
    if fits(value) {
        return;
    }
    if let Value::Object(keys) = value {
        let mut kept = Map::new();
        for (key, mut inner) in std::mem::take(keys) {
            let alone = |inner: &Value| fits(&Value::Object(Map::from_iter([(key.clone(), inner.clone())])));
            keep_readable(&mut inner, &alone);
            if alone(&inner) {
                kept.insert(key, inner);
            }
        }
        *keys = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Outer {
        name: String,
        inner: Inner,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inner {
        level: f32,
    }

    #[test]
    fn rows_of_older_and_newer_builds_are_read() {
        let older = json!({"name": "a"});
        assert_eq!(read::<Outer>(older, "test"), Outer { name: "a".into(), inner: Inner::default() });
        let newer = json!({"name": "a", "inner": {"level": 2.0, "shine": 1}, "colour": "red"});
        assert_eq!(read::<Outer>(newer, "test"), Outer { name: "a".into(), inner: Inner { level: 2.0 } });
    }

    #[test]
    fn what_cannot_be_read_is_the_default() {
        assert_eq!(read::<Outer>(json!({"name": 7}), "test"), Outer::default());
        assert_eq!(read::<Outer>(json!([1]), "test"), Outer::default());
        let half = json!({"name": 7, "inner": {"level": 1.0}});
        assert_eq!(read::<Outer>(half, "test"), Outer { name: String::new(), inner: Inner { level: 1.0 } });
        assert_eq!(read_some::<Outer>(Some(Value::Null), "test"), None);
        assert_eq!(read_list::<u8>(json!([1, "x", 3]), "test"), [1, 3]);
        assert!(read_list::<u8>(json!({}), "test").is_empty());
    }
}
