//! A long list that is fetched page by page.

use app_kit::ApiError;
use leptos::prelude::*;
use model::{Cursor, Page};
use ui::{Button, Notice, Skeleton, SkeletonShape, Tone};

/// The list, from its beginning; more on request.
#[component]
pub(super) fn Pages<T, F, Fut>(
    /// Asks for the page after this place.
    load: F,
    /// Said when there is nothing.
    empty: &'static str,
    /// One line.
    item: fn(T) -> AnyView,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(Option<Cursor>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Page<T>, ApiError>> + 'static,
{
    let items = RwSignal::new(Vec::<T>::new());
    let next = RwSignal::new(None::<Cursor>);
    let busy = RwSignal::new(false);
    let first = RwSignal::new(true);
    let problem = RwSignal::new(None::<String>);
    let load = StoredValue::new(load);
    let ask = move |after: Option<Cursor>| {
        busy.set(true);
        problem.set(None);
        let answer = load.with_value(|load| load(after));
        leptos::task::spawn_local(async move {
            let answer = answer.await;
            // The dialog may have been closed meanwhile.
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            first.set(false);
            match answer {
                Ok(page) => {
                    items.update(|items| items.extend(page.items));
                    next.set(page.next);
                }
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    };
    Effect::new(move |_| ask(None));
    let nothing = move || !first.get() && problem.with(Option::is_none) && items.with(Vec::is_empty);
    view! {
        <ul class="records" aria-busy=move || busy.get().to_string()>
            {move || items.get().into_iter().map(item).collect_view()}
        </ul>
        <Show when=move || first.get() && busy.get()>
            <Skeleton shape=SkeletonShape::Row/>
        </Show>
        <Show when=nothing>
            <p class="quiet">{empty}</p>
        </Show>
        {move || problem.get().map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
        <Show when=move || next.with(Option::is_some)>
            <Button block=true busy=busy on:click=move |_| ask(next.get_untracked())>"Show more"</Button>
        </Show>
    }
}
