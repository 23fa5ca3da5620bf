//! How answers look.

use crate::media::MediaGone;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sidecar_api::Refused;

/// Everything that is not 2xx.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Refused);

impl Refusal {
    /// 400, with the reason.
    pub fn bad(message: impl Into<String>) -> Self {
        Refusal(Refused::Bad { message: message.into() })
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Refusal(refused)
    }
}

impl From<MediaGone> for Refusal {
    fn from(_: MediaGone) -> Self {
        Refusal(Refused::Full)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.0)).into_response()
    }
}
