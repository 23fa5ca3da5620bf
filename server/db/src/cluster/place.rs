//! Where a private cluster's files and its socket lie.

use super::ClusterError;
use super::error::io;
use super::os_user::OsUser;
use sha2::{Digest, Sha256};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

/// Longest path of a Unix socket on Linux, in bytes, without the closing zero.
const SOCKET_PATH_BYTES_MAX: usize = 107;
/// The name that PostgreSQL gives its socket; the port is only a part of it.
const SOCKET_NAME: &str = "/.s.PGSQL.5432";

/// The folders of one cluster.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// All of it; only PostgreSQL's user and root may enter.
    pub folder: PathBuf,
    /// PostgreSQL's data directory.
    pub cluster: PathBuf,
    /// Where its socket lies.
    pub sockets: PathBuf,
    /// Who runs it.
    pub user: OsUser,
}

impl Place {
    /// Makes the folders for the cluster that belongs to the data folder `data`.
    pub fn prepare(data: &Path) -> Result<Self, ClusterError> {
        std::fs::create_dir_all(data).map_err(io("could not create", data))?;
        let data = std::fs::canonicalize(data).map_err(io("could not find", data))?;
        let user = OsUser::choose()?;
        let folder = folder_for(&data, user)?;
        let sockets = sockets_for(&folder, &data, user)?;
        Ok(Place { cluster: folder.join("cluster"), folder, sockets, user })
    }
}

/// `<data>/postgres`; where PostgreSQL's user cannot get there (a data folder below /root), a folder of its own in
/// /var/lib/openstudio, with a link to it in the data folder.
fn folder_for(data: &Path, user: OsUser) -> Result<PathBuf, ClusterError> {
    let wanted = data.join("postgres");
    if wanted.is_symlink() {
        let target = std::fs::canonicalize(&wanted).or_else(|_| std::fs::read_link(&wanted));
        let target = target.map_err(io("could not follow", &wanted))?;
        own_folder(&target, user)?;
        return Ok(target);
    }
    own_folder(&wanted, user)?;
    if !user.is_other || user.can_write(&wanted) {
        return Ok(wanted);
    }
    let parent = Path::new("/var/lib/openstudio");
    std::fs::create_dir_all(parent).map_err(io("could not create", parent))?;
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(parent, open).map_err(io("could not open", parent))?;
    let elsewhere = parent.join(short_hash(data));
    own_folder(&elsewhere, user)?;
    std::fs::remove_dir(&wanted).map_err(io("could not replace", &wanted))?;
    symlink(&elsewhere, &wanted).map_err(io("could not link", &wanted))?;
    tracing::info!(
        data = %data.display(), cluster = %elsewhere.display(),
        "PostgreSQL's user cannot enter the data folder; its files lie elsewhere, and the data folder links to them"
    );
    Ok(elsewhere)
}

/// Makes `folder` if it is missing, closes it to others, and gives it to `user`.
fn own_folder(folder: &Path, user: OsUser) -> Result<(), ClusterError> {
    let made = std::fs::DirBuilder::new().mode(0o700).recursive(true).create(folder);
    made.map_err(io("could not create", folder))?;
    let closed = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(folder, closed).map_err(io("could not close", folder))?;
    if user.is_other {
        chown(folder, Some(user.uid), Some(user.gid)).map_err(io("could not give away", folder))?;
    }
    Ok(())
}

/// `<folder>/socket`, or a short folder in /tmp when the path would be too long for a socket.
fn sockets_for(folder: &Path, data: &Path, user: OsUser) -> Result<PathBuf, ClusterError> {
    let beside = folder.join("socket");
    if beside.as_os_str().len() + SOCKET_NAME.len() <= SOCKET_PATH_BYTES_MAX {
        own_folder(&beside, user)?;
        return Ok(beside);
    }
    let short = PathBuf::from(format!("/tmp/openstudio-{}", short_hash(data)));
    match std::fs::DirBuilder::new().mode(0o700).create(&short) {
        Ok(()) if user.is_other => {
            chown(&short, Some(user.uid), Some(user.gid)).map_err(io("could not give away", &short))?;
        }
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(io("could not create", &short)(error)),
    }
    // Anybody can make a folder in /tmp: a link, or one that is not ours alone, is refused.
    let found = std::fs::symlink_metadata(&short).map_err(io("could not read", &short))?;
    if found.is_dir() && found.uid() == user.uid && found.mode() & 0o077 == 0 {
        Ok(short)
    } else {
        Err(ClusterError::NotOurs { path: short })
    }
}

fn short_hash(path: &Path) -> String {
    Sha256::digest(path.as_os_str().as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
