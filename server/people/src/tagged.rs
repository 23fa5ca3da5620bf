//! Reading an enum that is stored as a column with its type and a JSON column with the rest.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// The two together; none, and a line in the log about the column `what`, when this build does not know it.
pub(crate) fn read<T: DeserializeOwned>(kind: &str, mut rest: Value, what: &'static str) -> Option<T> {
    if let Some(fields) = rest.as_object_mut() {
        fields.insert("type".into(), kind.into());
    }
    serde_json::from_value(rest)
        .inspect_err(|error| tracing::warn!(what, kind, %error, "a stored value cannot be read"))
        .ok()
}
