//! What the list of one's sign-ins asks the server.

use app_kit::ApiError;
use leptos::prelude::*;
use model::SessionId;
use model_people::LoginSession;

/// Where the asker is signed in, last used first.
#[server(prefix = "/api", endpoint = "login_sessions")]
pub async fn login_sessions() -> Result<Vec<LoginSession>, ApiError> {
    let auth = expect_context::<auth::Auth>();
    app_kit::run(async |session: &mut db::Session| {
        server_people::sessions::queries::login_sessions(session, &auth).await
    })
    .await
}

/// Ends one of the asker's sign-ins.
#[server(prefix = "/api", endpoint = "revoke_login_session")]
pub async fn revoke_login_session(id: SessionId) -> Result<(), ApiError> {
    let auth = expect_context::<auth::Auth>();
    app_kit::run(async |session: &mut db::Session| {
        server_people::sessions::commands::revoke(session, &auth, id).await
    })
    .await
}

/// Ends all of the asker's sign-ins but this one.
#[server(prefix = "/api", endpoint = "revoke_other_login_sessions")]
pub async fn revoke_other_login_sessions() -> Result<(), ApiError> {
    let auth = expect_context::<auth::Auth>();
    app_kit::run(async |session: &mut db::Session| {
        server_people::sessions::commands::revoke_others(session, &auth).await
    })
    .await
}
