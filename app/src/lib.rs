//! The application as the browser sees it: the document around every page, the router, the page for errors. Nothing
//! else; the pages are in the areas' crates.

mod not_found;
mod root;
#[cfg(feature = "ssr")]
mod shell;

pub use root::App;
#[cfg(feature = "ssr")]
pub use shell::{Assets, shell};
