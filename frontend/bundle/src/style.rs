//! `style/main.css` and all that it imports, as one file.

use crate::node;
use anyhow::{Context, Result};
use std::path::Path;

/// The stylesheet's source, below the checkout's root.
pub const MAIN: &str = "style/main.css";

/// Bundles the stylesheet. Absolute addresses (`/fonts/…`) stay as they are: they are files of `public/`.
pub fn make(root: &Path, work: &Path, dev: bool) -> Result<Vec<u8>> {
    let out = work.join("main.css");
    let mut command = node::tool(root, "esbuild")?;
    command.arg(root.join(MAIN)).args(["--bundle", "--external:/*", "--log-level=warning"]);
    // Old enough for every browser with the Web Audio and WebRTC features that the room needs; CSS nesting and layers
    // are left as written.
    command.arg("--target=chrome120,firefox121,safari17.2");
    if !dev {
        command.arg("--minify");
    }
    command.arg(format!("--outfile={}", out.display()));
    node::run(command, "esbuild")?;
    std::fs::read(&out).with_context(|| format!("reading {}", out.display()))
}
