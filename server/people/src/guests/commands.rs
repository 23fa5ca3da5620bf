//! Becoming a guest.

use crate::SetCookies;
use auth::{Auth, Client};
use db::{Actor, Error, GuestClaims};
use model::UserId;
use model_people::GuestEntry;
use uuid::Uuid;

/// Makes the asker a guest with this name, for a day. A guest who names themselves anew stays the same guest; a
/// signed-in person is one of those already and gets no cookie.
///
/// Errors: [`model::Fault::Invalid`] on `name`; [`model::Fault::TooMany`].
pub fn enter(auth: &Auth, client: &Client, actor: &Actor, form: GuestEntry) -> Result<SetCookies, Error> {
    let id = match actor {
        Actor::Guest(guest) => guest.id,
        _ => UserId(Uuid::now_v7()),
    };
    let form = form.with_made_up_name(id.0.as_u128()).checked()?;
    if matches!(actor, Actor::Member(_)) {
        return Ok(Vec::new());
    }
    auth.limits().guest(client.ip)?;
    let lifetime = auth.config().guest_lifetime;
    let value = auth.guests().sign(&GuestClaims { id, name: form.name }, auth.clock().now() + lifetime);
    Ok(vec![auth.cookies().set_guest(value, lifetime)])
}
