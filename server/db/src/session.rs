//! A transaction that acts as somebody.

use crate::{Actor, Error};
use diesel::sql_types::Text;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, RunQueryDsl, TransactionManager};

/// An open transaction in the role and with the claims of its [`Actor`]: the only thing that queries and commands take.
///
/// Keep it short: no network, hashing, storage or sidecar call while it is open. [`Session::commit`] ends it; dropped
/// without commit, its connection is closed and not reused, so PostgreSQL rolls back, whatever state it was in.
pub struct Session {
    /// `None` only after [`Session::commit`] has taken it.
    connection: Option<Object<AsyncPgConnection>>,
    actor: Actor,
}

diesel::define_sql_function! {
    /// PostgreSQL's `set_config(name, value, is_local)`.
    fn set_config(name: Text, value: Text, is_local: diesel::sql_types::Bool) -> Text;
}

impl Session {
    /// Opens the transaction on `connection`, which must not have one. On an error the connection is discarded.
    pub(crate) async fn open(mut connection: Object<AsyncPgConnection>, actor: Actor) -> Result<Self, Error> {
        AnsiTransactionManager::begin_transaction(&mut *connection).await?;
        let mut session = Session { connection: Some(connection), actor };
        // Claims first: after the switch of role only the claims' reader matters.
        let (claims, role) = (session.actor.claims().to_string(), session.actor.role());
        let settings = (set_config("request.jwt.claims", claims, true), set_config("role", role, true));
        diesel::select(settings).execute(session.conn()).await?;
        Ok(session)
    }

    /// The connection, for diesel.
    #[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "commit() consumes the session")]
    pub fn conn(&mut self) -> &mut AsyncPgConnection {
        self.connection
            .as_deref_mut()
            .expect("only commit() takes the connection, and it consumes the session")
    }

    /// Who this acts as.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Commits. On an error nothing was kept, and the connection is discarded.
    pub async fn commit(mut self) -> Result<(), Error> {
        AnsiTransactionManager::commit_transaction(self.conn()).await?;
        // Only now may the connection go back to the pool.
        drop(self.connection.take());
        Ok(())
    }

    /// Rolls back and keeps the connection, which costs less than dropping the session.
    pub async fn roll_back(mut self) -> Result<(), Error> {
        AnsiTransactionManager::rollback_transaction(self.conn()).await?;
        drop(self.connection.take());
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("role", &self.actor.role()).finish_non_exhaustive()
    }
}
