//! Paying XP.

use super::Reward;
use db::{Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::UserId;
use uuid::Uuid;

/// What XP is paid for: the same source pays once for each reason.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The kind of thing, for example `session`.
    pub kind: &'a str,
    /// Which one.
    pub id: Uuid,
}

/// Where somebody stands after a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Standing {
    /// All their XP.
    #[diesel(sql_type = Integer, column_name = "new_xp")]
    pub xp: i32,
    /// Their level.
    #[diesel(sql_type = Integer, column_name = "new_level")]
    pub level: i32,
    /// This payment raised it.
    #[diesel(sql_type = Bool, column_name = "leveled_up")]
    pub leveled_up: bool,
}

/// Pays a reward; nothing when it was paid for this source before. `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn reward(
    session: &mut Session,
    user: UserId,
    reward: Reward,
    source: Source<'_>,
) -> Result<Standing, Error> {
    add(session, user, reward.xp(), reward.reason(), Some(source)).await
}

/// Adds XP, or takes it. Without a source every call counts. `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn add(
    session: &mut Session,
    user: UserId,
    amount: i32,
    reason: &str,
    source: Option<Source<'_>>,
) -> Result<Standing, Error> {
    let standing = diesel::sql_query("select * from public.add_user_xp($1, $2, $3, $4, $5)")
        .bind::<SqlUuid, _>(user)
        .bind::<Integer, _>(amount)
        .bind::<Text, _>(reason)
        .bind::<Nullable<Text>, _>(source.map(|source| source.kind))
        .bind::<Nullable<SqlUuid>, _>(source.map(|source| source.id))
        .get_result(session.conn())
        .await?;
    Ok(standing)
}
