//! Daily streaks. The rule stands in `server/db/sql/people/streaks.sql`.

pub mod commands;
#[cfg(test)]
mod tests;
