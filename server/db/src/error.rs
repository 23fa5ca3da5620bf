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
    #[error("unexpected database error at {at}: {cause}")]
    Unexpected {
        /// What the database, the pool or a parser said.
        #[source]
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
                tracing::error!(request_id, at = %at, cause = %cause, "unexpected database error");
                Fault::Internal { request: request_id.to_owned() }
            }
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
    match error {
        DieselError::NotFound => Some(Fault::NotFound),
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
            Some(taken(info.constraint_name().unwrap_or_default()))
        }
        // PostgreSQL's code 42501 arrives without a kind of its own. The messages are those of lc_messages = C, which
        // every connection of ours sets.
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) if is_refusal(info.message()) => {
            Some(Fault::forbidden("You may not do this."))
        }
        // A zero character: the one that PostgreSQL's text cannot hold, and no person types.
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info)
            if info.message().starts_with("invalid byte sequence for encoding") =>
        {
            Some(Fault::invalid("form", "The text has a character that cannot be stored."))
        }
        DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
        | DieselError::DatabaseError(DatabaseErrorKind::UnableToSendCommand, _) => {
            tracing::warn!(cause = %error, "the database connection was lost");
            Some(Fault::unavailable("The database is not there right now. Try again in a moment."))
        }
        _ => None,
    }
}

fn is_refusal(message: &str) -> bool {
    message.starts_with("new row violates row-level security policy")
        || message.starts_with("permission denied for ")
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
    fn a_taken_address_reads_like_a_taken_name() {
        assert_eq!(taken("users_email_key"), taken("user_profiles_username_key"));
    }
}
