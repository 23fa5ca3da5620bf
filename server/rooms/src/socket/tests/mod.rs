//! Sockets over a real HTTP server, with rooms on a real database.

pub(crate) mod browser;
mod chat_rules;
mod entering;
mod limits;
mod moderation;
mod sessions;
mod sound;
mod standing;
mod talking;
mod waiting;

use crate::RoomsConfig;
use crate::test_rooms::TestRooms;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use browser::Browser;
use db::Actor;
use model_rooms::RoomCode;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// A server with rooms. Who a request acts as is said by a header here; `auth` reads it from cookies.
pub(crate) struct Site {
    pub stage: TestRooms,
    pub addr: SocketAddr,
    actors: Arc<Mutex<HashMap<String, Actor>>>,
}

impl Site {
    pub async fn new() -> Self {
        Self::with(|config| config).await
    }

    pub async fn with(change: impl FnOnce(RoomsConfig) -> RoomsConfig) -> Self {
        Self::on(Arc::new(test_kit::TestDb::new().await), change).await
    }

    /// Beside others on one database.
    pub async fn on(db: Arc<test_kit::TestDb>, change: impl FnOnce(RoomsConfig) -> RoomsConfig) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let stage = TestRooms::on(db, |config| {
            change(RoomsConfig { origin: "https://jam.example".into(), demo_room: false, ..config })
        })
        .await;
        let actors: Arc<Mutex<HashMap<String, Actor>>> = Arc::default();
        let known = Arc::clone(&actors);
        let identify = move |mut request: Request, next: Next| {
            let name = request.headers().get("x-actor").and_then(|value| value.to_str().ok()).unwrap_or("");
            let actor = known.lock().unwrap().get(name).cloned().unwrap_or(Actor::Anonymous);
            request.extensions_mut().insert(actor);
            async move { next.run(request).await }
        };
        let app: Router = stage.rooms.router().layer(middleware::from_fn(identify));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Site { stage, addr, actors }
    }

    /// A browser of `actor`, connected to the room's socket.
    pub async fn browser(&self, actor: &Actor, room: &RoomCode) -> Browser {
        self.try_browser(actor, room.as_str(), Some("https://jam.example")).await.expect("an upgrade")
    }

    /// The same for any code and origin; the HTTP status when the upgrade is refused.
    pub async fn try_browser(&self, actor: &Actor, room: &str, origin: Option<&str>) -> Result<Browser, u16> {
        let name = actor.name().unwrap_or_default().to_owned();
        self.actors.lock().unwrap().insert(name.clone(), actor.clone());
        Browser::open(self.addr, &name, room, origin).await
    }

    /// A public room of a new account called `owner`.
    pub async fn public_room(&self, owner: &str) -> RoomCode {
        let owner = self.stage.db.user(owner).await;
        RoomCode::parse(&self.stage.db.public_room(&owner).await.id).unwrap()
    }

    pub fn guest(&self, name: &str) -> Actor {
        self.stage.db.guest(name)
    }
}
