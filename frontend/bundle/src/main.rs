//! Builds what the browser downloads: `target/site`, from the compiled `frontend` crate, `style/` and `public/`.
//!
//! wasm-bindgen makes the glue, wasm-opt shrinks the wasm, esbuild bundles glue and CSS. Files of `pkg/` carry a hash of
//! their content in their name, so that they can be cached for ever; `manifest.json` tells the server their names.
//! Everything that shrinks is also written compressed (`.br`, `.gz`), so that the server never compresses.

mod compress;
mod glue;
mod inputs;
mod node;
mod publish;
mod sizes;
mod style;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use std::path::PathBuf;

/// Builds the site folder.
#[derive(Parser)]
#[command(name = "bundle")]
struct Arguments {
    /// For development: wasm of the profile `wasm-dev`, not optimised further, lightly compressed.
    #[arg(long)]
    dev: bool,
    /// The compiled `frontend` crate; default: where cargo puts it with `CARGO_TARGET_DIR=target/web`.
    #[arg(long)]
    wasm: Option<PathBuf>,
    /// The checkout's root.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// The folder to write.
    #[arg(long, default_value = "target/site")]
    site: PathBuf,
}

impl Arguments {
    fn wasm(&self) -> PathBuf {
        let profile = if self.dev { "wasm-dev" } else { "wasm-release" };
        let usual = || self.root.join(format!("target/web/wasm32-unknown-unknown/{profile}/frontend.wasm"));
        self.wasm.clone().unwrap_or_else(usual)
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let wasm = arguments.wasm();
    ensure!(
        wasm.is_file(),
        "{} is missing: build crate `frontend` first (`make wasm` does both)",
        wasm.display()
    );
    let inputs = inputs::fingerprint(&arguments.root, &wasm, arguments.dev)?;
    let stamp = arguments.site.join(".inputs");
    if std::fs::read_to_string(&stamp).is_ok_and(|last| last == inputs)
        && publish::is_complete(&arguments.site)
    {
        println!("{} is up to date.", arguments.site.display());
        return Ok(());
    }
    build(&arguments, &wasm)?;
    std::fs::write(&stamp, inputs).with_context(|| format!("writing {}", stamp.display()))
}

fn build(arguments: &Arguments, wasm: &std::path::Path) -> Result<()> {
    let work = arguments.root.join("target/bundle");
    std::fs::create_dir_all(&work).with_context(|| format!("making {}", work.display()))?;
    let glue = glue::make(&arguments.root, wasm, &work, arguments.dev)?;
    let css = style::make(&arguments.root, &work, arguments.dev)?;
    let quality = if arguments.dev { compress::Quality::Fast } else { compress::Quality::Small };
    let mut site = publish::Site::open(&arguments.site, quality)?;
    let manifest = publish::Manifest {
        js: site.add_hashed("frontend", "js", &glue.js)?,
        wasm: site.add_hashed("frontend", "wasm", &glue.wasm)?,
        css: site.add_hashed("main", "css", &css)?,
    };
    site.copy_public(&arguments.root.join("public"))?;
    site.finish(&manifest)?;
    sizes::print(&site, &manifest, glue.raw_wasm_bytes);
    Ok(())
}
