//! The shape of what comes, while it is loading. Nothing shows under 150 ms.

use leptos::prelude::*;

/// What the place will hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonShape {
    /// A line of text.
    #[default]
    Line,
    /// A heading.
    Title,
    /// An avatar.
    Disc,
    /// A row of a list.
    Row,
}

impl SkeletonShape {
    fn as_str(self) -> &'static str {
        match self {
            SkeletonShape::Line => "line",
            SkeletonShape::Title => "title",
            SkeletonShape::Disc => "disc",
            SkeletonShape::Row => "row",
        }
    }
}

/// `count` empty shapes, one under the other; who listens to the page hears "Loading" once.
#[component]
pub fn Skeleton(
    /// The shape.
    #[prop(optional)]
    shape: SkeletonShape,
    /// How many.
    #[prop(default = 1)]
    count: usize,
) -> impl IntoView {
    let shapes =
        (0..count).map(|_| view! { <div class="skeleton" data-shape=shape.as_str()></div> }).collect_view();
    view! {
        <div class="stack" role="status">
            <span class="heard-only">"Loading"</span>
            {shapes}
        </div>
    }
}
