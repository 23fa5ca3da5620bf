//! What a query or command can answer instead of a result.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use model::Fault;
use std::panic::Location;

/// Either something to tell the person, or something that we did not expect.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// For the person, as it is.
    #[error("{0}")]
    Fault(Fault),
    /// For the log. People only get the request's id.
    #[error("unexpected error at {at}: {cause}")]
    Unexpected {
        /// What the database, the pool or a parser said.
        cause: Box<dyn std::error::Error + Send + Sync>,
        /// The line of ours on which it became an [`Error`].
        at: &'static Location<'static>,
    },
}

impl Error {
    /// An unexpected error with its cause, remembering the caller's line.
    #[track_caller]
    pub fn unexpected(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Unexpected { cause: cause.into(), at: Location::caller() }
    }

    /// What the person is told. An unexpected cause is logged here, once, under the request id that the person sees.
    pub fn into_fault(self, request_id: &str) -> Fault {
        match self {
            Error::Fault(fault) => fault,
            Error::Unexpected { cause, at } => {
                tracing::error!(request_id, at = %at, cause = %cause, "unexpected error");
                Fault::Internal { request: request_id.to_owned() }
            }
        }
    }
}

/// Turns any error into [`Error::Unexpected`], remembering the line on which that was asked for.
pub trait OrUnexpected<T> {
    /// The value, or [`Error::Unexpected`] with its cause.
    fn or_unexpected(self) -> Result<T, Error>;
}

impl<T, E: Into<Box<dyn std::error::Error + Send + Sync>>> OrUnexpected<T> for Result<T, E> {
    #[track_caller]
    fn or_unexpected(self) -> Result<T, Error> {
        // A closure would be its own caller.
        match self {
            Ok(value) => Ok(value),
            Err(cause) => Err(Error::unexpected(cause)),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::Fault(fault)
    }
}

impl From<DieselError> for Error {
    #[track_caller]
    fn from(error: DieselError) -> Self {
        let at = Location::caller();
        match fault_of(&error) {
            Some(fault) => Error::Fault(fault),
            None => Error::Unexpected { cause: Box::new(error), at },
        }
    }
}

/// The one table from database errors to faults. `None`: nobody but us can do anything about it.
fn fault_of(error: &DieselError) -> Option<Fault> {
    use DatabaseErrorKind as Kind;
    match error {
        DieselError::NotFound => Some(Fault::NotFound),
        DieselError::DatabaseError(kind, info) => match kind {
            Kind::UniqueViolation => Some(taken(info.constraint_name().unwrap_or_default())),
            Kind::RestrictViolation => Some(in_use()),
            Kind::ForeignKeyViolation => Some(missing_or_in_use(info.message())),
            Kind::SerializationFailure => Some(collision()),
            Kind::ClosedConnection | Kind::UnableToSendCommand => Some(lost(error)),
            Kind::Unknown => fault_of_message(error, info.message()),
            _ => None,
        },
        _ => None,
    }
}

/// diesel has no kind for these codes of PostgreSQL, so the messages tell. They are those of `lc_messages = C`, which
/// the private cluster and the login role have.
fn fault_of_message(error: &DieselError, message: &str) -> Option<Fault> {
    let begins = |starts: &[&str]| starts.iter().any(|start| message.starts_with(start));
    if begins(&["new row violates row-level security policy", "permission denied for "]) {
        Some(Fault::forbidden("You may not do this."))
    } else if begins(&["deadlock detected"]) {
        Some(collision())
    } else if begins(&["terminating connection", "canceling statement due to"]) {
        Some(lost(error))
    } else if begins(&["invalid byte sequence for encoding"]) {
        // A zero character: the one that PostgreSQL's text cannot hold, and no person types.
        Some(Fault::invalid("form", "The text has a character that cannot be stored."))
    } else {
        None
    }
}

fn collision() -> Fault {
    Fault::unavailable("Somebody changed this at the same moment. Try again.")
}

/// Two things are foreign key violations: what a row belongs to went away in the meantime, or rows still belong to what
/// is deleted and the key restricts that (before PostgreSQL 18; from then on it is a violation of its own).
fn missing_or_in_use(message: &str) -> Fault {
    if message.starts_with("update or delete on table ") { in_use() } else { Fault::NotFound }
}

fn in_use() -> Fault {
    Fault::conflict("This is still in use. Switch it off instead.")
}

/// Not our mistake and not the person's; whoever runs the server should know.
fn lost(error: &DieselError) -> Fault {
    tracing::warn!(cause = %error, "the database did not answer");
    Fault::unavailable("The database is not there right now. Try again in a moment.")
}

/// What a violated unique constraint means to a person. It never says which e-mail address is taken.
fn taken(constraint: &str) -> Fault {
    match constraint {
        "users_email_key" | "user_profiles_username_key" => Fault::invalid(
            "username",
            "That name or address cannot be used. Choose another name, or sign in.",
        ),
        "rooms_pkey" => Fault::conflict("That room code is taken."),
        "room_members_room_id_user_id_key" => Fault::conflict("This person is in the room already."),
        "room_webrtc_sessions_room_id_track_name_key" => {
            Fault::conflict("A track with that name is in the room already.")
        }
        _ => Fault::conflict("This exists already."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexpected_cause_stays_inside() {
        let error = Error::unexpected("password=hunter2");
        let fault = error.into_fault("r-1");
        assert_eq!(fault, Fault::Internal { request: "r-1".into() });
        assert!(!fault.to_string().contains("hunter2"));
    }

    #[test]
    fn a_missing_row_is_not_found() {
        assert!(matches!(Error::from(DieselError::NotFound), Error::Fault(Fault::NotFound)));
    }

    #[test]
    fn a_foreign_key_refuses_what_is_gone_or_what_is_in_use() {
        let of =
            |rest: &str| missing_or_in_use(&format!("{rest} violates foreign key constraint \"a_b_fkey\""));
        assert_eq!(of("insert or update on table \"a\""), Fault::NotFound);
        assert_eq!(of("update or delete on table \"b\""), in_use());
        assert_eq!(missing_or_in_use("there is no such person"), Fault::NotFound, "raised by our functions");
    }

    #[test]
    fn a_taken_address_reads_like_a_taken_name() {
        assert_eq!(taken("users_email_key"), taken("user_profiles_username_key"));
    }
}
