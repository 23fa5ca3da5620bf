//! The database roles: the three that a transaction acts in, and the one that the server logs in with.
//!
//! Roles belong to the whole cluster, not to a database, so creating them races with servers of other databases: every
//! step looks first, and a step that lost such a race is tried again.

use super::BlockingConnection;
use crate::{DbConfig, Error, OrUnexpected};
use diesel::connection::SimpleConnection;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The role that the server logs in with. It owns nothing and inherits nothing: until a transaction switches to one of
/// the three roles, it may do nothing.
pub const LOGIN_ROLE: &str = "openstudio_login";

/// Attempts at creating roles before a lost race counts as an error.
const ATTEMPTS: usize = 10;

/// Creates what is missing, and sets the login role's password when it is ours to set.
pub(super) fn ensure(connection: &mut BlockingConnection, config: &DbConfig) -> Result<(), Error> {
    let sql = match &config.login_url {
        Some(url) => membership(&user_of(url)?),
        None => {
            let password = password(&config.secret);
            // Both are letters, digits and underscores: nothing to escape.
            format!(
                "{}{}alter role {LOGIN_ROLE} password '{password}';",
                create_login(),
                membership(LOGIN_ROLE)
            )
        }
    };
    let sql = format!("{CREATE_ROLES}{sql}");
    for _ in 1..ATTEMPTS {
        match connection.batch_execute(&sql) {
            Err(error) if lost_a_race(&error) => std::thread::sleep(std::time::Duration::from_millis(20)),
            done => return done.or_unexpected(),
        }
    }
    connection.batch_execute(&sql).or_unexpected()
}

/// The owner's URL with the login role and its password in place of the owner's.
///
/// Errors: the URL is not of the form `postgres://…`.
pub fn login_url(owner_url: &str, secret: &str) -> Result<String, Error> {
    let (scheme, rest) = split(owner_url)?;
    let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    Ok(format!("{scheme}://{LOGIN_ROLE}:{}@{host}{tail}", password(secret)))
}

/// The login role's password: the server's secret never leaves it, and losing one does not lose the other.
fn password(secret: &str) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key length");
    mac.update(b"openstudio: database login role, version 1");
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn user_of(url: &str) -> Result<String, Error> {
    let (_, rest) = split(url)?;
    let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    let user = user.split_once(':').map_or(user, |(name, _)| name);
    if !user.is_empty() && user.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        Ok(user.to_owned())
    } else {
        Err(Error::unexpected("the login URL must name a user made of letters, digits and underscores"))
    }
}

fn split(url: &str) -> Result<(&str, &str), Error> {
    match url.split_once("://") {
        Some((scheme @ ("postgres" | "postgresql"), rest)) => Ok((scheme, rest)),
        _ => Err(Error::unexpected("a database URL must begin with postgres://")),
    }
}

fn lost_a_race(error: &diesel::result::Error) -> bool {
    let message = error.to_string();
    message.contains("tuple concurrently updated") || message.contains("tuple concurrently deleted")
}

const CREATE_ROLES: &str = "
do $$
declare missing text;
begin
    foreach missing in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = missing) then
            begin
                execute format('create role %I nologin noinherit', missing);
            exception when duplicate_object or unique_violation then null;
            end;
        end if;
    end loop;
end $$;
";

fn create_login() -> String {
    format!(
        "
do $$
begin
    if not exists (select from pg_catalog.pg_roles where rolname = '{LOGIN_ROLE}') then
        create role {LOGIN_ROLE} login noinherit;
    end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
    if current_setting('lc_messages') not in ('C', 'POSIX', 'en_US.UTF-8', 'C.UTF-8') then
        alter role {LOGIN_ROLE} set lc_messages = 'C';
    end if;
exception when insufficient_privilege then
    raise warning 'set lc_messages = C for {LOGIN_ROLE}: refusals are recognised by their English text';
end $$;
"
    )
}

/// Makes `role` a member of the three, which lets it switch to them and, being NOINHERIT, gives it nothing else.
fn membership(role: &str) -> String {
    format!(
        "
do $$
declare wanted text;
begin
    foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (
            select from pg_catalog.pg_auth_members m
            where m.roleid = wanted::regrole and m.member = '{role}'::regrole
        ) then
            execute format('grant %I to %I', wanted, '{role}');
        end if;
    end loop;
end $$;
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_url_keeps_host_database_and_options() {
        let url =
            login_url("postgres://owner:p%40ss@%2Ftmp%2Frun/studio?application_name=x", "secret").unwrap();
        assert!(url.starts_with("postgres://openstudio_login:"), "{url}");
        assert!(url.ends_with("@%2Ftmp%2Frun/studio?application_name=x"), "{url}");
        assert!(!url.contains("p%40ss") && !url.contains("secret"), "{url}");
        assert_ne!(url, login_url("postgres://o@%2Ftmp%2Frun/studio?application_name=x", "other").unwrap());
        assert!(login_url("mysql://localhost/x", "s").is_err());
    }

    #[test]
    fn a_login_role_that_needs_escaping_is_refused() {
        assert_eq!(user_of("postgres://web_1:pw@host/db").unwrap(), "web_1");
        for bad in ["postgres://host/db", "postgres://a'b:pw@host/db", "host=x user=y"] {
            assert!(user_of(bad).is_err(), "{bad}");
        }
    }
}
