//! Changing accounts and who is signed in to them.

use super::queries::{Credentials, credentials_by_email, credentials_of};
use crate::SetCookies;
use auth::{Auth, Client, SessionToken, sessions};
use db::{Actor, Error, Session};
use diesel::ExpressionMethods;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_people::account::normal_email;
use model_people::{ChangePassword, SignIn, SignUp};
use schema::auth::users;
use schema::user_profiles;
use uuid::Uuid;

/// Makes an account with its profile and signs in to it. See the module about registered addresses.
///
/// Errors: [`Fault::Invalid`] for refused fields, an easy password, a name or address that cannot be used;
/// [`Fault::TooMany`].
pub async fn sign_up(auth: &Auth, client: &Client, actor: &Actor, form: SignUp) -> Result<SetCookies, Error> {
    let form = form.checked()?;
    let own = vec![form.username.clone(), form.email.clone(), "openstudio".into()];
    auth.passwords().refuse_easy("password", form.password.clone(), own).await?;
    auth.limits().sign_up(client.ip)?;
    // Also an attempt at a password: of the account that may have this address.
    auth.limits().sign_in(&form.email, client.ip)?;
    let token = match credentials(auth, &form.email).await? {
        Some(existing) => {
            if !auth.passwords().verify(form.password, Some(existing.password_hash)).await? {
                return Err(cannot_be_used().into());
            }
            open_session(auth, client, actor, existing.user_id).await?
        }
        None => {
            let password_hash = auth.passwords().hash(form.password).await?;
            let account = NewAccount { username: form.username, email: form.email.clone(), password_hash };
            create(auth, client, actor, account).await?
        }
    };
    auth.limits().signed_in(&form.email, client.ip);
    Ok(signed_in_cookies(auth, &token))
}

/// Signs in. A session that the request came with ends.
///
/// Errors: [`Fault::Forbidden`] when address and password do not match; [`Fault::TooMany`].
pub async fn sign_in(auth: &Auth, client: &Client, actor: &Actor, form: SignIn) -> Result<SetCookies, Error> {
    let email = normal_email(&form.email);
    if email.len() > model::limits::EMAIL_BYTES_MAX {
        return Err(wrong_password().into());
    }
    auth.limits().sign_in(&email, client.ip)?;
    let found = credentials(auth, &email).await?;
    let (user_id, stored) = found.map(|found| (found.user_id, found.password_hash)).unzip();
    let matches = auth.passwords().verify(form.password, stored).await?;
    let Some(user_id) = user_id.filter(|_| matches) else {
        // For whoever watches for guessing. Not the address: people type passwords there.
        tracing::info!(ip = %client.ip, "a sign-in was refused");
        return Err(wrong_password().into());
    };
    let token = open_session(auth, client, actor, user_id).await?;
    auth.limits().signed_in(&email, client.ip);
    Ok(signed_in_cookies(auth, &token))
}

/// Ends the session that the request came with, and the guest too: afterwards the browser is nobody's.
pub async fn sign_out(auth: &Auth, actor: &Actor) -> Result<SetCookies, Error> {
    if let Actor::Member(member) = actor {
        let (id, now) = (member.session_id, auth.clock().now());
        let ended = auth
            .db()
            .run(actor, async |session: &mut Session| sessions::revoke(session, id, now).await)
            .await;
        unless_gone(ended)?;
    }
    Ok(vec![auth.cookies().clear_session(), auth.cookies().clear_guest()])
}

/// Changes one's password. Every session ends; the request's own is replaced by a new one.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] on `current` or `new`; [`Fault::TooMany`].
pub async fn change_password(
    auth: &Auth,
    client: &Client,
    actor: &Actor,
    form: ChangePassword,
) -> Result<SetCookies, Error> {
    let Actor::Member(member) = actor else { return Err(Fault::Unauthenticated.into()) };
    let form = form.checked()?;
    let user_id = member.user_id;
    let (email, existing) = auth
        .db()
        .run(&sessions::SERVICE, async |session: &mut Session| credentials_of(session, user_id).await)
        .await?
        .ok_or(Fault::Unauthenticated)?;
    let own = vec![member.username.clone(), email.clone(), "openstudio".into()];
    auth.passwords().refuse_easy("new", form.new.clone(), own).await?;
    auth.limits().sign_in(&email, client.ip)?;
    if !auth.passwords().verify(form.current, Some(existing.password_hash)).await? {
        return Err(Fault::invalid("current", "This is not your password.").into());
    }
    auth.limits().signed_in(&email, client.ip);
    let hash = auth.passwords().hash(form.new).await?;
    let now = auth.clock().now();
    let token = auth
        .db()
        .run(&sessions::SERVICE, async |session: &mut Session| {
            let account = diesel::update(users::table).filter(users::id.eq(user_id));
            let changed = account.set(users::password_hash.eq(&hash)).execute(session.conn()).await?;
            if changed == 0 {
                return Err(Fault::Unauthenticated.into());
            }
            sessions::revoke_all(session, user_id, None, now).await?;
            sessions::open(session, auth, client, user_id).await
        })
        .await?;
    tracing::info!(user_id = %user_id, "a password was changed");
    Ok(signed_in_cookies(auth, &token))
}

struct NewAccount {
    username: String,
    email: String,
    password_hash: String,
}

/// Account, profile and first session in one transaction: all or nothing.
async fn create(auth: &Auth, client: &Client, actor: &Actor, new: NewAccount) -> Result<SessionToken, Error> {
    let user_id = UserId(Uuid::now_v7());
    let token = auth
        .db()
        .run(&sessions::SERVICE, async |session: &mut Session| {
            let account = (
                users::id.eq(user_id),
                users::email.eq(&new.email),
                users::password_hash.eq(&new.password_hash),
            );
            diesel::insert_into(users::table).values(account).execute(session.conn()).await?;
            let profile = (
                user_profiles::id.eq(user_id),
                user_profiles::username.eq(&new.username),
                user_profiles::display_name.eq(&new.username),
            );
            diesel::insert_into(user_profiles::table).values(profile).execute(session.conn()).await?;
            end_previous(session, auth, actor).await?;
            sessions::open(session, auth, client, user_id).await
        })
        .await?;
    tracing::info!(user_id = %user_id, "an account was made");
    Ok(token)
}

async fn open_session(
    auth: &Auth,
    client: &Client,
    actor: &Actor,
    user_id: UserId,
) -> Result<SessionToken, Error> {
    auth.db()
        .run(&sessions::SERVICE, async |session: &mut Session| {
            end_previous(session, auth, actor).await?;
            sessions::open(session, auth, client, user_id).await
        })
        .await
}

/// Whoever signs in anew does not keep what an old cookie could do.
async fn end_previous(session: &mut Session, auth: &Auth, actor: &Actor) -> Result<(), Error> {
    match actor {
        Actor::Member(member) => {
            unless_gone(sessions::revoke(session, member.session_id, auth.clock().now()).await)
        }
        _ => Ok(()),
    }
}

/// A session that is gone altogether has ended.
fn unless_gone(ended: Result<(), Error>) -> Result<(), Error> {
    match ended {
        Err(Error::Fault(Fault::NotFound)) => Ok(()),
        other => other,
    }
}

async fn credentials(auth: &Auth, email: &str) -> Result<Option<Credentials>, Error> {
    auth.db()
        .run(&sessions::SERVICE, async |session: &mut Session| credentials_by_email(session, email).await)
        .await
}

fn signed_in_cookies(auth: &Auth, token: &SessionToken) -> SetCookies {
    vec![
        auth.cookies().set_session(token.reveal(), auth.config().session_lifetime),
        auth.cookies().clear_guest(),
    ]
}

fn wrong_password() -> Fault {
    Fault::forbidden("The address or the password is wrong.")
}

/// Word for word what the database's table of constraints answers for a taken name (`db::error`).
fn cannot_be_used() -> Fault {
    Fault::invalid("username", "That name or address cannot be used. Choose another name, or sign in.")
}
