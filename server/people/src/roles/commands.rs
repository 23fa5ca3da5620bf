//! Giving roles.

use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use schema::auth::{roles, user_roles, users};
use schema::{admin_audit_log, user_profiles};
use serde_json::json;
use uuid::Uuid;

/// The roles that can be given, each with its description.
pub const ROLES: &[(&str, &str)] = &[("admin", "Runs this place: sees reports, bans, edits the catalogues.")];

/// Makes the roles exist. `session` acts for the service.
pub async fn ensure(session: &mut Session) -> Result<(), Error> {
    let rows: Vec<_> =
        ROLES.iter().map(|(name, text)| (roles::name.eq(*name), roles::description.eq(*text))).collect();
    diesel::insert_into(roles::table).values(rows).on_conflict_do_nothing().execute(session.conn()).await?;
    Ok(())
}

/// Gives the account with this address a role, at the server's console, and notes it in the audit log. Answers whether
/// it is new to them. `session` acts for the service.
///
/// Errors: [`Fault::Invalid`] on `role`; [`Fault::NotFound`] when no account has this address.
pub async fn grant_at_console(session: &mut Session, email: &str, role: &str) -> Result<bool, Error> {
    if !ROLES.iter().any(|(name, _)| *name == role) {
        let known: Vec<&str> = ROLES.iter().map(|(name, _)| *name).collect();
        return Err(Fault::invalid("role", format!("The roles are: {}.", known.join(", "))).into());
    }
    ensure(session).await?;
    let email = model_people::account::normal_email(email);
    let (user_id, username): (UserId, String) = users::table
        .inner_join(user_profiles::table.on(user_profiles::id.eq(users::id)))
        .filter(users::email.eq(email))
        .select((users::id, user_profiles::username))
        .first(session.conn())
        .await?;
    let role_id: Uuid =
        roles::table.filter(roles::name.eq(role)).select(roles::id).first(session.conn()).await?;
    let given = diesel::insert_into(user_roles::table)
        .values((user_roles::user_id.eq(user_id), user_roles::role_id.eq(role_id)))
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    if given > 0 {
        diesel::insert_into(admin_audit_log::table)
            .values((
                admin_audit_log::id.eq(Uuid::now_v7()),
                admin_audit_log::action.eq("grant_role"),
                admin_audit_log::target_type.eq("user"),
                admin_audit_log::target_id.eq(user_id.0),
                admin_audit_log::details.eq(json!({ "role": role, "username": username })),
            ))
            .execute(session.conn())
            .await?;
    }
    Ok(given > 0)
}
