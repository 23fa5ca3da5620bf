//! Who is looking at the page.

use crate::ApiError;
use leptos::prelude::*;
use model_people::Viewer;

/// The viewer, as a resource that the application's root makes: there on the first render, and asked for again after
/// somebody signed in or out.
#[derive(Clone, Copy)]
pub struct ViewerContext {
    resource: Resource<Result<Viewer, ApiError>>,
}

impl ViewerContext {
    /// Wraps the root's resource.
    pub fn new(resource: Resource<Result<Viewer, ApiError>>) -> Self {
        ViewerContext { resource }
    }

    /// Who is looking; `None` while that is being asked. Read it inside `<Suspense>` or `<Transition>`.
    /// An error counts as nobody: the page then offers to sign in.
    pub fn get(&self) -> Option<Viewer> {
        self.resource.get().map(|found| found.unwrap_or_default())
    }

    /// Asks the server again.
    pub fn refresh(&self) {
        self.resource.refetch();
    }

    /// The resource itself, for `await` in `Suspend`.
    pub fn resource(&self) -> Resource<Result<Viewer, ApiError>> {
        self.resource
    }
}

/// The viewer that the root provides.
pub fn use_viewer() -> ViewerContext {
    expect_context()
}
