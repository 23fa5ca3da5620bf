//! The built browser files, precompressed by the bundler; hashed names are kept forever by browsers.

use anyhow::Context;
use app::Assets;
use axum::{
    Router,
    http::{HeaderValue, header::CACHE_CONTROL},
    middleware::map_response,
    response::Response,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tower_http::services::{ServeDir, ServeFile};

/// The bundle in the site directory.
pub struct Site {
    root: PathBuf,
    manifest: Manifest,
}

#[derive(Clone, Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
}

impl Site {
    /// Reads `manifest.json` in `root`.
    ///
    /// # Errors
    /// When there is none: the browser files are not built.
    pub fn open(root: &Path) -> anyhow::Result<Self> {
        let path = root.join("manifest.json");
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("no browser files at {}: build them with `make build`", path.display())
        })?;
        let manifest =
            serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Site { root: root.to_owned(), manifest })
    }

    /// Where pages find them.
    pub fn assets(&self) -> Assets {
        let Manifest { js, wasm, css } = self.manifest.clone();
        Assets { js, wasm, css }
    }

    /// `/pkg/…` and `/fonts/…` for ever, the few files without a hash for an hour.
    pub fn routes(&self) -> Router {
        let dir = |name: &str| {
            let files = ServeDir::new(self.root.join(name)).append_index_html_on_directories(false);
            Router::new()
                .nest_service(&format!("/{name}"), files.precompressed_br().precompressed_gzip())
                .layer(map_response(async |r: Response| cached(r, "public, max-age=31536000, immutable")))
        };
        let file = |name: &str| {
            let file = ServeFile::new(self.root.join(name)).precompressed_br().precompressed_gzip();
            Router::new()
                .route_service(&format!("/{name}"), file)
                .layer(map_response(async |r: Response| cached(r, "public, max-age=3600")))
        };
        Router::new()
            .merge(dir("pkg"))
            .merge(dir("fonts"))
            .merge(file("favicon.svg"))
            .merge(file("icons.svg"))
            .merge(file("robots.txt"))
    }
}

fn cached(mut response: Response, life: &'static str) -> Response {
    if response.status().is_success() {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(life));
    }
    response
}
