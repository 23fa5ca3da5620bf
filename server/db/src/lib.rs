//! The only door to the database: who asks ([`Actor`]), the transaction in which row-level security answers
//! ([`Session`]), how a database error becomes a [`model::Fault`] ([`Error`]), migrations ([`migrate()`]) and the
//! private PostgreSQL that serves when no `DATABASE_URL` is given ([`cluster`]).
//!
//! A query or command takes `&mut Session`, and a `Session` exists only inside a transaction that has already
//! switched to the asker's role and claims. The role that the server logs in with owns nothing, inherits nothing and
//! has no `BYPASSRLS`, so a statement outside such a transaction is refused by PostgreSQL itself.
//!
//! ```no_run
//! # async fn example(db: db::Db, actor: db::Actor) -> Result<(), db::Error> {
//! use diesel_async::RunQueryDsl;
//! let one: i32 = db
//!     .run(&actor, async |session: &mut db::Session| {
//!         Ok(diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("1")).get_result(session.conn()).await?)
//!     })
//!     .await?;
//! # Ok(()) }
//! ```

pub mod actor;
pub mod cluster;
pub mod error;
pub mod migrate;
pub mod numeric;
pub mod pool;
pub mod session;
pub mod stored;

pub use actor::{Actor, GuestClaims, MemberClaims};
pub use error::{Error, OrUnexpected};
pub use migrate::migrate;
pub use pool::{Db, DbConfig, Work};
pub use session::Session;
