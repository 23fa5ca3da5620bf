//! `embed_migrations!` reads a folder that cargo does not know about: build again when it changes.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
