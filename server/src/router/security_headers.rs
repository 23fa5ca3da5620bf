//! Headers that make browsers careful (OWASP ASVS 5.0, V3.4).

use axum::http::{HeaderValue, header};
use axum::response::Response;

/// The content security policy of a page whose inline scripts carry `nonce`.
///
/// `wasm-unsafe-eval` lets the application's wasm compile, and nothing else; style attributes are allowed because meters
/// and accents are set through them. Pictures may come from elsewhere over TLS: owners of rooms choose banners.
pub fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: https:; media-src 'self' blob:; worker-src 'self' blob:; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// Adds what every answer carries. Pages bring their own policy; everything else gets one that allows nothing.
pub async fn add(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static(
            "microphone=(self), autoplay=(self), camera=(), geolocation=(), payment=(), usb=()",
        ),
    );
    // Pages and answers depend on who asks; built files set a longer life of their own.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
