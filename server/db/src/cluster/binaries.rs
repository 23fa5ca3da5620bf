//! Where PostgreSQL's programs are.

use super::ClusterError;
use std::path::{Path, PathBuf};

/// The folder with `initdb`, `pg_ctl` and `postgres`: of the major version that made `cluster` when it exists, else
/// the newest.
pub(super) fn find(cluster: &Path) -> Result<PathBuf, ClusterError> {
    let wanted = std::fs::read_to_string(cluster.join("PG_VERSION")).ok().map(|text| text.trim().to_owned());
    let mut candidates = candidates();
    // Newest first; stable, so that PATH goes before other places of the same version.
    candidates.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    match wanted {
        None => candidates.into_iter().next().map(|(_, folder)| folder).ok_or(ClusterError::Missing),
        Some(version) => {
            if candidates.is_empty() {
                return Err(ClusterError::Missing);
            }
            candidates
                .into_iter()
                .find(|(major, _)| major.to_string() == version)
                .map(|(_, folder)| folder)
                .ok_or(ClusterError::OtherVersion { folder: cluster.to_owned(), version })
        }
    }
}

fn candidates() -> Vec<(u32, PathBuf)> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).collect::<Vec<_>>();
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    in_path
        .into_iter()
        .chain(installed.map(|version| version.path().join("bin")))
        .filter_map(|folder| {
            // The programs find each other beside their real place, not beside a link to one of them.
            let folder = std::fs::canonicalize(folder.join("pg_ctl")).ok()?.parent()?.to_owned();
            let complete = ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file());
            complete.then(|| Some((major_version(&folder)?, folder))).flatten()
        })
        .collect()
}

fn major_version(folder: &Path) -> Option<u32> {
    let output = std::process::Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

/// Reads `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` or `… 18beta1`.
fn parse_version(text: &str) -> Option<u32> {
    let number = text.split_once("(PostgreSQL) ")?.1;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn versions_are_read() {
        assert_eq!(parse_version("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parse_version("pg"), None);
    }
}
