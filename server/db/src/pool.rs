//! [`Db`]: the pool of connections, and how a transaction is opened on one.

use crate::{Actor, Error, OrUnexpected, Session};
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures::FutureExt;
use futures::future::BoxFuture;
use model::Fault;
use std::time::Duration;

/// How to reach the database.
#[derive(Clone)]
pub struct DbConfig {
    /// `postgres://…` of the role that owns the tables: migrations only.
    pub owner_url: String,
    /// `postgres://…` of the role that the server works with: [`LOGIN_ROLE`](crate::migrate::LOGIN_ROLE) or another
    /// that owns nothing and is a member of `anon`, `authenticated` and `service_role`. None: the owner's URL with
    /// [`LOGIN_ROLE`](crate::migrate::LOGIN_ROLE) and a password derived from `secret`, which migrating sets.
    pub login_url: Option<String>,
    /// The server's secret (`OPENSTUDIO_SECRET`).
    pub secret: String,
    /// Most connections at once, at least 1.
    pub max_connections: usize,
    /// Longest wait for a free connection; after it: [`Fault::Unavailable`].
    pub wait: Duration,
}

impl DbConfig {
    /// Ten connections, five seconds of waiting, and the login role's password derived from `secret`.
    pub fn new(owner_url: impl Into<String>, secret: impl Into<String>) -> Self {
        DbConfig {
            owner_url: owner_url.into(),
            login_url: None,
            secret: secret.into(),
            max_connections: 10,
            wait: Duration::from_secs(5),
        }
    }

    /// The URL that the server works with.
    pub fn login_url(&self) -> Result<String, Error> {
        match &self.login_url {
            Some(url) => Ok(url.clone()),
            None => crate::migrate::login_url(&self.owner_url, &self.secret),
        }
    }
}

impl std::fmt::Debug for DbConfig {
    /// Without the URLs: they hold passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DbConfig").field("max_connections", &self.max_connections).finish_non_exhaustive()
    }
}

/// A handle on the database. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
}

impl Db {
    /// Makes the pool and proves with one connection that the database answers. The schema must be there already
    /// ([`migrate`](crate::migrate())).
    ///
    /// Errors: the database cannot be reached, or the login role could see past row-level security.
    pub async fn connect(config: &DbConfig) -> Result<Self, Error> {
        let mut manager = ManagerConfig::default();
        // A dead connection is found by `BEGIN` and replaced (see `begin`): no ping on every use.
        manager.recycling_method = RecyclingMethod::Fast;
        manager.custom_setup = Box::new(establish);
        let manager = AsyncDieselConnectionManager::new_with_config(config.login_url()?, manager);
        let pool = Pool::builder(manager)
            .max_size(config.max_connections.max(1))
            .wait_timeout(Some(config.wait))
            .create_timeout(Some(config.wait))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .or_unexpected()?;
        let db = Db { pool };
        db.refuse_powerful_login().await?;
        Ok(db)
    }

    /// A server that logs in as a superuser would pass every test here and protect nothing after the first mistake.
    async fn refuse_powerful_login(&self) -> Result<(), Error> {
        let mut session = self.begin(&Actor::Anonymous).await?;
        let login: Login = diesel::sql_query(
            "select rolsuper or rolbypassrls as is_too_powerful from pg_catalog.pg_roles where rolname = session_user",
        )
        .get_result(session.conn())
        .await?;
        session.roll_back().await?;
        if login.is_too_powerful {
            return Err(Error::unexpected("the login role must be neither a superuser nor have BYPASSRLS"));
        }
        Ok(())
    }

    /// Opens a transaction that acts as `actor`.
    ///
    /// Errors: [`Fault::Unavailable`] when no connection was free in time or the database is down.
    pub async fn begin(&self, actor: &Actor) -> Result<Session, Error> {
        loop {
            let connection = self.connection().await?;
            let is_fresh = Object::metrics(&connection).recycle_count == 0;
            match Session::open(connection, actor.clone()).await {
                // A pooled connection may have died while it rested (PostgreSQL restarted): the pool drops it, and
                // nothing has happened yet, so the next one is tried. A fresh one that fails means it.
                Err(Error::Fault(Fault::Unavailable { .. })) if !is_fresh => continue,
                opened => return opened,
            }
        }
    }

    /// Runs `work` in a transaction that acts as `actor`: commits when it answers `Ok`, rolls back on an error.
    pub async fn run<T, F>(&self, actor: &Actor, work: F) -> Result<T, Error>
    where
        T: Send,
        F: for<'s> Work<&'s mut Session, Result<T, Error>, Fut: Send> + Send,
    {
        let mut session = self.begin(actor).await?;
        match work(&mut session).await {
            Ok(done) => {
                session.commit().await?;
                Ok(done)
            }
            Err(error) => {
                // The error that the work met is the one to tell; the session cleans up after itself either way.
                if let Err(rollback) = session.roll_back().await {
                    tracing::debug!(%rollback, "rolling back failed; the connection was discarded");
                }
                Err(error)
            }
        }
    }

    /// Whether the database answers now: for readiness.
    pub async fn is_ready(&self) -> bool {
        match self.begin(&Actor::Anonymous).await {
            Ok(session) => session.roll_back().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Closes the pool: waiting and later calls fail.
    pub fn close(&self) {
        self.pool.close();
    }

    async fn connection(&self) -> Result<Object<AsyncPgConnection>, Error> {
        self.pool.get().await.map_err(|cause| {
            tracing::warn!(%cause, "no database connection");
            Error::Fault(Fault::unavailable("The database is not there right now. Try again in a moment."))
        })
    }
}

#[derive(diesel::QueryableByName)]
struct Login {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_too_powerful: bool,
}

/// An `async` closure whose future is `Send`. Async closures cannot say that about themselves yet; write one
/// where this is asked for: `async |session: &mut Session| { … }`.
pub trait Work<S, R>: AsyncFnOnce(S) -> R + FnOnce(S) -> <Self as Work<S, R>>::Fut {
    /// What the closure returns.
    type Fut: Future<Output = R>;
}

impl<F, S, Fut, R> Work<S, R> for F
where
    F: AsyncFnOnce(S) -> R + FnOnce(S) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}

/// A connection with the settings that all of ours have: an end to statements and transactions that hang.
fn establish(url: &str) -> BoxFuture<'_, diesel::ConnectionResult<AsyncPgConnection>> {
    async move {
        let mut connection = AsyncPgConnection::establish(url).await?;
        connection
            .batch_execute(
                "set statement_timeout = '15s'; set idle_in_transaction_session_timeout = '30s'; \
                 set lock_timeout = '10s'; set search_path = public",
            )
            .await
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    }
    .boxed()
}
