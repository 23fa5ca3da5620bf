//! The browsers' WebSockets: who may open one, what they send within which limits, and the beat that tells whether both
//! sides are still there.

mod chat;
mod conversation;
pub(crate) mod counter;
mod entry;
mod limits;
mod moderation;
mod origin;
mod permissions;
mod relay;
mod standing;
mod system;
#[cfg(test)]
pub(crate) mod tests;
mod waiting;
mod wire;

pub(crate) use system::system;

use crate::Rooms;
use axum::Router;
use axum::extract::ws::WebSocket;
use axum::extract::{Path, Request, State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use db::Actor;
use model::Fault;
use model_rooms::RoomCode;
use std::net::{IpAddr, Ipv4Addr};
use tracing::Instrument;

impl Rooms {
    /// The socket's route, `GET /rooms/{code}/socket`. Expects [`db::Actor`] (and, for limits, [`auth::Client`]) in the
    /// request's extensions, as `auth`'s middleware puts them there.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new().route("/rooms/{code}/socket", get(upgrade)).with_state(self.clone())
    }
}

/// Opens a socket. What can be told only to a page (no such room, sign in first) is told on the socket: browsers hide the
/// answer of a failed upgrade.
async fn upgrade(
    State(rooms): State<Rooms>,
    Path(code): Path<String>,
    upgrade: WebSocketUpgrade,
    request: Request,
) -> Response {
    if !origin::is_ours(request.headers(), &rooms.shared.config.origin) {
        return refuse(
            StatusCode::FORBIDDEN,
            &Fault::forbidden("Rooms are entered from OpenStudio's own pages."),
        );
    }
    let Ok(code) = RoomCode::parse(&code) else { return refuse(StatusCode::NOT_FOUND, &Fault::NotFound) };
    let caller = Caller::of(&request);
    let Some(counted) = rooms.shared.sockets.open(caller.ip) else {
        return refuse(StatusCode::TOO_MANY_REQUESTS, &Fault::TooMany { retry_after_s: 10 });
    };
    let span =
        tracing::info_span!("socket", %code, request = %caller.request, participant = tracing::field::Empty);
    let tasks = rooms.shared.tasks.clone();
    wire::bounded(upgrade).on_upgrade(move |socket| {
        tasks.track_future(async move {
            attend(rooms, code, caller, socket).instrument(span).await;
            drop(counted);
        })
    })
}

/// Talks with a browser here or, when its room runs in another process, has it talk with that one.
async fn attend(rooms: Rooms, code: RoomCode, caller: Caller, socket: WebSocket) {
    match rooms.owner_elsewhere(&code).await {
        None => conversation::talk(rooms, code, caller, wire::Wire::Browser(Box::new(socket))).await,
        Some(owner) => relay::pass_on(rooms, owner, code, caller, socket).await,
    }
}

/// Whom a socket belongs to.
#[derive(Clone, Debug)]
struct Caller {
    actor: Actor,
    ip: IpAddr,
    /// The id of the HTTP request that opened the socket.
    request: String,
}

impl Caller {
    fn of(request: &Request) -> Self {
        let extensions = request.extensions();
        Caller {
            actor: extensions.get::<Actor>().cloned().unwrap_or(Actor::Anonymous),
            ip: extensions.get::<auth::Client>().map_or(Ipv4Addr::UNSPECIFIED.into(), |client| client.ip),
            request: extensions
                .get::<telemetry::RequestId>()
                .map_or_else(|| uuid::Uuid::now_v7().simple().to_string(), |id| id.0.clone()),
        }
    }
}

fn refuse(status: StatusCode, fault: &Fault) -> Response {
    (status, axum::Json(fault)).into_response()
}
