//! The HTTP surface: pages, server functions, sockets, built files, health; and the layers around all of them.

mod health;
mod kept_values;
mod pages;
mod security_headers;
mod server_functions;
mod site;

use crate::config::Config;
use anyhow::Context;
use auth::Auth;
use axum::{Router, middleware};
use db::Db;
use leptos::config::LeptosOptions;
use server_rooms::Rooms;
use telemetry::Metrics;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer};

/// What requests are answered with.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// Accounts' secrets and limits.
    pub auth: Auth,
    /// The live rooms.
    pub rooms: Rooms,
    /// Figures.
    pub metrics: Metrics,
    /// Leptos' own options; only its state type needs them.
    pub leptos: LeptosOptions,
}

/// The whole router.
///
/// # Errors
/// When the site directory has no bundle in it, or the public address is not one.
pub fn router(state: AppState, config: &Config) -> anyhow::Result<Router> {
    let csrf = CsrfLayer::new().add_trusted_origin(config.origin()?).context("the public address")?;
    let site = site::Site::open(&config.site)?;
    Ok(Router::new()
        .merge(pages::routes(&state, site.assets()))
        .merge(server_functions::routes(&state))
        .merge(state.rooms.router())
        .layer(middleware::from_fn_with_state(state.auth.clone(), auth::identify))
        .merge(health::routes(&state))
        .merge(site.routes())
        .layer(csrf)
        .layer(middleware::map_response(security_headers::add))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(telemetry::assign_request_id)))
}
