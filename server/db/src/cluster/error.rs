//! Why a private cluster could not be had.

use std::path::PathBuf;

/// Why a private cluster could not be had, in words for whoever runs the server.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// PostgreSQL's programs were not found.
    #[error(
        "PostgreSQL is not installed (looked for initdb, pg_ctl and postgres in PATH and /usr/lib/postgresql). \
         On Debian or Ubuntu: apt-get install postgresql. Or set DATABASE_URL."
    )]
    Missing,
    /// The data was made by another major version than those installed.
    #[error("{folder} was made by PostgreSQL {version}, which is not installed")]
    OtherVersion {
        /// The cluster's folder.
        folder: PathBuf,
        /// Its major version.
        version: String,
    },
    /// Run as root, and there is no other user to run PostgreSQL as.
    #[error("PostgreSQL refuses to run as root, and this system has neither a user `postgres` nor `nobody`")]
    NoUser,
    /// A file or folder could not be made, read or given away.
    #[error("{what} {path}: {source}")]
    Io {
        /// What was tried, for example `could not create`.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The fallback folder for the socket belongs to somebody else.
    #[error("{path} belongs to somebody else or is open to others; remove it")]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// One of PostgreSQL's programs failed.
    #[error("{program} failed: {output}")]
    Program {
        /// For example `initdb`.
        program: &'static str,
        /// What it said last.
        output: String,
    },
    /// The new cluster's database could not be created.
    #[error("could not prepare the private database: {cause}")]
    Sql {
        /// What the database said.
        cause: String,
    },
}

/// For `map_err`: names what was tried on which path.
pub(super) fn io<'p>(
    what: &'static str,
    path: &'p std::path::Path,
) -> impl FnOnce(std::io::Error) -> ClusterError + 'p {
    move |source| ClusterError::Io { what, path: path.to_owned(), source }
}
