//! [`FormState`]: what a page shows beside a form while and after its server function runs.

use crate::ApiError;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::Fault;
use server_fn::ServerFn;

/// The state of one form, read from its action. The error is also there after the form was posted without wasm: the
/// router finds it in the address and the action starts with it.
#[derive(Clone, Copy)]
pub struct FormState {
    error: Signal<Option<ApiError>>,
    done: Signal<bool>,
    busy: Signal<bool>,
}

impl FormState {
    /// Follows `action`.
    pub fn of<S>(action: ServerAction<S>) -> Self
    where
        S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let value = action.value();
        FormState {
            error: Signal::derive(move || value.with(|answer| answer.as_ref()?.as_ref().err().cloned())),
            done: Signal::derive(move || value.with(|answer| matches!(answer, Some(Ok(_))))),
            busy: action.pending().into(),
        }
    }

    /// What is wrong with `field`, in a sentence.
    pub fn problem(&self, field: &'static str) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || error.with(|error| error.as_ref()?.problem_with(field)))
    }

    /// What is wrong with the form as a whole: none while every problem stands beside one of its `fields`.
    pub fn message(&self, fields: &'static [&'static str]) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| message(error, fields))))
    }

    /// Whether an error came back.
    pub fn has_failed(&self) -> Signal<bool> {
        let error = self.error;
        Signal::derive(move || error.with(Option::is_some))
    }

    /// Whether it succeeded (with wasm; without it, the page has moved on).
    pub fn done(&self) -> Signal<bool> {
        self.done
    }

    /// Whether an answer is awaited.
    pub fn busy(&self) -> Signal<bool> {
        self.busy
    }
}

/// What stood in `field` when the form was refused without wasm: the server puts values that are neither secret nor
/// personal into the address it leads back to.
pub fn kept_value(field: &str) -> Option<String> {
    let query = use_query_map();
    let query = query.read_untracked();
    query.get("__err")?;
    query.get(&format!("form[{field}]"))
}

fn message(error: &ApiError, shown_fields: &[&str]) -> Option<String> {
    match &error.0 {
        Fault::Invalid { fields } => {
            fields.iter().find(|f| !shown_fields.contains(&f.field.as_str())).map(|f| f.problem.clone())
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_without_a_field_on_the_page_is_said_for_the_form() {
        let error = ApiError(Fault::invalid("form", "Some of the form was missing."));
        assert_eq!(message(&error, &["email"]).as_deref(), Some("Some of the form was missing."));
        let error = ApiError(Fault::invalid("email", "Check it."));
        assert_eq!(message(&error, &["email"]), None);
        assert!(message(&ApiError(Fault::NotFound), &["email"]).is_some());
    }
}
