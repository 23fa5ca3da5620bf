//! [`ApiError`]: a [`Fault`] as server functions answer it.

use model::Fault;
use serde::{Deserialize, Serialize};
use server_fn::{codec::JsonEncoding, error::FromServerFnError, error::ServerFnErrorErr};
use std::fmt;

/// The error of every server function: a [`Fault`], sent as JSON with the fault's own HTTP status, and in the address
/// (`__err`) after a form was posted without wasm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Fault);

impl ApiError {
    /// What is wrong with form field `field`, if this error is about it.
    pub fn problem_with(&self, field: &str) -> Option<String> {
        self.0.problem_with(field).map(str::to_owned)
    }

    /// The message for the form as a whole: none when every problem stands beside a field.
    pub fn message(&self) -> Option<String> {
        match &self.0 {
            Fault::Invalid { .. } => None,
            other => Some(other.to_string()),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        ApiError(fault)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        ApiError(match error {
            // The input could not be read. What serde says names fields and types, never values of ours.
            E::Args(_) | E::MissingArg(_) => {
                Fault::invalid("form", "Some of the form was missing or could not be read.")
            }
            // The browser could not reach the server.
            E::Request(_) => {
                Fault::unavailable("No connection to the server. Check your network and try again.")
            }
            E::Deserialization(_) | E::Response(_) => {
                Fault::unavailable("The server's answer could not be read. Reload the page and try again.")
            }
            E::UnsupportedRequestMethod(_) => Fault::NotFound,
            E::Registration(_) | E::ServerError(_) | E::MiddlewareError(_) | E::Serialization(_) => {
                Fault::Internal { request: "unknown".into() }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fault_is_the_body() {
        let error = ApiError(Fault::invalid("email", "Check it."));
        let body = error.ser();
        assert_eq!(serde_json::from_slice::<Fault>(&body).unwrap(), error.0);
        assert_eq!(ApiError::de(body), error);
    }
}
