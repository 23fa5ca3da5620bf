//! The table of sizes at the end of a build.

use crate::publish::{Manifest, Site};

/// Prints what the browser downloads, in kB (1000 bytes).
pub fn print(site: &Site, manifest: &Manifest, raw_wasm_bytes: u64) {
    println!("{:<28}{:>10}{:>10}{:>10}{:>10}", "delivered", "compiled", "plain", "gzip", "brotli");
    let rows = [
        ("wasm", &manifest.wasm, Some(raw_wasm_bytes)),
        ("js", &manifest.js, None),
        ("css", &manifest.css, None),
    ];
    let mut total = 0;
    for (name, address, compiled) in rows {
        let [plain, gzip, brotli] = ["", ".gz", ".br"].map(|suffix| site.size(address, suffix));
        total += brotli.or(plain).unwrap_or(0);
        println!("{name:<28}{:>10}{:>10}{:>10}{:>10}", kilo(compiled), kilo(plain), kilo(gzip), kilo(brotli));
    }
    println!("{:<58}{:>10}", "together, compressed", kilo(Some(total)));
}

fn kilo(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "–".into(), |bytes| format!("{:.1} kB", bytes as f64 / 1000.0))
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_are_in_thousands_of_bytes() {
        assert_eq!(super::kilo(Some(124_960)), "125.0 kB");
        assert_eq!(super::kilo(None), "–");
    }
}
