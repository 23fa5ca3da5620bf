//! Writes the site folder: hashed files in `pkg/`, `public/` under its own names, the manifest last.

use crate::compress::{self, Quality};
use crate::inputs;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The addresses of the hashed files, as the server reads them from `manifest.json`.
#[derive(Debug)]
pub struct Manifest {
    /// ES module that starts the page.
    pub js: String,
    /// Its wasm.
    pub wasm: String,
    /// The stylesheet.
    pub css: String,
}

impl Manifest {
    /// The addresses never need escaping: they are `/pkg/`, a fixed name, hexadecimal digits and an extension.
    fn json(&self) -> String {
        format!(r#"{{"js":"{}","wasm":"{}","css":"{}"}}"#, self.js, self.wasm, self.css) + "\n"
    }
}

/// The folder that is being written.
pub struct Site {
    root: PathBuf,
    quality: Quality,
    written: BTreeSet<PathBuf>,
}

impl Site {
    /// Opens `root`, which may hold an earlier site; its files stay until [`Site::finish`].
    pub fn open(root: &Path, quality: Quality) -> Result<Self> {
        std::fs::create_dir_all(root.join("pkg")).with_context(|| format!("making {}", root.display()))?;
        Ok(Site { root: root.to_owned(), quality, written: BTreeSet::new() })
    }

    /// Writes `bytes` as `pkg/NAME.HASH.EXTENSION` and compressed; returns its address.
    pub fn add_hashed(&mut self, name: &str, extension: &str, bytes: &[u8]) -> Result<String> {
        let hash: String = Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("pkg/{name}.{hash}.{extension}");
        self.add(Path::new(&path), bytes)?;
        Ok(format!("/{path}"))
    }

    /// Copies `public/` under its own names, compressed where that helps.
    pub fn copy_public(&mut self, public: &Path) -> Result<()> {
        let mut files = Vec::new();
        inputs::collect(public, &|_| true, &mut files)?;
        for file in files {
            let bytes = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            self.add(file.strip_prefix(public)?, &bytes)?;
        }
        Ok(())
    }

    /// Writes the manifest, then removes the files of earlier sites (a browser that still runs the last one keeps what
    /// it has loaded).
    pub fn finish(&mut self, manifest: &Manifest) -> Result<()> {
        self.write(Path::new("manifest.json"), manifest.json().as_bytes())?;
        let mut files = Vec::new();
        inputs::collect(&self.root, &|_| true, &mut files)?;
        for file in files.iter().filter(|file| !self.written.contains(*file)) {
            std::fs::remove_file(file).with_context(|| format!("removing {}", file.display()))?;
        }
        Ok(())
    }

    /// Bytes of the file at `address`, and of its compressed form with `suffix` when there is one.
    pub fn size(&self, address: &str, suffix: &str) -> Option<u64> {
        let path = self.root.join(format!("{}{suffix}", address.trim_start_matches('/')));
        std::fs::metadata(path).ok().map(|metadata| metadata.len())
    }

    fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.write(path, bytes)?;
        if !shrinks(path) {
            return Ok(());
        }
        for (suffix, packed) in
            [(".br", compress::brotli(bytes, self.quality)?), (".gz", compress::gzip(bytes, self.quality)?)]
        {
            if packed.len() < bytes.len() {
                let mut name = path.as_os_str().to_owned();
                name.push(suffix);
                self.write(Path::new(&name), &packed)?;
            }
        }
        Ok(())
    }

    /// Into a new file that then takes the name: a server that reads at this moment sees the old or the new one whole.
    fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        let path = self.root.join(path);
        let folder = path.parent().context("a file has a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let mut half = path.as_os_str().to_owned();
        half.push(".half");
        std::fs::write(&half, bytes).with_context(|| format!("writing {}", path.display()))?;
        std::fs::rename(&half, &path).with_context(|| format!("naming {}", path.display()))?;
        self.written.insert(path);
        Ok(())
    }
}

/// Whether an earlier run left a whole site: its manifest and every file that it names.
pub fn is_complete(site: &Path) -> bool {
    let Ok(manifest) = std::fs::read_to_string(site.join("manifest.json")) else { return false };
    let addresses: Vec<&str> = manifest.split('"').filter(|part| part.starts_with("/pkg/")).collect();
    addresses.len() == 3 && addresses.iter().all(|address| site.join(&address[1..]).is_file())
}

/// Fonts and pictures are compressed already.
fn shrinks(path: &Path) -> bool {
    let packed = ["woff2", "png", "jpg", "jpeg", "webp", "avif", "ico", "mp3", "ogg", "opus", "br", "gz"];
    !path
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| packed.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_whole_hashed_and_free_of_old_files() {
        let root = std::env::temp_dir().join(format!("openstudio-bundle-site-{}", std::process::id()));
        let public = root.join("public");
        std::fs::create_dir_all(public.join("fonts")).unwrap();
        std::fs::write(public.join("icons.svg"), "<svg/>".repeat(100)).unwrap();
        std::fs::write(public.join("fonts/inter.woff2"), [0; 400]).unwrap();
        let folder = root.join("site");
        let build = |text: &str| {
            let mut site = Site::open(&folder, Quality::Fast).unwrap();
            let manifest = Manifest {
                js: site.add_hashed("frontend", "js", text.as_bytes()).unwrap(),
                wasm: site.add_hashed("frontend", "wasm", b"wasm").unwrap(),
                css: site.add_hashed("main", "css", b"css").unwrap(),
            };
            site.copy_public(&public).unwrap();
            site.finish(&manifest).unwrap();
            manifest
        };
        let first = build(&"first ".repeat(100));
        assert!(is_complete(&folder));
        let second = build(&"second ".repeat(100));
        assert_ne!(first.js, second.js);
        assert_eq!(first.wasm, second.wasm);
        assert!(!folder.join(&first.js[1..]).exists(), "the old file is gone");
        assert!(folder.join(format!("{}.br", &second.js[1..])).exists());
        assert!(folder.join("icons.svg.gz").exists());
        assert!(!folder.join("fonts/inter.woff2.br").exists());
        std::fs::remove_file(folder.join(&second.wasm[1..])).unwrap();
        assert!(!is_complete(&folder));
        std::fs::remove_dir_all(root).unwrap();
    }
}
