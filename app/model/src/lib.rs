//! What every part of OpenStudio agrees on, in the browser and on the server: ids, [`Fault`] and limits.
//!
//! Compiled natively and to wasm; it knows no database, no transport and no page.

mod fault;
mod id;
pub mod limits;
mod page;

pub use fault::{Fault, FieldProblem, FieldProblems};
pub use id::{ParticipantId, SessionId, UserId};
pub use page::{Cursor, Page};
