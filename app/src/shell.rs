//! The HTML document around the application, made on the server only.

use crate::App;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Addresses of the built files, with their hashes in their names; the server reads them from the bundle's manifest.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The JavaScript glue of the wasm.
    pub js: String,
    /// The wasm.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

/// The document. The two scripts carry the request's nonce, so the content security policy lets them, and only them,
/// run inline.
pub fn shell(assets: Assets) -> impl IntoView {
    let nonce = use_nonce();
    let start = format!(
        "import init, {{ hydrate }} from {js:?}; init({{ module_or_path: {wasm:?} }}).then(() => hydrate());",
        js = assets.js,
        wasm = assets.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="dark light"/>
                <script nonce=nonce.clone()>{ui::theme::BOOT_SCRIPT}</script>
                <link rel="stylesheet" href=assets.css/>
                // Found only inside the style sheet otherwise: text would first show in another face, and jump.
                <link rel="preload" href="/fonts/inter.woff2" r#as="font" r#type="font/woff2" crossorigin=""/>
                <link rel="preload" href="/fonts/bricolage-grotesque.woff2" r#as="font" r#type="font/woff2" crossorigin=""/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="modulepreload" href=assets.js.clone() nonce=nonce.clone()/>
                <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin=""/>
                <script type="module" nonce=nonce>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
