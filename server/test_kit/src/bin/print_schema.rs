//! `print_schema [--write]`: prints `server/schema/src` as the migrations ask for it, or writes it there.

use test_kit::{TestDb, print_schema};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let write = std::env::args().any(|argument| argument == "--write");
    let test = TestDb::new().await;
    for (name, text) in print_schema::files(&mut test.owner_connection().await).await {
        if write {
            std::fs::write(print_schema::folder().join(name), text)?;
        } else {
            println!("// {name}\n{text}");
        }
    }
    Ok(())
}
