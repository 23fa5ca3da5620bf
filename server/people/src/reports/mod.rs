//! Reports of abuse: made by members, decided by administrators. What was reported is kept as it was, and every
//! decision is noted in the audit log, both by the database (`server/db/sql/people/moderation.sql`).

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
