//! Initialising, starting and stopping PostgreSQL.

use super::error::io;
use super::place::Place;
use super::{Cluster, ClusterError, DATABASE, OWNER_ROLE, Purpose, binaries};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// Longest wait for PostgreSQL to start or stop, in seconds. Recovery after a crash is the slow case.
const WAIT_S: &str = "120";

/// Prepares the files, initialises the cluster when it is new, and starts PostgreSQL when it does not run. Others that
/// start or stop wait until the returned lock is dropped.
pub(super) fn start(data: &Path, purpose: Purpose) -> Result<(Cluster, File), ClusterError> {
    let place = Place::prepare(data)?;
    let alone = lock(&place, "start.lock", FlockOperation::LockExclusive)?;
    let users = lock(&place, "users.lock", FlockOperation::LockShared)?;
    let binaries = binaries::find(&place.cluster)?;
    let cluster = Cluster { place, binaries, users: Arc::new(users) };
    if !cluster.place.cluster.join("PG_VERSION").is_file() {
        initialise(&cluster, purpose)?;
    }
    if !runs(&cluster)? {
        configure(&cluster, purpose)?;
        start_server(&cluster)?;
    }
    Ok((cluster, alone))
}

/// Starts PostgreSQL that died, as it was configured.
pub(super) fn start_again(cluster: &Cluster) -> Result<(), ClusterError> {
    // Several servers may share it: the first of them starts it.
    let _alone = lock(&cluster.place, "start.lock", FlockOperation::LockExclusive)?;
    if runs(cluster)? {
        return Ok(());
    }
    end_orphans(cluster);
    start_server(cluster)
}

/// Kills what the dead PostgreSQL left running. It would end by itself, within a second or two in which a new one cannot
/// start; what it was doing is lost either way.
fn end_orphans(cluster: &Cluster) {
    let Ok(inside) = std::fs::canonicalize(&cluster.place.cluster) else { return };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let orphans = processes.filter(|process| {
        std::fs::read_link(process.path().join("cwd")).is_ok_and(|cwd| cwd == inside)
            && process.file_name().to_str().is_some_and(is_live_postgres)
    });
    for pid in orphans.filter_map(|process| Pid::from_raw(process.file_name().to_str()?.parse().ok()?)) {
        if let Err(cause) = kill_process(pid, Signal::KILL) {
            tracing::debug!(%cause, ?pid, "a process of the dead PostgreSQL cannot be ended");
        }
    }
}

/// Whether PostgreSQL lives. Cheap: asks no program.
pub(super) fn is_alive(cluster: &Cluster) -> bool {
    let Ok(text) = std::fs::read_to_string(cluster.place.cluster.join("postmaster.pid")) else {
        return false;
    };
    // Elsewhere than on Linux nothing tells; PostgreSQL is then taken for alive.
    !Path::new("/proc/self").exists() || is_live_postgres(text.lines().next().unwrap_or_default().trim())
}

fn start_server(cluster: &Cluster) -> Result<(), ClusterError> {
    remove_stale_pid(cluster)?;
    let log = cluster.place.folder.join("log");
    let mut command = pg_ctl(cluster, "start");
    command.arg("-w").args(["-t", WAIT_S]).arg("-s").arg("-l").arg(&log);
    run("pg_ctl start", &mut command).map_err(|error| with_log(error, &log))
}

/// Stops PostgreSQL when nobody else holds the users' lock.
pub(super) fn stop(cluster: &Cluster) -> Result<(), ClusterError> {
    // A server that starts now waits for us, and then finds PostgreSQL stopped and starts it.
    let _alone = lock(&cluster.place, "start.lock", FlockOperation::LockExclusive)?;
    if flock(&*cluster.users, FlockOperation::NonBlockingLockExclusive).is_err() {
        tracing::info!("another server uses this PostgreSQL: it goes on running");
        return Ok(());
    }
    if !runs(cluster)? {
        return Ok(());
    }
    run("pg_ctl stop", pg_ctl(cluster, "stop").args(["-m", "fast", "-w", "-t", WAIT_S, "-s"]))?;
    if !cluster.place.sockets.starts_with(&cluster.place.folder) {
        // Only when nothing is in it; it is made again when needed.
        std::fs::remove_dir(&cluster.place.sockets).ok();
    }
    Ok(())
}

/// Creates the owner and the database, once.
pub(super) async fn create_database(cluster: &Cluster) -> Result<(), ClusterError> {
    let sql_error = |cause: String| ClusterError::Sql { cause };
    if AsyncPgConnection::establish(&cluster.owner_url()).await.is_ok() {
        return Ok(());
    }
    let url = cluster.url("postgres", "postgres");
    let mut connection =
        AsyncPgConnection::establish(&url).await.map_err(|error| sql_error(error.to_string()))?;
    let steps = [
        format!("create role {OWNER_ROLE} login createrole createdb"),
        // The owner may say in which language the login role reads errors (they are recognised by their text).
        format!("grant set on parameter lc_messages to {OWNER_ROLE}"),
        format!("create database {DATABASE} owner {OWNER_ROLE} template template0"),
    ];
    for step in steps {
        match connection.batch_execute(&step).await {
            Ok(()) => {}
            // Made by an earlier start that did not get further.
            Err(error) if error.to_string().contains("already exists") => {}
            // PostgreSQL 14 and older cannot grant a parameter; the configuration sets it anyway.
            Err(error) if step.starts_with("grant set") => {
                tracing::debug!(%error, "lc_messages was not granted")
            }
            Err(error) => return Err(sql_error(error.to_string())),
        }
    }
    Ok(())
}

/// Initialises beside the final place and renames, so that a cluster is whole or not there.
fn initialise(cluster: &Cluster, purpose: Purpose) -> Result<(), ClusterError> {
    tracing::info!(folder = %cluster.place.folder.display(), "making a private PostgreSQL cluster");
    let unfinished = cluster.place.folder.join("cluster.new");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished).map_err(io("could not remove", &unfinished))?;
    }
    let mut command = cluster.place.user.command(cluster.binaries.join("initdb"));
    command.arg("-D").arg(&unfinished).args([
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions",
    ]);
    if purpose == Purpose::Test {
        command.arg("--no-sync");
    }
    run("initdb", &mut command)?;
    let main = unfinished.join("postgresql.conf");
    let mut text = std::fs::read_to_string(&main).map_err(io("could not read", &main))?;
    text.push_str("\ninclude_if_exists 'openstudio.conf'\n");
    std::fs::write(&main, text).map_err(io("could not write", &main))?;
    std::fs::rename(&unfinished, &cluster.place.cluster).map_err(io("could not finish", &unfinished))
}

/// Writes the settings that are ours. They can change from start to start (the socket's folder with the data folder).
fn configure(cluster: &Cluster, purpose: Purpose) -> Result<(), ClusterError> {
    let sockets = cluster.place.sockets.to_string_lossy().replace('\'', "''");
    let durability = match purpose {
        Purpose::Serve => "",
        Purpose::Test => {
            "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 300\n"
        }
    };
    // After a crash PostgreSQL 13 and older sync every file by itself, which takes seconds.
    let version = std::fs::read_to_string(cluster.place.cluster.join("PG_VERSION")).unwrap_or_default();
    let sync = match version.trim().parse() {
        Ok(14_u32..) if cfg!(target_os = "linux") => "recovery_init_sync_method = syncfs\n",
        _ => "",
    };
    let text = format!(
        "# Written by OpenStudio at every start.\nlisten_addresses = ''\nport = 5432\n\
         unix_socket_directories = '{sockets}'\nunix_socket_permissions = 0700\n\
         lc_messages = 'C'\ntimezone = 'UTC'\nlog_timezone = 'UTC'\nlog_statement = 'none'\n{sync}{durability}"
    );
    let path = cluster.place.cluster.join("openstudio.conf");
    std::fs::write(&path, text).map_err(io("could not write", &path))?;
    if cluster.place.user.is_other {
        let user = cluster.place.user;
        std::os::unix::fs::chown(&path, Some(user.uid), Some(user.gid))
            .map_err(io("could not give away", &path))?;
    }
    Ok(())
}

/// After a crash of the machine or a container, another process may have the old postmaster's number, or nobody may
/// have collected the dead one; PostgreSQL would then refuse to start. Linux tells what that process is. Both folders
/// are this cluster's alone, so what lies there can only be its own.
fn remove_stale_pid(cluster: &Cluster) -> Result<(), ClusterError> {
    for path in
        [cluster.place.cluster.join("postmaster.pid"), cluster.place.sockets.join(".s.PGSQL.5432.lock")]
    {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let pid = text.lines().next().unwrap_or_default().trim();
        if !Path::new("/proc/self").exists() || is_live_postgres(pid) {
            continue;
        }
        tracing::warn!(pid, file = %path.display(), "removing the process file of a PostgreSQL that is gone");
        std::fs::remove_file(&path).map_err(io("could not remove", &path))?;
    }
    Ok(())
}

/// Reads `/proc/<pid>/stat`: `number (name) state …`.
fn is_live_postgres(pid: &str) -> bool {
    let Ok(text) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    let Some((before, after)) = text.rsplit_once(')') else { return false };
    let is_dead = matches!(after.trim_start().chars().next(), Some('Z' | 'X') | None);
    let name = before.split_once('(').map_or("", |(_, name)| name);
    !is_dead && matches!(name, "postgres" | "postmaster")
}

/// Whether PostgreSQL runs on this cluster now. `pg_ctl status` alone believes any process with the right number.
fn runs(cluster: &Cluster) -> Result<bool, ClusterError> {
    let mut command = pg_ctl(cluster, "status");
    let output = command.output().map_err(io("could not run pg_ctl for", &cluster.place.cluster))?;
    if !output.status.success() {
        return Ok(false);
    }
    remove_stale_pid(cluster)?;
    Ok(cluster.place.cluster.join("postmaster.pid").exists())
}

fn pg_ctl(cluster: &Cluster, action: &str) -> Command {
    let mut command = cluster.place.user.command(cluster.binaries.join("pg_ctl"));
    command.arg(action).arg("-D").arg(&cluster.place.cluster);
    command
}

fn run(program: &'static str, command: &mut Command) -> Result<(), ClusterError> {
    let failed = |output: String| ClusterError::Program { program, output };
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stderr, output.stdout].concat();
    Err(failed(String::from_utf8_lossy(&text).trim().to_owned()))
}

/// Adds the last lines of PostgreSQL's log: pg_ctl only says "could not start server".
fn with_log(error: ClusterError, log: &Path) -> ClusterError {
    let ClusterError::Program { program, mut output } = error else { return error };
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let last: Vec<&str> = text.lines().rev().take(8).collect();
    for line in last.into_iter().rev() {
        output.push('\n');
        output.push_str(line);
    }
    ClusterError::Program { program, output }
}

fn lock(place: &Place, name: &str, operation: FlockOperation) -> Result<File, ClusterError> {
    let path = place.folder.join(name);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(io("could not open", &path))?;
    flock(&file, operation).map_err(|error| io("could not lock", &path)(error.into()))?;
    Ok(file)
}
