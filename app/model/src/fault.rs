//! [`Fault`]: the one error that crosses a boundary (server function, HTTP, socket, sidecar).

use serde::{Deserialize, Serialize};

/// What went wrong, in a form that a person can be told and a program can match on.
///
/// It never carries a secret, a query, a path or another person's data. Unexpected causes are logged once on the
/// server; here they are only [`Fault::Internal`] with the request id that the log line carries too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Nobody is signed in and this needs somebody (HTTP 401).
    #[error("Sign in first.")]
    Unauthenticated,
    /// Somebody is known, and may not do this (HTTP 403). `message` says what, in plain words.
    #[error("{message}")]
    Forbidden { message: String },
    /// It does not exist, or the asker may not know that it does (HTTP 404).
    #[error("This does not exist, or it is not yours to see.")]
    NotFound,
    /// Input that was refused, field by field (HTTP 422).
    #[error("{}", first_problem(fields))]
    Invalid { fields: Vec<FieldProblem> },
    /// It clashes with what is there already (HTTP 409).
    #[error("{message}")]
    Conflict { message: String },
    /// Too many attempts (HTTP 429); try again after so many seconds.
    #[error("Too many attempts. Try again in {retry_after_s} s.")]
    TooMany { retry_after_s: u32 },
    /// The input is larger than `limit` bytes or characters (HTTP 413).
    #[error("That is too large (at most {limit}).")]
    TooLarge { limit: u64 },
    /// A part of OpenStudio is not there right now (HTTP 503); trying again is right.
    #[error("{message}")]
    Unavailable { message: String },
    /// Our fault (HTTP 500). `request` is the id to give to support.
    #[error("Something went wrong on our side. It has been logged as {request}.")]
    Internal { request: String },
}

/// One refused input field: its form name, and what is wrong with it in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the form and the wire type, for example `email`.
    pub field: String,
    /// A whole sentence, for example `Use at least 10 characters.`
    pub problem: String,
}

impl Fault {
    /// A [`Fault::Invalid`] with one problem.
    pub fn invalid(field: &str, problem: impl Into<String>) -> Self {
        Fault::Invalid { fields: vec![FieldProblem { field: field.into(), problem: problem.into() }] }
    }

    /// A [`Fault::Forbidden`] with its reason.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Fault::Forbidden { message: message.into() }
    }

    /// A [`Fault::Conflict`] with its reason.
    pub fn conflict(message: impl Into<String>) -> Self {
        Fault::Conflict { message: message.into() }
    }

    /// A [`Fault::Unavailable`] with its reason.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Fault::Unavailable { message: message.into() }
    }

    /// The HTTP status that this fault answers with.
    pub fn status(&self) -> u16 {
        match self {
            Fault::Unauthenticated => 401,
            Fault::Forbidden { .. } => 403,
            Fault::NotFound => 404,
            Fault::Conflict { .. } => 409,
            Fault::TooLarge { .. } => 413,
            Fault::Invalid { .. } => 422,
            Fault::TooMany { .. } => 429,
            Fault::Internal { .. } => 500,
            Fault::Unavailable { .. } => 503,
        }
    }

    /// What is wrong with `field`, when this is a [`Fault::Invalid`] that names it.
    pub fn problem_with(&self, field: &str) -> Option<&str> {
        match self {
            Fault::Invalid { fields } => fields.iter().find(|f| f.field == field).map(|f| f.problem.as_str()),
            _ => None,
        }
    }
}

fn first_problem(fields: &[FieldProblem]) -> &str {
    fields.first().map_or("Some of the input was refused.", |f| f.problem.as_str())
}

/// Collects field problems while a form is checked, so that a person sees all of them at once.
///
/// ```
/// use model::FieldProblem;
/// let mut problems = FieldProblem::list();
/// problems.require(false, "name", "Give the room a name.");
/// assert!(problems.into_result().is_err());
/// ```
#[derive(Debug, Default)]
pub struct FieldProblems(Vec<FieldProblem>);

impl FieldProblem {
    /// An empty list to collect into.
    pub fn list() -> FieldProblems {
        FieldProblems::default()
    }
}

impl FieldProblems {
    /// Notes `problem` with `field` unless `holds`.
    pub fn require(&mut self, holds: bool, field: &str, problem: &str) {
        if !holds {
            self.0.push(FieldProblem { field: field.into(), problem: problem.into() });
        }
    }

    /// `Ok` when nothing was noted, else [`Fault::Invalid`] with everything that was.
    pub fn into_result(self) -> Result<(), Fault> {
        if self.0.is_empty() { Ok(()) } else { Err(Fault::Invalid { fields: self.0 }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_survives_the_wire() {
        let fault = Fault::invalid("email", "Check the address.");
        let json = serde_json::to_string(&fault).unwrap();
        assert_eq!(serde_json::from_str::<Fault>(&json).unwrap(), fault);
        assert_eq!(fault.problem_with("email"), Some("Check the address."));
        assert_eq!(fault.status(), 422);
    }
}
