//! The data directory, and the secret that is made once and kept in it.

use anyhow::{Context, ensure};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Shortest secret that is accepted, in characters.
const SECRET_CHARS_MIN: usize = 32;

/// Makes the data directory when it is missing, and returns its absolute path.
///
/// Others may pass through it (0711), because PostgreSQL may run as another user below it; they cannot list it, and
/// every file with a secret is 0600.
///
/// # Errors
/// When it cannot be made or found.
pub fn prepare(path: &Path) -> anyhow::Result<PathBuf> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(path)
        .with_context(|| format!("cannot make {}", path.display()))?;
    path.canonicalize().with_context(|| format!("cannot find {}", path.display()))
}

/// The secret from the configuration, else the one kept in `data`, else a new one that is kept there from now on.
///
/// # Errors
/// When a given secret is too short, or the file cannot be read or written.
pub fn secret(data: &Path, given: Option<&str>) -> anyhow::Result<String> {
    if let Some(secret) = given {
        ensure!(
            secret.len() >= SECRET_CHARS_MIN,
            "OPENSTUDIO_SECRET needs at least {SECRET_CHARS_MIN} characters"
        );
        return Ok(secret.to_owned());
    }
    let path = data.join("secret");
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let secret = random_secret()?;
            file.write_all(secret.as_bytes()).context("cannot write the secret")?;
            Ok(secret)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let secret = fs::read_to_string(&path).context("cannot read the secret")?;
            ensure!(
                secret.len() >= SECRET_CHARS_MIN,
                "{} is too short; remove it to get a new one",
                path.display()
            );
            Ok(secret)
        }
        Err(error) => Err(error).with_context(|| format!("cannot make {}", path.display())),
    }
}

fn random_secret() -> anyhow::Result<String> {
    let mut bytes = [0u8; 32];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("no random source")?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
