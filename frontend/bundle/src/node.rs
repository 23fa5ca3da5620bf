//! Starts the tools that come from npm (`frontend/package.json`).

use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
use std::process::Command;

/// A command for the tool `name` in `frontend/node_modules`. Errors: `npm ci` was not run.
pub fn tool(root: &Path, name: &str) -> Result<Command> {
    let path = root.join("frontend/node_modules/.bin").join(name);
    ensure!(path.exists(), "{} is missing: run `npm ci` in frontend/ (`make setup` does)", path.display());
    let path = path.canonicalize().with_context(|| format!("finding {}", path.display()))?;
    Ok(Command::new(path))
}

/// Runs `command` to its end; its output goes to the terminal. Errors: it could not start, or it failed.
pub fn run(mut command: Command, name: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {name}"))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}
