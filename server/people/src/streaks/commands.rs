//! Counting days.

use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::UserId;

/// A streak after a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Streak {
    /// Days.
    #[diesel(sql_type = Integer, column_name = "new_streak")]
    pub days: i32,
    /// It goes on; false when it begins anew.
    #[diesel(sql_type = Bool, column_name = "streak_continued")]
    pub continued: bool,
}

/// Counts the day on which somebody was here at `at`, in their time zone. The same day counts once; a day before the
/// last one changes nothing. `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn visit(session: &mut Session, user: UserId, at: DateTime<Utc>) -> Result<Streak, Error> {
    let streak = diesel::sql_query("select * from public.update_user_streak($1, $2)")
        .bind::<SqlUuid, _>(user)
        .bind::<Timestamptz, _>(at)
        .get_result(session.conn())
        .await?;
    Ok(streak)
}
