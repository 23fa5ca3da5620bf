//! The wasm and its JavaScript glue: wasm-bindgen, then wasm-opt and esbuild.

use crate::node;
use anyhow::{Context, Result};
use std::path::Path;

/// Features that rustc's wasm uses since 1.82 and every browser of the last three years has. Named one by one: with
/// `--all-features`, wasm-opt may write instructions that browsers do not have.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What the browser loads.
pub struct Glue {
    /// One ES module; its default export takes `{module_or_path: URL of the wasm}`.
    pub js: Vec<u8>,
    /// The module's wasm.
    pub wasm: Vec<u8>,
    /// Size of the wasm as the compiler wrote it.
    pub raw_wasm_bytes: u64,
}

/// Makes both from the compiler's `wasm`; intermediate files go to `work`.
pub fn make(root: &Path, wasm: &Path, work: &Path, dev: bool) -> Result<Glue> {
    bind(wasm, work, dev)?;
    let bound = work.join("frontend_bg.wasm");
    let optimised = if dev { bound } else { optimise(root, &bound, work)? };
    let js = minify(root, work, dev)?;
    Ok(Glue {
        js: std::fs::read(&js).with_context(|| format!("reading {}", js.display()))?,
        wasm: std::fs::read(&optimised).with_context(|| format!("reading {}", optimised.display()))?,
        raw_wasm_bytes: std::fs::metadata(wasm)?.len(),
    })
}

fn bind(wasm: &Path, work: &Path, dev: bool) -> Result<()> {
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .out_name("frontend")
        .web(true)?
        .typescript(false)
        // The page names the hashed file itself; the default would be a name that does not exist.
        .omit_default_module_path(true)
        .keep_debug(false)
        // Names make panics readable; they cost a third of the download.
        .remove_name_section(!dev)
        .remove_producers_section(true)
        .generate(work)
        .context("wasm-bindgen (its version must be the one of crate wasm-bindgen in Cargo.lock)")
}

fn optimise(root: &Path, bound: &Path, work: &Path) -> Result<std::path::PathBuf> {
    let out = work.join("frontend_opt.wasm");
    let mut command = node::tool(root, "wasm-opt")?;
    command.arg("-Oz").args(WASM_FEATURES).arg(bound).arg("-o").arg(&out);
    node::run(command, "wasm-opt")?;
    Ok(out)
}

/// One file: wasm-bindgen's glue imports its snippets by relative paths, which hashed names would break.
fn minify(root: &Path, work: &Path, dev: bool) -> Result<std::path::PathBuf> {
    let out = work.join("frontend.min.js");
    let mut command = node::tool(root, "esbuild")?;
    command.arg(work.join("frontend.js")).args(["--bundle", "--format=esm", "--target=es2022"]);
    command.args(["--log-level=warning", "--legal-comments=none"]);
    if !dev {
        command.arg("--minify");
    }
    command.arg(format!("--outfile={}", out.display()));
    node::run(command, "esbuild")?;
    Ok(out)
}
