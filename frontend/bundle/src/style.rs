//! `style/main.css` and all that it imports, as one file.

use crate::node;
use anyhow::{Context, Result, ensure};
use std::path::Path;

/// The stylesheet's source, below the checkout's root.
pub const MAIN: &str = "style/main.css";

/// Bundles the stylesheet. Addresses of files in `public/` (`/fonts/…`) stay as they are.
pub fn make(root: &Path, work: &Path, dev: bool) -> Result<Vec<u8>> {
    let out = work.join("main.css");
    let mut command = node::tool(root, "esbuild")?;
    command.arg(root.join(MAIN)).args(["--bundle", "--log-level=warning"]).args(public_addresses(root)?);
    // Old enough for every browser with the Web Audio and WebRTC features that the room needs; CSS nesting and layers
    // are left as written.
    command.arg("--target=chrome120,firefox121,safari17.2");
    if !dev {
        command.arg("--minify");
    }
    command.arg(format!("--outfile={}", out.display()));
    node::run(command, "esbuild")?;
    let css = std::fs::read(&out).with_context(|| format!("reading {}", out.display()))?;
    ensure!(!css.windows(7).any(|word| word == b"@import"), "{MAIN}: an import was not bundled");
    Ok(css)
}

/// What esbuild must leave alone: one pattern per entry of `public/`. Not simply `/*`, which would also match the
/// stylesheets' own absolute paths.
fn public_addresses(root: &Path) -> Result<Vec<String>> {
    let public = root.join("public");
    let entries = std::fs::read_dir(&public).with_context(|| format!("listing {}", public.display()))?;
    entries
        .map(|entry| {
            let entry = entry?;
            let below = if entry.file_type()?.is_dir() { "/*" } else { "" };
            Ok(format!("--external:/{}{below}", entry.file_name().display()))
        })
        .collect()
}
