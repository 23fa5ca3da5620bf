//! Server-rendered pages.

use super::{AppState, security_headers, server_functions::provide_state};
use app::{App, Assets, shell};
use axum::{Router, body::Body, extract::Request, http::header::CONTENT_SECURITY_POLICY, response::Response};
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list_with_exclusions};

/// One route per page of the application, and the page for everything else.
pub fn routes(state: &AppState, assets: Assets) -> Router {
    let context = {
        let state = state.clone();
        move || {
            provide_state(&state);
            set_policy();
        }
    };
    let document = move || shell(assets.clone());
    let not_found = leptos_axum::render_app_async_with_context(context.clone(), document.clone());
    // Leptos would add the server functions too, past our limit for bodies and our statuses (`server_functions`).
    let functions = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let pages = generate_route_list_with_exclusions(App, Some(functions));
    Router::new()
        .leptos_routes_with_context(&state.leptos, pages, context, document)
        .fallback(move |request: Request<Body>| -> std::pin::Pin<Box<dyn Future<Output = Response> + Send>> {
            not_found(request)
        })
        .with_state(state.leptos.clone())
}

/// The page's content security policy names the nonce that its scripts carry.
fn set_policy() {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    if let Ok(policy) = security_headers::page_policy(&nonce).parse() {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
