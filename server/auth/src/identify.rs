//! The middleware that says who sends a request.

use crate::{Auth, Client, SessionToken, sessions};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use db::{Actor, Error, Session};
use http::{HeaderMap, HeaderValue, header};

/// Puts a [`db::Actor`] and a [`Client`] into the request's extensions, for everything behind it.
///
/// A cookie that is not valid (any more) makes its bearer a guest or nobody, never an error, and is removed by the
/// answer, unless the answer sets that cookie anew. Use it with `axum::middleware::from_fn_with_state(auth, identify)`.
pub async fn identify(State(auth): State<Auth>, mut request: Request, next: Next) -> Response {
    let client = Client::of(request.headers(), request.extensions(), &auth.config().trusted_proxies);
    let Identity { actor, stale } = actor_of(&auth, request.headers()).await;
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(actor);
    let mut response = next.run(request).await;
    for clearing in stale {
        if !is_set(response.headers(), &clearing) {
            response.headers_mut().append(header::SET_COOKIE, clearing);
        }
    }
    response
}

struct Identity {
    actor: Actor,
    /// `Set-Cookie` values that remove cookies without worth.
    stale: Vec<HeaderValue>,
}

async fn actor_of(auth: &Auth, headers: &HeaderMap) -> Identity {
    let mut stale = Vec::new();
    if let Some(value) = auth.cookies().session(headers) {
        match member(auth, &value).await {
            Ok(Some(actor)) => return Identity { actor, stale },
            Ok(None) => stale.push(auth.cookies().clear_session()),
            // Without the database nobody can be recognised. The cookie stays: it may be good.
            Err(error) => {
                tracing::warn!(%error, "a session could not be looked up: the request goes on as nobody")
            }
        }
    }
    if let Some(value) = auth.cookies().guest(headers) {
        match auth.guests().read(&value, auth.clock().now()) {
            Some(guest) => return Identity { actor: Actor::Guest(guest), stale },
            None => stale.push(auth.cookies().clear_guest()),
        }
    }
    Identity { actor: Actor::Anonymous, stale }
}

async fn member(auth: &Auth, value: &str) -> Result<Option<Actor>, Error> {
    let Some(token) = SessionToken::parse(value) else { return Ok(None) };
    let claims = auth
        .db()
        .run(&sessions::SERVICE, async |session: &mut Session| sessions::resolve(session, auth, &token).await)
        .await?;
    Ok(claims.map(Actor::Member))
}

/// Whether the answer already sets the cookie that `clearing` would remove.
fn is_set(headers: &HeaderMap, clearing: &HeaderValue) -> bool {
    let name = |value: &HeaderValue| value.as_bytes().split(|byte| *byte == b'=').next().map(<[u8]>::to_vec);
    headers.get_all(header::SET_COOKIE).iter().any(|set| name(set) == name(clearing))
}
