//! What the guest page asks the server.

use app_kit::ApiError;
use leptos::prelude::*;

/// Makes the asker a guest with a name, and goes to `form.next`.
#[server(prefix = "/api", endpoint = "enter_as_guest")]
pub async fn enter_as_guest(form: model_people::GuestEntry) -> Result<(), ApiError> {
    use crate::accounts::api::{Asker, enter};
    let (asker, next) = (Asker::of_request(), form.next.clone());
    enter(server_people::guests::commands::enter(&asker.auth, &asker.client, &asker.actor, form), &next)
}
