//! What the account pages ask the server: declarations; the work is in `server_people::accounts`.

use app_kit::ApiError;
use leptos::prelude::*;

/// Who is looking.
#[server(prefix = "/api", endpoint = "viewer")]
pub async fn viewer() -> Result<model_people::Viewer, ApiError> {
    Ok(server_people::viewer(&expect_context::<db::Actor>()))
}

/// Makes an account, signs in to it, and goes to `form.next`.
#[server(prefix = "/api", endpoint = "sign_up")]
pub async fn sign_up(form: model_people::SignUp) -> Result<(), ApiError> {
    let (asker, next) = (Asker::of_request(), form.next.clone());
    let signed_up =
        server_people::accounts::commands::sign_up(&asker.auth, &asker.client, &asker.actor, form).await;
    enter(signed_up, &next)
}

/// Signs in, and goes to `form.next`.
#[server(prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(form: model_people::SignIn) -> Result<(), ApiError> {
    let (asker, next) = (Asker::of_request(), form.next.clone());
    let signed_in =
        server_people::accounts::commands::sign_in(&asker.auth, &asker.client, &asker.actor, form).await;
    enter(signed_in, &next)
}

/// Signs out, and goes home.
#[server(prefix = "/api", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), ApiError> {
    let asker = Asker::of_request();
    set_cookies(server_people::accounts::commands::sign_out(&asker.auth, &asker.actor).await)?;
    leptos_axum::redirect("/");
    Ok(())
}

/// Changes the password; every other session ends.
#[server(prefix = "/api", endpoint = "change_password")]
pub async fn change_password(form: model_people::ChangePassword) -> Result<(), ApiError> {
    let asker = Asker::of_request();
    let changed =
        server_people::accounts::commands::change_password(&asker.auth, &asker.client, &asker.actor, form)
            .await;
    set_cookies(changed)
}

#[cfg(feature = "ssr")]
pub(crate) use asker::{Asker, enter, set_cookies};

/// What the server's half needs to know about a request, and what it does to the answer.
#[cfg(feature = "ssr")]
mod asker {
    use app_kit::ApiError;
    use leptos::prelude::expect_context;
    use leptos_axum::ResponseOptions;
    use model_people::account::safe_next;
    use server_people::SetCookies;

    /// Who asks, from where, and what decides about it.
    pub(crate) struct Asker {
        pub auth: auth::Auth,
        pub client: auth::Client,
        pub actor: db::Actor,
    }

    impl Asker {
        pub fn of_request() -> Self {
            Asker { auth: expect_context(), client: expect_context(), actor: expect_context() }
        }
    }

    /// Puts the cookies into the answer, or turns the error into it.
    pub(crate) fn set_cookies(cookies: Result<SetCookies, db::Error>) -> Result<(), ApiError> {
        let response = expect_context::<ResponseOptions>();
        for cookie in cookies.map_err(app_kit::fault)? {
            response.append_header(axum::http::header::SET_COOKIE, cookie);
        }
        Ok(())
    }

    /// Puts the cookies into the answer and goes on to `next`.
    pub(crate) fn enter(cookies: Result<SetCookies, db::Error>, next: &str) -> Result<(), ApiError> {
        set_cookies(cookies)?;
        leptos_axum::redirect(safe_next(next));
        Ok(())
    }
}
