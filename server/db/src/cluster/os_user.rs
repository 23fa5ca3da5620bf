//! The system user that PostgreSQL runs as: ourselves, or another one when we are root, which PostgreSQL refuses.

use super::ClusterError;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// Who runs PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OsUser {
    pub uid: u32,
    pub gid: u32,
    /// Whether that is somebody else than we are.
    pub is_other: bool,
}

impl OsUser {
    /// Ourselves; as root, `postgres` or else `nobody`.
    pub fn choose() -> Result<Self, ClusterError> {
        let ours = OsUser {
            uid: rustix::process::geteuid().as_raw(),
            gid: rustix::process::getegid().as_raw(),
            is_other: false,
        };
        if ours.uid != 0 {
            return Ok(ours);
        }
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"].into_iter().find_map(|name| find(&users, name)).ok_or(ClusterError::NoUser)
    }

    /// A command that runs as this user, in a clean environment and a folder that everybody may enter.
    pub fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C")
            .current_dir("/")
            .stdin(Stdio::null());
        if self.is_other {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Whether this user can write in `folder`: the way to it may be closed to them.
    pub fn can_write(self, folder: &Path) -> bool {
        let tried = self.command("test").arg("-w").arg(folder).status();
        tried.is_ok_and(|status| status.success())
    }
}

/// Reads one line of `/etc/passwd`: `name:password:uid:gid:…`.
fn find(users: &str, name: &str) -> Option<OsUser> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let is_it = fields.next() == Some(name);
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        (is_it && uid != 0).then_some(OsUser { uid, gid, is_other: true })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_read() {
        let users = "root:x:0:0:root:/root:/bin/bash\npostgres:x:104:112:,,,:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(find(users, "postgres"), Some(OsUser { uid: 104, gid: 112, is_other: true }));
        assert_eq!(find(users, "nobody"), None);
        assert_eq!(find("postgres:x:0:0::/:/bin/sh", "postgres"), None, "never root under another name");
    }
}
