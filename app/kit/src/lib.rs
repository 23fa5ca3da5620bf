//! What every page and server function of the application needs: the error that crosses the wire, the door to the
//! database, and who is looking.

mod error;
mod form;
#[cfg(feature = "ssr")]
mod run;
mod viewer;

pub use error::ApiError;
pub use form::{FormState, kept_value};
#[cfg(feature = "ssr")]
pub use run::{RequestId, fault, run};
pub use viewer::{ViewerContext, use_viewer};
