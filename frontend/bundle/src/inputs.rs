//! Tells whether anything changed since the last bundle.

use crate::style;
use anyhow::{Context, Result};
use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

/// A fingerprint of everything that the site is made from: the wasm, all CSS, `public/`, the tools' versions, this tool.
///
/// Not cryptographic: it only has to notice an edit. (SipHash from std is also fast in an unoptimised build.)
pub fn fingerprint(root: &Path, wasm: &Path, dev: bool) -> Result<String> {
    let mut files = vec![wasm.to_owned(), root.join("frontend/package-lock.json"), std::env::current_exe()?];
    collect(&root.join("public"), &|_| true, &mut files)?;
    for styled in [Path::new(style::MAIN).parent().unwrap_or(Path::new("style")), Path::new("app")] {
        collect(&root.join(styled), &is_css, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(u8::from(dev));
    for file in &files {
        let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        hasher.write(file.as_os_str().as_encoded_bytes());
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn is_css(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "css")
}

/// Every wanted file below `folder`; none when the folder does not exist.
pub fn collect(folder: &Path, wanted: &dyn Fn(&Path) -> bool, out: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            collect(&path, wanted, out)?;
        } else if wanted(&path) {
            out.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_of_any_input_is_noticed() {
        let root = std::env::temp_dir().join(format!("openstudio-bundle-inputs-{}", std::process::id()));
        for folder in ["style", "public/fonts", "app/rooms", "frontend"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
        }
        let wasm = root.join("frontend.wasm");
        let files =
            ["style/main.css", "public/fonts/a.woff2", "app/rooms/room.css", "frontend/package-lock.json"];
        for file in files.iter().chain(&["frontend.wasm", "app/rooms/page.rs"]) {
            std::fs::write(root.join(file), "first").unwrap();
        }
        let print = || fingerprint(&root, &wasm, false).unwrap();
        let mut last = print();
        assert_eq!(print(), last);
        assert_ne!(fingerprint(&root, &wasm, true).unwrap(), last);
        for file in files.iter().chain(&["frontend.wasm"]) {
            std::fs::write(root.join(file), "second").unwrap();
            let now = print();
            assert_ne!(now, last, "{file}");
            last = now;
        }
        std::fs::write(root.join("app/rooms/page.rs"), "second").unwrap();
        assert_eq!(print(), last, "Rust sources count through the wasm only");
        std::fs::remove_dir_all(root).unwrap();
    }
}
