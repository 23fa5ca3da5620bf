//! The one way from a server function to the database.

use crate::ApiError;
use db::pool::Work;
use db::{Actor, Db, Session};
use leptos::prelude::{expect_context, use_context};

/// The id of the HTTP request being answered: in every log line about it, and in the message when something of ours
/// failed. The server's router provides it.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Runs `work` in one transaction as whoever sent the request, and commits. Nothing else in a page or server function
/// reaches the database.
///
/// # Errors
/// The fault that `work` returned; [`model::Fault::Internal`] for anything unexpected, which is logged here, once.
pub async fn run<T, F>(work: F) -> Result<T, ApiError>
where
    T: Send,
    F: for<'s> Work<&'s mut Session, Result<T, db::Error>, Fut: Send> + Send,
{
    let (db, actor) = (expect_context::<Db>(), expect_context::<Actor>());
    db.run(&actor, work).await.map_err(fault)
}

/// Turns an error of the server's half into the answer, logging an unexpected one with this request's id.
pub fn fault(error: db::Error) -> ApiError {
    let request = use_context::<RequestId>().map_or_else(|| "unknown".to_owned(), |id| id.0);
    ApiError(error.into_fault(&request))
}
